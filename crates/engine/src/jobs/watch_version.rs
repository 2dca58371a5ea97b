//! Notices what other servers and `signet app` have changed: one statement each second.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::round::pause;
use crate::engine::Engine;

const EVERY: Duration = Duration::from_millis(700);

pub(super) async fn run(engine: Engine, stop: CancellationToken) {
    let mut failing = false;
    while pause(EVERY, &stop).await {
        match engine.refresh_snapshot().await {
            Ok(changed) => {
                failing = false;
                if changed {
                    tracing::debug!("took over changed settings");
                }
            }
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
