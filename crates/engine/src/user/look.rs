//! Looking accounts up.

use oidc_core::{account::identifier::Identifier, id::UserId, user::User};
use store::{Found, StoreError};

use super::users::Users;

impl Users {
    /// The one of that id or e-mail address.
    pub async fn find(&self, key: &str) -> Result<Option<User>, StoreError> {
        let (id, email) = (key.parse::<UserId>().ok(), key.parse().ok());
        let email = email.map(Identifier::Email);
        self.store
            .read(|mut tx| {
                let (id, email) = (&id, &email);
                async move {
                    if let Some(id) = id
                        && let Some(user) = tx.users().find(id).await?
                    {
                        return Ok(Some(user));
                    }
                    match email {
                        Some(email) => tx.users().find_by_identifier(email).await,
                        None => Ok(None),
                    }
                }
            })
            .await
    }

    /// The newest, or those that came before the one that is named: no more than `most`, and what of
    /// them cannot be read. Nothing when there is nobody of that name.
    pub async fn newest(
        &self,
        before: Option<&str>,
        most: u16,
    ) -> Result<Option<Found<User>>, StoreError> {
        let than = match before {
            Some(key) => match self.find(key).await? {
                Some(user) => Some(user),
                None => return Ok(None),
            },
            None => None,
        };
        self.store
            .read(|mut tx| {
                let than = than.as_ref();
                async move { tx.users().newest(than, i64::from(most)).await }
            })
            .await
            .map(Some)
    }
}
