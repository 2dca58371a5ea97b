//! Writes down what was counted in memory, and the rest of it when the server stops.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::round::{pause, report};
use crate::engine::Engine;

const EVERY: Duration = Duration::from_secs(10);

pub(super) async fn run(engine: Engine, stop: CancellationToken) {
    loop {
        let goes_on = pause(EVERY, &stop).await;
        let record = engine.record(engine.clock.now());
        if let Err(error) = engine.tally.settle(record, !goes_on).await {
            report(&error, "cannot write down how many tokens machines got");
        }
        if !goes_on {
            return;
        }
    }
}
