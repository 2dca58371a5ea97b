//! A new account, whole: with its password and the roles that everybody gets.

use oidc_core::{
    account::password::{Password, SealedPassword},
    event::{Event, EventKind},
    id::UserId,
    user::{Account, User},
};
use store::{StoreError, Tx, Unique};

use super::{
    change::UserChange,
    users::{NotWritten, Users},
};
use crate::{breakdown::Breakdown, failure::Failure, password::imported::ImportedDigest};

/// What a password is made from.
#[derive(Debug, Clone)]
pub enum NewPassword {
    /// Itself.
    Plain(Password),
    /// A digest that was brought along.
    Digest(ImportedDigest),
}

impl NewPassword {
    /// Whether it was brought along.
    pub(super) const fn is_imported(&self) -> bool {
        match self {
            Self::Plain(_) => false,
            Self::Digest(_) => true,
        }
    }
}

impl Users {
    /// Makes one. Nothing is proven of it.
    ///
    /// # Errors
    /// [`NotWritten`], and then nothing was written.
    pub async fn create(
        &self,
        change: &UserChange,
        password: Option<NewPassword>,
    ) -> Result<Account, Failure<NotWritten>> {
        let now = self.clock.now();
        let id = UserId::mint(&mut self.entropy.rng());
        let mut user = User {
            last_sign_in_at: None,
            ..User::new(id, None, now)
        };
        let applied = change.apply(&mut user, now);
        applied.map_err(|why| Failure::Refused(NotWritten::CustomData(why)))?;
        user.updated_at = now;
        let is_imported = password.as_ref().is_some_and(NewPassword::is_imported);
        let password = match password {
            Some(password) => Some(self.sealed(&user.id, password).await?),
            None => None,
        };
        let mut event = self.event(EventKind::UserRegistered, &user.id, now);
        let mut names = change.names();
        names.extend(password.as_ref().map(|_| "password"));
        event.data.insert("changed".to_owned(), names.into());
        let (row, event, sealed) = (&user, &event, password.as_ref());
        self.store
            .transact(|tx| async move { insert(tx, row, sealed, event).await })
            .await?;
        if is_imported {
            self.hashing.decoys().note_import();
        }
        Ok(Account {
            user,
            has_password: password.is_some(),
            identities: Vec::new(),
        })
    }

    /// The digest of a password for the row of this user.
    pub(super) async fn sealed(
        &self,
        user: &UserId,
        password: NewPassword,
    ) -> Result<SealedPassword, Breakdown> {
        let digest = match password {
            NewPassword::Digest(digest) => self.hashing.keep(digest, &self.entropy).await?,
            NewPassword::Plain(plain) => self.hashing.make(&plain, &self.entropy).await?,
        };
        digest.seal(&self.secrets.sealing, user, &mut self.entropy.rng())
    }
}

async fn insert(
    mut tx: Tx,
    user: &User,
    password: Option<&SealedPassword>,
    event: &Event,
) -> Result<(), Failure<NotWritten>> {
    if let Some(unique) = taken(&mut tx, user).await? {
        return Err(Failure::Refused(NotWritten::Taken(unique)));
    }
    if !tx.users().insert(user).await? {
        // Somebody was faster with the same address, number or name.
        let unique = taken(&mut tx, user).await?.unwrap_or(Unique::Email);
        return Err(Failure::Refused(NotWritten::Taken(unique)));
    }
    if let Some(password) = password {
        tx.passwords().set(&user.id, password).await?;
    }
    let (id, now) = (&user.id, user.created_at);
    tx.roles().give_defaults(id, now).await?;
    tx.events().append(event).await?;
    Ok(())
}

/// The name comes first, then address and number: so programs expect it of a new account.
async fn taken(tx: &mut Tx, user: &User) -> Result<Option<Unique>, StoreError> {
    let named = User {
        email: None,
        phone: None,
        ..user.clone()
    };
    match tx.users().taken(&named).await? {
        Some(unique) => Ok(Some(unique)),
        None => tx.users().taken(user).await,
    }
}
