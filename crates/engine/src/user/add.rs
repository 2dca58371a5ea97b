//! A new account.

use oidc_core::{event::EventKind, id::UserId, user::User};

use super::users::{Changes, NotWritten, Users, apply};
use crate::failure::Failure;

impl Users {
    /// Makes one. Nothing is proven of it unless that is said.
    ///
    /// # Errors
    /// [`NotWritten`], and then nothing was written.
    pub async fn add(&self, changes: &Changes) -> Result<User, Failure<NotWritten>> {
        let now = self.clock.now();
        let id = UserId::mint(&mut self.entropy.rng());
        let mut user = User {
            last_sign_in_at: None,
            ..User::new(id, None, now)
        };
        apply(&mut user, changes, now).map_err(Failure::Refused)?;
        let event = self.event(EventKind::UserRegistered, &user.id, now);
        self.store
            .transact(|mut tx| {
                let (user, event) = (&user, &event);
                async move {
                    if let Some(unique) = tx.users().taken(user).await? {
                        return Err(Failure::Refused(NotWritten::Taken(unique)));
                    }
                    if !tx.users().insert(user).await? {
                        // Somebody was faster with the same address, number or name.
                        let unique = tx.users().taken(user).await?;
                        let unique = unique.unwrap_or(store::Unique::Email);
                        return Err(Failure::Refused(NotWritten::Taken(unique)));
                    }
                    tx.roles().give_defaults(&user.id, now).await?;
                    tx.events().append(event).await?;
                    Ok::<_, Failure<NotWritten>>(())
                }
            })
            .await?;
        Ok(user)
    }
}
