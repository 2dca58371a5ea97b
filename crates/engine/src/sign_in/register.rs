//! Creates an account for an identifier that was proven.

use oidc_core::{
    account::identifier::Identifier,
    actor::Actor,
    event::{Event, EventKind},
    id::{ClientId, EventId, UserId},
    time::Timestamp,
    user::User,
};
use store::{StoreError, Tx};

use super::visitor::Visitor;
use crate::engine::Engine;

/// An account to be, with its random parts made.
#[derive(Debug)]
pub struct NewUser {
    user: User,
    event: Event,
}

impl NewUser {
    /// Prepares one.
    pub fn prepare(
        engine: &Engine,
        visitor: &Visitor,
        client: &ClientId,
        identifier: &Identifier,
        now: Timestamp,
    ) -> Self {
        let mut rng = engine.entropy.rng();
        let user = User {
            id: UserId::mint(&mut rng),
            email: identifier.email().cloned(),
            email_verified_at: identifier.email().map(|_| now),
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
            actor: Some(Actor::User(user.id.clone())),
            user_id: Some(user.id.clone()),
            client_id: Some(client.clone()),
            ..Event::new(
                EventId::mint(now, &mut rng),
                EventKind::UserRegistered,
                now,
                visitor.context.clone(),
            )
        };
        Self { user, event }
    }

    /// Saves it. `None`: somebody has registered the identifier in the meantime.
    pub async fn save(&self, tx: &mut Tx) -> Result<Option<&User>, StoreError> {
        if !tx.users().insert(&self.user).await? {
            return Ok(None);
        }
        tx.events().append(&self.event).await?;
        Ok(Some(&self.user))
    }
}
