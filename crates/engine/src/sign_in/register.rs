//! Creates an account for an identifier that was proven.

use oidc_core::{
    account::{identifier::Identifier, password::SealedPassword},
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
    password: Option<SealedPassword>,
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
        Self {
            user,
            password: None,
            event,
        }
    }

    /// What it is made of.
    pub const fn user(&self) -> &User {
        &self.user
    }

    /// Gives it a password, which was sealed for its id.
    pub fn set_password(&mut self, password: SealedPassword) {
        self.password = Some(password);
    }

    /// Whether it gets one.
    pub const fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// Saves it with its password and the roles that everybody gets; the event is for the caller to append. `None`: the identifier has an account.
    pub async fn save(&self, tx: &mut Tx) -> Result<Option<Owner<'_>>, StoreError> {
        let is_new = tx.users().insert(&self.user).await?;
        if is_new {
            let (id, now) = (&self.user.id, self.user.created_at);
            tx.roles().give_defaults(id, now).await?;
            if let Some(password) = &self.password {
                tx.passwords().set(id, password).await?;
            }
        }
        Ok(is_new.then_some(Owner {
            user: &self.user,
            registered: Some(&self.event),
        }))
    }
}
