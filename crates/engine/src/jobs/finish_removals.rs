//! Finishes the removal of applications from which much hung: at once when this node removed one, and
//! each minute what others have left behind. Between two portions everybody else gets their turn.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::round::{pause, pause_unless_notified, report};
use crate::engine::Engine;

const EVERY: Duration = Duration::from_mins(1);
const BETWEEN_PORTIONS: Duration = Duration::from_millis(10);

pub(super) async fn run(engine: Engine, stop: CancellationToken) {
    while pause_unless_notified(EVERY, &stop, &engine.removal_wake).await {
        loop {
            match engine.store.go_on_removing(engine.clock.now()).await {
                Ok(true) => {
                    if !pause(BETWEEN_PORTIONS, &stop).await {
                        return;
                    }
                }
                Ok(false) => break,
                Err(error) => {
                    report(
                        &error,
                        "cannot finish the removal of an application; trying again in a minute",
                    );
                    break;
                }
            }
        }
    }
}
