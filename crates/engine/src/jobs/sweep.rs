//! Removes what is over, in batches so small that nobody waits for them. Nothing relies on it:
//! every expiry is checked when a thing is read (T-43).

use std::time::Duration;

use store::{DeliveryKind, StoreError};
use tokio_util::sync::CancellationToken;

use super::round::{pause, report};
use crate::{engine::Engine, span::Span};

const EVERY: Duration = Duration::from_mins(1);
const BETWEEN_BATCHES: Duration = Duration::from_millis(50);
const BATCH: u32 = 500;

pub(super) async fn run(engine: Engine, stop: CancellationToken) {
    while pause(EVERY, &stop).await {
        engine.stored.tidy(engine.clock.now());
        loop {
            match batch(&engine).await {
                Ok(removed) if removed >= u64::from(BATCH) => {
                    if !pause(BETWEEN_BATCHES, &stop).await {
                        return;
                    }
                }
                Ok(_) => break,
                Err(error) => {
                    report(&error, "cannot sweep; trying again in a minute");
                    break;
                }
            }
        }
    }
}

/// Removes some of what is over; how many rows.
pub(super) async fn batch(engine: &Engine) -> Result<u64, StoreError> {
    let now = engine.clock.now();
    // A code that nobody can use any more need not wait to be sent, either. By itself: deliveries are
    // taken after counters, and a sweep takes counters.
    engine
        .store
        .transact(|mut tx| async move {
            for kind in DeliveryKind::ALL {
                tx.deliveries().expire(kind, now).await?;
            }
            tx.mails().forget_texts(now).await?;
            Ok::<_, StoreError>(())
        })
        .await?;
    let kept = engine.snapshot().policy.events_kept.map(Span::lifetime);
    engine
        .store
        .transact(|mut tx| async move { tx.sweep().run(now, kept, BATCH).await })
        .await
}
