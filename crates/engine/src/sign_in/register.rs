//! Creates an account for an identifier that was proven.

use oidc_core::{
    account::identifier::Identifier,
    event::{Event, EventKind},
    id::{ClientId, UserId},
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
        let id = UserId::mint(&mut engine.entropy.rng());
        let user = User {
            registered_by: Some(client.clone()),
            ..User::identified_by(identifier, id, now)
        };
        let event = visitor.event(engine, EventKind::UserRegistered, Some(client), now);
        let event = event.by_user(&user.id);
        Self { user, event }
    }

    /// Saves it with the roles that everybody gets; the event is for the caller to append. `None`: the identifier has an account.
    pub async fn save(&self, tx: &mut Tx) -> Result<Option<Owner<'_>>, StoreError> {
        let is_new = tx.users().insert(&self.user).await?;
        if is_new {
            let (id, now) = (&self.user.id, self.user.created_at);
            tx.roles().give_defaults(id, now).await?;
        }
        Ok(is_new.then_some(Owner {
            user: &self.user,
            registered: Some(&self.event),
        }))
    }
}
