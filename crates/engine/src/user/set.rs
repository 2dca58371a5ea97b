//! A changed account.

use oidc_core::{event::EventKind, user::User};

use super::users::{Changes, NotWritten, Users, apply};
use crate::failure::Failure;

impl Users {
    /// Sets fields of one, all of them or none.
    ///
    /// # Errors
    /// [`NotWritten`], and then nothing was written.
    pub async fn set(&self, key: &str, changes: &Changes) -> Result<User, Failure<NotWritten>> {
        let now = self.clock.now();
        let found = self.find(key).await?;
        let id = found.ok_or(Failure::Refused(NotWritten::Unknown))?.id;
        let event = self.event(EventKind::UserChanged, &id, now);
        self.store
            .transact(|mut tx| {
                let (id, event) = (&id, &event);
                async move {
                    // Read again here: what another command wrote meanwhile must not be undone.
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
            .await
    }
}
