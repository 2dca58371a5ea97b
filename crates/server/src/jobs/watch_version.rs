//! Notices what other servers and `signet app` have changed: one number, read each second.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::pause;
use crate::app::App;

const EVERY: Duration = Duration::from_millis(700);

pub(super) async fn run(app: App, stop: CancellationToken) {
    let mut failing = false;
    while pause(EVERY, &stop).await {
        match look(&app).await {
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

async fn look(app: &App) -> anyhow::Result<()> {
    let version = app
        .store
        .read(|mut tx| async move { tx.versions().get().await })
        .await?;
    if version != app.snapshot().version {
        app.refresh_snapshot().await?;
        tracing::debug!(version, "took over changed settings");
    }
    Ok(())
}
