//! The limits of one identifier, lifted by an operator: what was used up of them counts no more. Those of
//! an application and of the whole instance stay: they protect other people, too.

use oidc_core::{
    account::identifier::Identifier,
    event::{Event, EventKind},
};
use serde_json::{Map, Value};

use super::{failures::Failures, limit_reached::Report, sending::Sending};
use crate::{author::Author, engine::Engine, failure::Failure};

/// Whose limits they are manages this instance, and whoever lifts them has not proven lately who they
/// are: limits are what keeps others from guessing the codes of an administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this needs a sign-in of a moment ago")]
pub struct NotFresh;

/// Lets the mails that were sent to an identifier, and the codes and passwords that were typed wrongly
/// for it, count no more. It is written down who did so.
///
/// # Errors
/// [`NotFresh`].
pub async fn lift_limits(
    engine: &Engine,
    author: &Author,
    identifier: &Identifier,
) -> Result<(), Failure<NotFresh>> {
    let now = engine.clock.now();
    let report = Report::new(engine, None, &author.context, now);
    let failures = Failures::new(engine, identifier, None, None, report.clone());
    let passwords = Failures::new(engine, identifier, None, None, report).of_password();
    let limits = engine.snapshot().policy.limits.clone();
    let sends = Sending::of_recipient((&limits, &engine.secrets.addresses), identifier);
    let counters = &[sends, failures.of_address(), passwords.of_address()];
    let kinds: Vec<&str> = counters.iter().map(|counter| counter.kind).collect();
    let data = Map::from_iter([("limits".to_owned(), Value::from(kinds))]);
    let at = (&engine.entropy, now);
    let event = &author.event(EventKind::LimitLifted, at, data);
    engine
        .store
        .transact(|mut tx| async move {
            for counter in counters {
                tx.attempts().forgive(counter, &[], now).await?;
            }
            let owner = tx.users().find_by_identifier(identifier).await?;
            if let Some(owner) = owner.as_ref().filter(|_| !author.is_fresh)
                && tx.administrators().role_of(&owner.id).await?.is_some()
            {
                return Err(Failure::Refused(NotFresh));
            }
            let event = Event {
                user_id: owner.map(|owner| owner.id),
                ..event.clone()
            };
            tx.events().append(&event).await?;
            Ok(())
        })
        .await
}
