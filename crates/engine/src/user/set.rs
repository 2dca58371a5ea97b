//! A changed account.

use oidc_core::{event::EventKind, id::UserId, time::Timestamp, user::User};
use store::{StoreError, Tx};

use super::users::{Changes, NotWritten, Users, apply, unended};
use crate::{failure::Failure, session::ending::Ending};

impl Users {
    /// Sets fields of one, all of them or none. The sessions of one that is suspended end, and their
    /// clients are told.
    ///
    /// # Errors
    /// [`NotWritten`], and then nothing was written. When the database breaks down while sessions
    /// are ended, those left count for nothing, and setting it once more ends them.
    pub async fn set(&self, key: &str, changes: &Changes) -> Result<User, Failure<NotWritten>> {
        let now = self.clock.now();
        let found = self.find(key).await?;
        let id = found.ok_or(Failure::Refused(NotWritten::Unknown))?.id;
        let event = self.event(EventKind::UserChanged, &id, now);
        let user = self
            .store
            .transact(|mut tx| {
                let (id, event) = (&id, &event);
                async move {
                    // Held before it is read: what another command writes must not be undone.
                    tx.users().hold(id).await?;
                    let found = tx.users().find(id).await?;
                    let mut user = found.ok_or(Failure::Refused(NotWritten::Unknown))?;
                    apply(&mut user, changes, now).map_err(Failure::Refused)?;
                    if let Some(unique) = tx.users().taken(&user).await? {
                        return Err(Failure::Refused(NotWritten::Taken(unique)));
                    }
                    if !tx.users().update(&user).await? {
                        return Err(Failure::Refused(NotWritten::Unknown));
                    }
                    tx.events().append(event).await?;
                    Ok::<_, Failure<NotWritten>>(user)
                }
            })
            .await?;
        if user.is_suspended() {
            self.end_sessions(&user.id, now).await?;
        }
        Ok(user)
    }

    /// In transactions of their own: sessions are taken before users. None that was begun after the
    /// suspension was lifted.
    async fn end_sessions(&self, user: &UserId, now: Timestamp) -> Result<(), StoreError> {
        loop {
            let ending = Ending::prepare(&self.secrets, &self.entropy, now);
            let more = self.store.transact(|tx| {
                let ending = ending.clone();
                async move { end_some(tx, user, ending).await }
            });
            if !more.await? {
                return Ok(());
            }
        }
    }
}

/// Ends some sessions of an account that is suspended; whether there may be more.
async fn end_some(mut tx: Tx, user: &UserId, mut ending: Ending) -> Result<bool, StoreError> {
    let (listed, may_be_more) = unended(&mut tx, user).await?;
    // Read after they were listed: while an account is suspended none begins, so that all of these
    // are older than the suspension.
    let found = tx.users().find(user).await?;
    if !found.is_some_and(|user| user.is_suspended()) {
        return Ok(false);
    }
    ending.end_each(&mut tx, &listed, user).await?;
    Ok(may_be_more)
}
