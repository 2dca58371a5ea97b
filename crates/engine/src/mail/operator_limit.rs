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
    let to = to.canonical();
    let to = to.as_str();
    engine
        .store
        .transact(|mut tx| async move { claim_in(engine, &mut tx, to, caller, now).await })
        .await
}

/// Counts one in a unit of work that does more, to a recipient as it is compared.
///
/// # Errors
/// When the database does not answer.
pub async fn claim_in(
    engine: &Engine,
    tx: &mut Tx,
    to: &str,
    caller: Option<&Actor>,
    now: Timestamp,
) -> Result<Result<(), Limited>, StoreError> {
    let mut all = vec![of_recipient(engine, to)];
    let caller = caller.map(ToString::to_string);
    let of_caller = |caller: String| {
        let kind = "sends.operator.caller";
        counter(engine, kind, &caller, MOST_OF_CALLER)
    };
    all.extend(caller.map(of_caller));
    Ok(match tx.attempts().claim(&all, now).await? {
        Claim::Full { until, .. } => Err(Limited { until }),
        Claim::Counted(_) => Ok(()),
    })
}

/// Whether one was counted to this recipient lately.
///
/// # Errors
/// When the database does not answer.
pub async fn is_counted(engine: &Engine, to: &str, now: Timestamp) -> Result<bool, StoreError> {
    let counter = &[of_recipient(engine, to)];
    let read = |mut tx: Tx| async move { tx.attempts().read(counter, now).await };
    let counts: Result<_, StoreError> = engine.store.read(read).await;
    Ok(counts?.iter().any(|counted| counted.count > 0))
}

fn of_recipient(engine: &Engine, to: &str) -> Counter {
    counter(engine, "sends.operator", to, MOST)
}

fn counter(engine: &Engine, kind: &'static str, whose: &str, limit: u32) -> Counter {
    let key = &engine.secrets.addresses;
    Counter {
        kind,
        subject: Digest::keyed(key, &[kind.as_bytes(), whose.as_bytes()]),
        limit,
        window: WINDOW,
    }
}
