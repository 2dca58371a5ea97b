//! A changed account.

use oidc_core::{
    account::password::SealedPassword,
    event::{Event, EventKind},
    id::{SessionId, UserId},
    role::MANAGING,
    time::Timestamp,
    user::Account,
};
use store::Tx;

use super::{
    change::UserChange,
    create::NewPassword,
    users::{NotWritten, Users},
};
use crate::{
    administrator::last::may_go, author::Author, failure::Failure, precondition::Precondition,
};

type Refused = Failure<NotWritten>;

impl Users {
    /// Changes one, all that is said of it or nothing. The sessions that one had when it was
    /// suspended end, and their clients are told, though the suspension be lifted meanwhile.
    ///
    /// # Errors
    /// [`NotWritten`], and then nothing was written. When the database breaks down while sessions
    /// are ended, those left count for nothing, and suspending it once more ends them.
    pub async fn edit(
        &self,
        id: &UserId,
        change: &UserChange,
        precondition: &Precondition<'_, Account>,
    ) -> Result<Account, Refused> {
        let now = self.clock.now();
        let mut event = self.event(EventKind::UserChanged, id, now);
        let names = change.names();
        event.data.insert("changed".to_owned(), names.into());
        let edit = Edit {
            author: &self.author,
            id,
            change,
            password: None,
            now,
        };
        let (edit, event) = (&edit, &event);
        let written = self
            .store
            .transact(|tx| async move { edit.write(tx, precondition, event).await });
        // Somebody else was faster with the same address, number or name.
        let written = written.await;
        let (account, sessions) = written.map_err(|failure| failure.named(NotWritten::taken))?;
        self.end_sessions(id, &sessions, now).await?;
        Ok(account)
    }

    /// Gives one another password.
    ///
    /// # Errors
    /// [`NotWritten`], and then nothing was written.
    pub async fn set_password(
        &self,
        id: &UserId,
        password: NewPassword,
        precondition: &Precondition<'_, Account>,
    ) -> Result<Account, Refused> {
        let now = self.clock.now();
        let sealed = self.sealed(id, password).await?;
        let mut event = self.event(EventKind::UserChanged, id, now);
        let names = vec!["password"];
        event.data.insert("changed".to_owned(), names.into());
        let edit = Edit {
            author: &self.author,
            id,
            change: &UserChange::default(),
            password: Some(&sealed),
            now,
        };
        let (edit, event) = (&edit, &event);
        let written = self
            .store
            .transact(|tx| async move { edit.write(tx, precondition, event).await });
        Ok(written.await?.0)
    }
}

struct Edit<'a> {
    author: &'a Author,
    id: &'a UserId,
    change: &'a UserChange,
    password: Option<&'a SealedPassword>,
    now: Timestamp,
}

impl Edit<'_> {
    /// Whoever changes what somebody signs in with who manages this instance could sign in as them.
    async fn check_freshness(&self, tx: &mut Tx) -> Result<(), Refused> {
        let opens = self.password.is_some() || self.change.opens();
        if self.author.is_fresh || !opens {
            return Ok(());
        }
        let held = tx.roles().of_user(self.id).await?;
        if held.iter().any(|role| MANAGING.contains(&role.as_str())) {
            return Err(Failure::Refused(NotWritten::NotFresh));
        }
        Ok(())
    }

    /// Writes it; the account as it is then, and the sessions that are to end with it.
    async fn write(
        &self,
        mut tx: Tx,
        precondition: &Precondition<'_, Account>,
        event: &Event,
    ) -> Result<(Account, Vec<SessionId>), Refused> {
        // Before the row of the user, as everybody asks it.
        let may_go = if self.change.may_end() {
            may_go(&mut tx, self.id).await?
        } else {
            Ok(())
        };
        let mut account = held(&mut tx, self.id, precondition).await?;
        may_go.map_err(|last| Failure::Refused(NotWritten::LastAdministrator(last)))?;
        self.check_freshness(&mut tx).await?;
        let user = &mut account.user;
        let applied = self.change.apply(user, self.now);
        applied.map_err(|why| Failure::Refused(NotWritten::CustomData(why)))?;
        if let Some(unique) = tx.users().taken(user).await? {
            return Err(Failure::Refused(NotWritten::Taken(unique)));
        }
        if !tx.users().update(user).await? {
            return Err(Failure::Refused(NotWritten::Unknown));
        }
        // None begins while the account is suspended, nor while it is held here: these are all there
        // are, and none that begins when the suspension is lifted.
        let sessions = if user.is_suspended() {
            tx.sessions().unended_of(self.id, i64::MAX).await?
        } else {
            Vec::new()
        };
        if let Some(password) = self.password {
            tx.passwords().set(self.id, password).await?;
            account.has_password = true;
        }
        tx.events().append(event).await?;
        Ok((account, sessions))
    }
}

/// An account, held before it is read: what others write must not be undone.
pub(super) async fn held(
    tx: &mut Tx,
    id: &UserId,
    precondition: &Precondition<'_, Account>,
) -> Result<Account, Refused> {
    tx.users().hold(id).await?;
    let found = tx.accounts().find(id).await?;
    let account = found.ok_or(Failure::Refused(NotWritten::Unknown))?;
    if precondition.holds(&account) {
        Ok(account)
    } else {
        Err(Failure::Refused(NotWritten::Changed))
    }
}
