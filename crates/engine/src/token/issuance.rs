//! What is written down with the tokens of a person, in the unit of work that issues them: that it
//! happened, and that the person was active today.

use oidc_core::{
    day::Day,
    event::{Event, EventContext, EventKind},
    grant::Grant,
    id::{EventId, UserId},
    time::Timestamp,
};
use serde_json::Value;
use store::{StoreError, Tx};

use crate::engine::Engine;

/// Tokens that are about to be handed out.
pub(super) struct Issuance<'a> {
    engine: &'a Engine,
    kind: EventKind,
    /// By which of its secrets the client authenticated.
    secret: Option<&'a str>,
    context: &'a EventContext,
    event_id: EventId,
    now: Timestamp,
}

impl<'a> Issuance<'a> {
    /// For a request of this kind.
    pub(super) fn prepare(
        engine: &'a Engine,
        kind: EventKind,
        (secret, context): (Option<&'a str>, &'a EventContext),
        now: Timestamp,
    ) -> Self {
        Self {
            engine,
            kind,
            secret,
            context,
            event_id: EventId::mint(now, &mut engine.entropy.rng()),
            now,
        }
    }

    /// Writes it down.
    pub(super) async fn note(&self, tx: &mut Tx, grant: &Grant) -> Result<(), StoreError> {
        if let Some(user) = self.unknown(grant) {
            tx.activity().note(user, self.day()).await?;
        }
        tx.events().append(&self.event(grant)).await
    }

    /// It is committed.
    pub(super) fn committed(&self, grant: &Grant) {
        if let Some(user) = self.unknown(grant) {
            self.engine.active_today.remember(user, self.day());
        }
    }

    /// The person, unless it is known that they were active today.
    fn unknown<'g>(&self, grant: &'g Grant) -> Option<&'g UserId> {
        let user = grant.subject.user()?;
        let is_known = self.engine.active_today.knows(user, self.day());
        (!is_known).then_some(user)
    }

    const fn day(&self) -> Day {
        Day::of(self.now)
    }

    /// Nobody is named as who did it: a public client proves nothing about itself, and the person
    /// may be away.
    fn event(&self, grant: &Grant) -> Event {
        let mut event = Event {
            user_id: grant.subject.user().cloned(),
            client_id: Some(grant.client_id.clone()),
            ..Event::new(self.event_id, self.kind, self.now, self.context.clone())
        };
        if let Some(secret) = self.secret {
            event.data.insert("secret".to_owned(), Value::from(secret));
        }
        event
    }
}
