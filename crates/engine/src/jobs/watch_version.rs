//! Notices what other servers and `signet app` have changed: one number, read each second.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::round::pause;
use crate::engine::Engine;

const EVERY: Duration = Duration::from_millis(700);

pub(super) async fn run(engine: Engine, stop: CancellationToken) {
    let mut failing = false;
    while pause(EVERY, &stop).await {
        match look(&engine).await {
            Ok(()) => failing = false,
            // Said once: a database that is down is down for many seconds.
            Err(error) if !failing => {
                failing = true;
                tracing::warn!(
                    error = format!("{error:#}"),
                    "cannot look for changed settings"
                );
            }
            Err(_) => {}
        }
    }
}

async fn look(engine: &Engine) -> anyhow::Result<()> {
    let version = engine
        .store
        .read(|mut tx| async move { tx.versions().get().await })
        .await?;
    if version != engine.snapshot().version {
        engine.refresh_snapshot().await?;
        tracing::debug!(version, "took over changed settings");
    }
    Ok(())
}
