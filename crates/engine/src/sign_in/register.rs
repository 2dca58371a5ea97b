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

/// Whose a session is to be.
#[derive(Debug, Clone, Copy)]
pub struct Owner<'a> {
    /// The person.
    pub user: &'a User,
    /// What is to be told if the account was made just now.
    pub registered: Option<&'a Event>,
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
            last_sign_in_at: Some(now),
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

    /// Saves it; the event is for the caller to append. `None`: the identifier has an account.
    pub async fn save(&self, tx: &mut Tx) -> Result<Option<Owner<'_>>, StoreError> {
        let is_new = tx.users().insert(&self.user).await?;
        Ok(is_new.then_some(Owner {
            user: &self.user,
            registered: Some(&self.event),
        }))
    }
}
