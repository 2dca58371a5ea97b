//! Frees the memory that no password was digested in for a minute, and keeps what is compared where there
//! is no password like the passwords there are.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::round::pause;
use crate::{breakdown::Breakdown, engine::Engine, password::survey};

const EVERY: Duration = Duration::from_mins(1);

/// Rounds after a start until the passwords are counted, so that a start has the database to itself.
const FIRST: u32 = 5;
/// Rounds from one time to the next: a day. After digests were brought along it is the next round.
const DAILY: u32 = 24 * 60;

pub(super) async fn run(engine: Engine, stop: CancellationToken) {
    let mut left = FIRST;
    loop {
        engine.hashing.free_memory();
        left = left.saturating_sub(1);
        if engine.hashing.decoys().take_import() {
            left = 0;
        }
        let done = if left == 0 {
            survey::count(&engine).await
        } else {
            survey::take_over(&engine).await
        };
        match done {
            Ok(()) if left == 0 => left = DAILY,
            Ok(()) => {}
            // Once more in the next round, if it was to count.
            Err(why) => report(&why),
        }
        if !pause(EVERY, &stop).await {
            return;
        }
    }
}

/// What the store has said already is not said each minute.
fn report(why: &Breakdown) {
    let (error, what) = (why.chain(), "cannot look how passwords are digested");
    if why.is_reported() {
        tracing::debug!(error, "{what}");
    } else {
        tracing::warn!(error, "{what}");
    }
}
