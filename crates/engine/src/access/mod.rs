//! APIs and roles: what file, command line and whoever else changes them do alike.

pub mod appoint;
pub mod assignment;
pub mod held_roles;
pub mod holder;
pub mod holders;
pub mod resource;
pub mod role;
pub mod role_scopes;
pub mod scope;

use oidc_core::{event::EventKind, record::Record};
use serde_json::{Map, Value};
use store::{Store, StoreError, Tx};

use crate::{
    author::Author, clock::Clock, config::DeclaredAdministrator, difference::difference,
    entropy::Entropy,
};

/// Where APIs and roles are changed.
#[derive(Debug, Clone)]
pub struct AccessControl {
    /// Where they are kept.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// Random values.
    pub entropy: Entropy,
    /// What the management API of this instance is called beside its usual name.
    pub management_api: String,
    /// Who changes them.
    pub author: Author,
    /// Who is an administrator because the configuration says so.
    pub administrators: Vec<DeclaredAdministrator>,
}

impl AccessControl {
    /// Writes down what has been done to an API or a role, in the unit of work that does it.
    async fn note<T: Record>(
        &self,
        tx: &mut Tx,
        kind: EventKind,
        (id, before, after): (&str, Option<&T>, Option<&T>),
    ) -> Result<(), StoreError> {
        self.note_more(tx, kind, id, difference(before, after))
            .await
    }

    async fn note_more(
        &self,
        tx: &mut Tx,
        kind: EventKind,
        id: &str,
        changed: Map<String, Value>,
    ) -> Result<(), StoreError> {
        let data = [
            ("id".to_owned(), id.into()),
            ("changed".to_owned(), changed.into()),
        ];
        let at = (&self.entropy, self.clock.now());
        let data = data.into_iter().collect();
        self.author.note(tx, kind, at, data).await
    }
}
