//! How many mails an operator sends to one recipient: they carry our name, and whoever gets them has
//! not asked for them.

use oidc_core::{
    account::email::EmailAddress,
    actor::Actor,
    secret::Digest,
    time::{Lifetime, Timestamp},
};
use store::{Claim, Counter, StoreError, Tx};

use crate::{engine::Engine, sign_in::send_code::Limited};

const MOST: u32 = 10;
/// To all recipients together, of somebody who tries configurations out.
const MOST_OF_CALLER: u32 = 100;
const WINDOW: Lifetime = Lifetime::minutes(10);

/// Counts one, in a unit of work of its own.
///
/// # Errors
/// When the database does not answer.
pub async fn claim(
    engine: &Engine,
    to: &EmailAddress,
    caller: Option<&Actor>,
    now: Timestamp,
) -> Result<Result<(), Limited>, StoreError> {
    engine
        .store
        .transact(|mut tx| async move { claim_in(engine, &mut tx, to, caller, now).await })
        .await
}

/// Counts one in a unit of work that does more.
///
/// # Errors
/// When the database does not answer.
pub async fn claim_in(
    engine: &Engine,
    tx: &mut Tx,
    to: &EmailAddress,
    caller: Option<&Actor>,
    now: Timestamp,
) -> Result<Result<(), Limited>, StoreError> {
    let key = &engine.secrets.addresses;
    let to = to.canonical();
    let counter = |kind, whose: &str, limit| Counter {
        kind,
        subject: Digest::keyed(key, &[kind.as_bytes(), whose.as_bytes()]),
        limit,
        window: WINDOW,
    };
    let mut all = vec![counter("sends.operator", to.as_str(), MOST)];
    let caller = caller.map(ToString::to_string);
    all.extend(caller.map(|caller| counter("sends.operator.caller", &caller, MOST_OF_CALLER)));
    Ok(match tx.attempts().claim(&all, now).await? {
        Claim::Full { until, .. } => Err(Limited { until }),
        Claim::Counted(_) => Ok(()),
    })
}
