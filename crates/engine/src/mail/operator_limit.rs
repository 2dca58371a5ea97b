//! How many mails an operator sends to one recipient: they carry our name, and whoever gets them has
//! not asked for them.

use oidc_core::{
    account::email::EmailAddress,
    secret::Digest,
    time::{Lifetime, Timestamp},
};
use store::{Claim, Counter, StoreError, Tx};

use crate::{engine::Engine, sign_in::send_code::Limited};

const MOST: u32 = 10;
const WINDOW: Lifetime = Lifetime::minutes(10);

/// Counts one, in a unit of work of its own.
///
/// # Errors
/// When the database does not answer.
pub async fn claim(
    engine: &Engine,
    to: &EmailAddress,
    now: Timestamp,
) -> Result<Result<(), Limited>, StoreError> {
    engine
        .store
        .transact(|mut tx| async move { claim_in(engine, &mut tx, to, now).await })
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
    now: Timestamp,
) -> Result<Result<(), Limited>, StoreError> {
    let key = &engine.secrets.addresses;
    let to = to.canonical();
    let counter = Counter {
        kind: "sends.operator",
        subject: Digest::keyed(key, &[b"operator", to.as_str().as_bytes()]),
        limit: MOST,
        window: WINDOW,
    };
    Ok(match tx.attempts().claim(&[counter], now).await? {
        Claim::Full { until, .. } => Err(Limited { until }),
        _ => Ok(()),
    })
}
