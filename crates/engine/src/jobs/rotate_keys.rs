//! Lets signing keys take turns when it is time. It looks into memory until something is due.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::round::pause;
use crate::{engine::Engine, key_rotation};

const EVERY: Duration = Duration::from_secs(1);

/// After one that failed: making a key costs a processor for a while.
const AFTER_A_FAILURE: Duration = Duration::from_secs(10);

pub(super) async fn run(engine: Engine, stop: CancellationToken) {
    let (mut wait, mut failing) = (EVERY, false);
    while pause(wait, &stop).await {
        match key_rotation::work(&engine).await {
            Ok(_) => (wait, failing) = (EVERY, false),
            Err(error) => {
                if !failing {
                    let error = format!("{error:#}");
                    tracing::warn!(error, "cannot rotate the signing keys; trying again");
                }
                (wait, failing) = (AFTER_A_FAILURE, true);
            }
        }
    }
}
