//! Writes down when secrets of applications were used last.

use std::time::Duration;

use store::StoreError;
use tokio_util::sync::CancellationToken;

use super::round::{pause, report};
use crate::engine::Engine;

const EVERY: Duration = Duration::from_secs(5);

/// Rows that are written in one transaction.
const BATCH: usize = 100;

pub(super) async fn run(engine: Engine, stop: CancellationToken) {
    let mut goes_on = true;
    while goes_on {
        goes_on = pause(EVERY, &stop).await;
        if let Err(error) = write(&engine).await {
            report(&error, "cannot write down which secrets were used");
        }
    }
}

/// Writes what was noted since the last time.
///
/// # Errors
/// When the database refuses; then those uses are lost.
pub async fn write(engine: &Engine) -> Result<(), StoreError> {
    let uses = engine.secret_uses.take(engine.clock.now());
    for batch in uses.chunks(BATCH) {
        engine
            .store
            .transact(|mut tx| async move {
                for used in batch {
                    let (id, name) = (&used.client_id, &*used.name);
                    tx.clients().note_use(id, name, used.at).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
    }
    Ok(())
}
