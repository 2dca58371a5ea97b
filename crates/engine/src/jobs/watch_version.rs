//! Notices what other servers and `signet app` have changed: one statement each second. Signing
//! keys that it asks for are made beside it, for that may take long or fail.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::round::pause;
use crate::engine::Engine;

const EVERY: Duration = Duration::from_millis(700);

/// While a key is missing that cannot be made. Trying costs a processor for a while.
const BEFORE_ANOTHER_KEY: Duration = Duration::from_secs(10);

pub(super) async fn run(engine: Engine, stop: CancellationToken) {
    tokio::join!(take_over(&engine, &stop), make_keys(&engine, &stop));
}

async fn take_over(engine: &Engine, stop: &CancellationToken) {
    let mut failing = false;
    while pause(EVERY, stop).await {
        match engine.take_over_changes().await {
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

async fn make_keys(engine: &Engine, stop: &CancellationToken) {
    let mut failing = false;
    let mut wait = EVERY;
    while pause(wait, stop).await {
        match engine.make_missing_keys().await {
            Ok(_) => {
                failing = false;
                // One that is there and cannot be read stays missing, and is named in the log.
                let lacks = engine.snapshot().lacks_a_key();
                wait = if lacks { BEFORE_ANOTHER_KEY } else { EVERY };
            }
            Err(error) => {
                if !failing {
                    tracing::error!(
                        error = format!("{error:#}"),
                        "cannot make a signing key: tokens of its algorithm are not signed"
                    );
                }
                (failing, wait) = (true, BEFORE_ANOTHER_KEY);
            }
        }
    }
}
