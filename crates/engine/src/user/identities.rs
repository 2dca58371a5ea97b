//! Who people are at other providers: said by an operator who knows it.

use oidc_core::{event::EventKind, id::UserId, user::Account, user_identity::UserIdentity};
use serde_json::{Map, Value};

use super::{
    edit::held,
    users::{NotWritten, Users},
};
use crate::{failure::Failure, precondition::Precondition};

/// What is said of a person.
#[derive(Debug, Clone, PartialEq)]
pub struct SaidIdentity {
    /// At which provider.
    pub target: String,
    /// What it calls the person.
    pub external_id: String,
    /// What else it tells.
    pub details: Option<Map<String, Value>>,
}

/// Whether something took the place of something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// Nothing was there.
    New,
    /// It took the place of what was.
    Replaced,
}

impl Users {
    /// Says who a person is at a provider; the account as it is then.
    ///
    /// # Errors
    /// [`NotWritten::Unknown`], [`NotWritten::Changed`] and [`NotWritten::IdentityTaken`].
    pub async fn put_identity(
        &self,
        id: &UserId,
        said: &SaidIdentity,
        precondition: &Precondition<'_, Account>,
    ) -> Result<(Account, Put), Failure<NotWritten>> {
        let now = self.clock.now();
        let mut event = self.event(EventKind::UserChanged, id, now);
        let names = vec!["identities"];
        event.data.insert("changed".to_owned(), names.into());
        let identity = UserIdentity {
            user_id: id.clone(),
            target: said.target.clone(),
            external_id: said.external_id.clone(),
            details: said.details.clone(),
            created_at: now,
        };
        let (event, identity) = (&event, &identity);
        let put = self.store.transact(|mut tx| async move {
            let mut account = held(&mut tx, id, precondition).await?;
            let (target, external) = (&identity.target, &identity.external_id);
            let owner = tx.user_identities().owner(target, external).await?;
            if owner.is_some_and(|owner| owner != *id) {
                return Err(Failure::Refused(NotWritten::IdentityTaken));
            }
            tx.user_identities().put(identity).await?;
            let mut said = account.identities.iter();
            let put = if said.any(|known| known.target == *target) {
                Put::Replaced
            } else {
                Put::New
            };
            account.user.touch(now);
            tx.users().update(&account.user).await?;
            tx.events().append(event).await?;
            account.identities = tx.user_identities().of(id).await?;
            Ok::<_, Failure<NotWritten>>((account, put))
        });
        // Somebody else was faster with the same account.
        put.await
            .map_err(|failure| failure.named(NotWritten::taken))
    }

    /// Forgets who a person is at a provider; the account as it is then.
    ///
    /// # Errors
    /// [`NotWritten::Unknown`], [`NotWritten::Changed`] and [`NotWritten::NoIdentity`].
    pub async fn remove_identity(
        &self,
        id: &UserId,
        target: &str,
        precondition: &Precondition<'_, Account>,
    ) -> Result<Account, Failure<NotWritten>> {
        let now = self.clock.now();
        let mut event = self.event(EventKind::UserChanged, id, now);
        let names = vec!["identities"];
        event.data.insert("changed".to_owned(), names.into());
        let event = &event;
        self.store
            .transact(|mut tx| async move {
                let mut account = held(&mut tx, id, precondition).await?;
                let known = account.identities.iter();
                let at = known.clone().position(|known| known.target == target);
                let at = at.ok_or(Failure::Refused(NotWritten::NoIdentity))?;
                account.identities.remove(at);
                tx.user_identities().remove(id, target).await?;
                account.user.touch(now);
                tx.users().update(&account.user).await?;
                tx.events().append(event).await?;
                Ok::<_, Failure<NotWritten>>(account)
            })
            .await
    }
}
