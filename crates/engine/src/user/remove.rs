//! The end of an account.

use oidc_core::{event::EventKind, user::User};
use store::StoreError;

use super::users::Users;

impl Users {
    /// Removes one: from then on its sessions and tokens count for nothing. What hangs from it is
    /// ended in transactions so small that others get their turn between them. None: there was none.
    pub async fn remove(&self, key: &str) -> Result<Option<User>, StoreError> {
        let now = self.clock.now();
        let Some(user) = self.find(key).await? else {
            return Ok(None);
        };
        let event = self.event(EventKind::UserRemoved, &user.id, now);
        let removed = self
            .store
            .transact(|mut tx| {
                let (id, event) = (&user.id, &event);
                async move {
                    let removed = tx.users().remove(id).await?;
                    if removed {
                        tx.events().append(event).await?;
                    }
                    Ok::<_, StoreError>(removed)
                }
            })
            .await?;
        while self
            .store
            .transact(|mut tx| {
                let id = &user.id;
                async move { tx.users().go_on_removing(id, now).await }
            })
            .await?
        {}
        Ok(removed.then_some(user))
    }
}
