//! A changed account.

use oidc_core::{
    event::EventKind,
    id::{SessionId, UserId},
    time::Timestamp,
    user::User,
    user_field::UserField,
};
use store::StoreError;

use super::users::{Changes, NotWritten, SESSIONS_AT_ONCE, Users, apply};
use crate::{
    administrator::last::may_go, difference::names_of_difference, failure::Failure,
    session::ending::Ending,
};

impl Users {
    /// Sets fields of one, all of them or none. The sessions that one had when it was suspended end,
    /// and their clients are told, though the suspension be lifted meanwhile.
    ///
    /// # Errors
    /// [`NotWritten`], and then nothing was written. When the database breaks down while sessions
    /// are ended, those left count for nothing, and setting it once more ends them.
    pub async fn set(&self, key: &str, changes: &Changes) -> Result<User, Failure<NotWritten>> {
        let now = self.clock.now();
        let found = self.find(key).await?;
        let id = found.ok_or(Failure::Refused(NotWritten::Unknown))?.id;
        let event = &self.event(EventKind::UserChanged, &id, now);
        let (user, sessions) = self
            .store
            .transact(|mut tx| {
                let id = &id;
                async move {
                    let ends = [UserField::Suspended, UserField::Email];
                    let may_go = if changes.iter().any(|(field, _)| ends.contains(field)) {
                        may_go(&mut tx, id).await?
                    } else {
                        Ok(())
                    };
                    // Held before it is read: what another command writes must not be undone.
                    tx.users().hold(id).await?;
                    let found = tx.users().find(id).await?;
                    let before = found.ok_or(Failure::Refused(NotWritten::Unknown))?;
                    let mut user = before.clone();
                    apply(&mut user, changes, now).map_err(Failure::Refused)?;
                    let is_out = user.is_suspended() || user.email.is_none();
                    if let Err(last) = may_go
                        && is_out
                    {
                        return Err(Failure::Refused(NotWritten::LastAdministrator(last)));
                    }
                    if let Some(unique) = tx.users().taken(&user).await? {
                        return Err(Failure::Refused(NotWritten::Taken(unique)));
                    }
                    if !tx.users().update(&user).await? {
                        return Err(Failure::Refused(NotWritten::Unknown));
                    }
                    let members = names_of_difference(&before, &user);
                    let mut event = event.clone();
                    event.data.insert("changed".to_owned(), members.into());
                    tx.events().append(&event).await?;
                    // None begins while the account is suspended, nor while it is held here: these
                    // are all there are, and none that begins when the suspension is lifted.
                    let sessions = if user.is_suspended() {
                        tx.sessions().unended_of(id, i64::MAX).await?
                    } else {
                        Vec::new()
                    };
                    Ok::<_, Failure<NotWritten>>((user, sessions))
                }
            })
            .await
            // Somebody else was faster with the same address, number or name.
            .map_err(|failure| failure.named(NotWritten::taken))?;
        self.end_sessions(&user.id, &sessions, now).await?;
        Ok(user)
    }

    /// In transactions of their own, a bounded number in each: sessions are taken before users.
    pub(super) async fn end_sessions(
        &self,
        user: &UserId,
        sessions: &[SessionId],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        for some in sessions.chunks(SESSIONS_AT_ONCE) {
            let ending = Ending::prepare(&self.secrets, &self.entropy, now, &self.author);
            let ended = self.store.transact(|mut tx| {
                let mut ending = ending.clone();
                async move { ending.end_each(&mut tx, some, user).await }
            });
            ended.await?;
        }
        Ok(())
    }
}
