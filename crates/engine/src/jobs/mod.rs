//! What happens beside the answers: mails and calls leave, what is over is swept, other servers' changes
//! are noticed. Every node runs all of them; what must happen once is claimed in the database.

pub mod deliver;
mod finish_removals;
pub mod note_applications;
pub mod note_error_pages;
pub mod note_secret_uses;
mod rotate_keys;
mod round;
mod see_to_passwords;
mod settle;
mod sweep;
mod watch_version;

use std::{sync::Arc, time::Duration};

use round::pause;
use store::DeliveryKind;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::engine::Engine;

/// How long a job may take to come to an end when the server stops.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// The jobs that run.
#[derive(Debug)]
pub struct Jobs {
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// Starts all of them.
pub fn start(engine: &Engine) -> Jobs {
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    tasks.spawn(settle::run(engine.clone(), stop.clone()));
    for kind in DeliveryKind::ALL {
        tasks.spawn(deliver::run(engine.clone(), kind, stop.clone()));
    }
    tasks.spawn(finish_removals::run(engine.clone(), stop.clone()));
    tasks.spawn(note_applications::run(engine.clone(), stop.clone()));
    tasks.spawn(note_error_pages::run(engine.clone(), stop.clone()));
    tasks.spawn(note_secret_uses::run(engine.clone(), stop.clone()));
    tasks.spawn(rotate_keys::run(engine.clone(), stop.clone()));
    tasks.spawn(see_to_passwords::run(engine.clone(), stop.clone()));
    tasks.spawn(sweep::run(engine.clone(), stop.clone()));
    tasks.spawn(watch_version::run(engine.clone(), stop.clone()));
    let clients = Arc::clone(&engine.snapshot().clients);
    tasks.spawn_blocking(move || clients.open_all());
    Jobs { tasks, stop }
}

impl Jobs {
    /// Does one more thing at this pace until the server stops.
    pub fn every(&self, span: Duration, mut work: impl FnMut() + Send + 'static) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            while pause(span, &stop).await {
                work();
            }
        });
    }

    /// Lets each finish what it is doing. A mail that is on its way keeps its lease, so another
    /// start goes on with it.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        if tokio::time::timeout(LAST_WORDS, self.tasks.wait())
            .await
            .is_err()
        {
            tracing::warn!("a job did not end in time and was cut");
        }
    }
}
