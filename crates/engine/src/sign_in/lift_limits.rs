//! The limits of one address, lifted by an operator: what was used up of them counts no more. Those of
//! an application and of the whole instance stay: they protect other people, too.

use oidc_core::{
    account::identifier::Identifier,
    event::{Event, EventKind},
};
use serde_json::{Map, Value};
use store::StoreError;

use super::{failures::Failures, limit_reached::Report, sending::Sending};
use crate::{author::Author, breakdown::Breakdown, engine::Engine};

/// Lets the mails that were sent to an address, and the codes that were typed wrongly for it, count no
/// more. It is written down who did so.
///
/// # Errors
/// When the database does not do it.
pub async fn lift_limits(
    engine: &Engine,
    author: &Author,
    identifier: &Identifier,
) -> Result<(), Breakdown> {
    let now = engine.clock.now();
    let report = Report::new(engine, None, &author.context, now);
    let failures = Failures::new(engine, identifier, None, None, report);
    let limits = engine.snapshot().policy.limits.clone();
    let sends = Sending::of_recipient((&limits, &engine.secrets.addresses), identifier);
    let counters = &[sends, failures.of_address()];
    let kinds: Vec<&str> = counters.iter().map(|counter| counter.kind).collect();
    let data = Map::from_iter([("limits".to_owned(), Value::from(kinds))]);
    let at = (&engine.entropy, now);
    let event = &author.event(EventKind::LimitLifted, at, data);
    let lifted: Result<(), StoreError> = engine
        .store
        .transact(|mut tx| async move {
            for counter in counters {
                tx.attempts().forgive(counter, &[], now).await?;
            }
            let owner = tx.users().find_by_identifier(identifier).await?;
            let event = Event {
                user_id: owner.map(|owner| owner.id),
                ..event.clone()
            };
            tx.events().append(&event).await
        })
        .await;
    Ok(lifted?)
}
