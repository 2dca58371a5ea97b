//! Who changes something, and how that is written down.

use oidc_core::{
    actor::Actor,
    event::{Event, EventContext, EventKind},
    id::EventId,
    time::Timestamp,
};
use serde_json::{Map, Value};
use store::{StoreError, Tx};

use crate::entropy::Entropy;

/// Who changes something, and in which request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Who.
    pub actor: Actor,
    /// In which request.
    pub context: EventContext,
    /// Whether they have proven not long ago who they are (RFC 9470).
    pub is_fresh: bool,
}

impl Author {
    /// Whoever may run commands on the host, and Signet itself.
    pub fn system() -> Self {
        Self {
            actor: Actor::System,
            context: EventContext::default(),
            is_fresh: true,
        }
    }

    /// An event of what they have done.
    pub fn event(
        &self,
        kind: EventKind,
        (entropy, now): (&Entropy, Timestamp),
        data: Map<String, Value>,
    ) -> Event {
        let id = EventId::mint(now, &mut entropy.rng());
        Event {
            actor: Some(self.actor.clone()),
            data,
            ..Event::new(id, kind, now, self.context.clone())
        }
    }

    /// Writes down what they have done, in the unit of work that does it.
    ///
    /// # Errors
    /// When the database does not take it.
    pub(crate) async fn note(
        &self,
        tx: &mut Tx,
        kind: EventKind,
        at: (&Entropy, Timestamp),
        data: Map<String, Value>,
    ) -> Result<(), StoreError> {
        tx.events().append(&self.event(kind, at, data)).await
    }
}
