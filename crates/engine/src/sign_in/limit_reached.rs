//! A limit that refused somebody is written down: once for its window and subject, not for each
//! refusal, in the events and in the log alike.

use oidc_core::{
    account::lockout,
    event::{Event, EventContext, EventKind},
    id::{ClientId, EventId},
    secret::Digest,
    time::{Lifetime, Timestamp},
};
use serde_json::{Map, Value};
use store::{Claim, Counter, StoreError, Tx};

use crate::engine::Engine;

/// Events of one hour: subjects may be chosen by strangers, and events are kept.
const MOST: u32 = 200;

/// A limit that was reached.
#[derive(Debug, Clone, Copy)]
pub struct LimitReached {
    /// The kind of its counter.
    pub limit: &'static str,
    /// Whose counter.
    pub subject: Digest,
    /// When its window ends.
    pub until: Timestamp,
}

/// What an event needs that is made before the transaction.
#[derive(Debug, Clone)]
pub struct Report {
    id: EventId,
    client_id: Option<ClientId>,
    context: EventContext,
    now: Timestamp,
}

impl Report {
    /// For a request on behalf of this client.
    pub fn new(
        engine: &Engine,
        client_id: Option<&ClientId>,
        context: &EventContext,
        now: Timestamp,
    ) -> Self {
        Self {
            id: EventId::mint(now, &mut engine.entropy.rng()),
            client_id: client_id.cloned(),
            context: context.clone(),
            now,
        }
    }

    /// The time of the request.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Writes it down, unless that was done in this window.
    pub async fn write(
        &self,
        engine: &Engine,
        tx: &mut Tx,
        reached: &LimitReached,
    ) -> Result<(), StoreError> {
        let key = &engine.secrets.addresses;
        let told = [
            Counter {
                kind: "told",
                subject: Digest::keyed(
                    key,
                    &[reached.limit.as_bytes(), reached.subject.as_bytes()],
                ),
                limit: 1,
                window: reached.until.since(self.now),
            },
            Counter {
                kind: "told.all",
                subject: lockout::everybody(key),
                limit: MOST,
                window: Lifetime::hours(1),
            },
        ];
        if let Claim::Full { .. } = tx.attempts().claim(&told, self.now).await? {
            tracing::debug!(limit = reached.limit, "refused: a limit was reached");
            return Ok(());
        }
        tracing::warn!(
            limit = reached.limit,
            "a limit was reached; further refusals of this kind for the same subject are not told \
             until its window ends"
        );
        let limit = Value::from(reached.limit);
        tx.events()
            .append(&Event {
                client_id: self.client_id.clone(),
                data: Map::from_iter([("limit".to_owned(), limit)]),
                ..Event::new(
                    self.id,
                    EventKind::LimitReached,
                    self.now,
                    self.context.clone(),
                )
            })
            .await
    }
}
