//! Writes down, each second, which error pages people were shown: by the reference on such a page an
//! operator finds what happened.

use std::time::Duration;

use store::StoreError;
use tokio_util::sync::CancellationToken;

use super::round::{pause, report};
use crate::engine::Engine;

const EVERY: Duration = Duration::from_secs(1);

pub(super) async fn run(engine: Engine, stop: CancellationToken) {
    let mut goes_on = true;
    while goes_on {
        goes_on = pause(EVERY, &stop).await;
        if let Err(error) = write(&engine).await {
            report(&error, "cannot write down which error pages were shown");
        }
    }
}

/// Writes what was noted since the last time.
///
/// # Errors
/// When the database refuses. What was noted is lost then; the log has it.
pub async fn write(engine: &Engine) -> Result<(), StoreError> {
    let shown = &engine.error_pages.take();
    if shown.is_empty() {
        return Ok(());
    }
    engine
        .store
        .transact(|mut tx| async move {
            for event in shown {
                tx.events().append(event).await?;
            }
            Ok(())
        })
        .await
}
