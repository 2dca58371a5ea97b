//! Creates an account for an address that was proven.

use oidc_core::{
    account::email::EmailAddress,
    event::{Event, EventKind},
    id::{EventId, UserId},
    user::User,
};
use store::{StoreError, Tx};

use crate::{app::App, sign_in::flow::Flow};

/// An account to be, with its random parts made.
#[derive(Debug)]
pub struct Newcomer {
    user: User,
    event: Event,
}

impl Newcomer {
    /// Prepares one.
    pub fn new(app: &App, flow: &Flow, email: &EmailAddress) -> Self {
        let now = app.clock.now();
        let mut rng = app.entropy.rng();
        let user = User {
            id: UserId::mint(&mut rng),
            email: Some(email.clone()),
            email_verified_at: Some(now),
            username: None,
            name: None,
            avatar: None,
            profile: serde_json::Map::new(),
            custom_data: serde_json::Map::new(),
            suspended_at: None,
            created_at: now,
            updated_at: now,
        };
        let event = Event {
            id: EventId::mint(now, &mut rng),
            kind: EventKind::UserRegistered,
            at: now,
            user_id: Some(user.id.clone()),
            client_id: Some(flow.client.client.id.clone()),
            data: serde_json::Map::new(),
        };
        Self { user, event }
    }

    /// Saves it. `None`: somebody has registered the address in the meantime.
    pub async fn save(&self, tx: &mut Tx) -> Result<Option<&User>, StoreError> {
        if !tx.users().insert(&self.user).await? {
            return Ok(None);
        }
        tx.events().append(&self.event).await?;
        Ok(Some(&self.user))
    }
}
