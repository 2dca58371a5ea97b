//! Writes down what was seen of applications: addresses they were refused, and what they have come to
//! do. One transaction in a second at most, however much was seen.

use std::time::Duration;

use oidc_core::{
    client::Registrant,
    id::{ClientId, RegistrationId},
};
use store::{Refusals, StoreError};
use tokio_util::sync::CancellationToken;

use super::round::{pause, report};
use crate::engine::Engine;

const EVERY: Duration = Duration::from_secs(1);

/// Rows that are written in one transaction, beside those of refused addresses.
const BATCH: usize = 200;

pub(super) async fn run(engine: Engine, stop: CancellationToken) {
    let mut goes_on = true;
    while goes_on {
        goes_on = pause(EVERY, &stop).await;
        if let Err(error) = write(&engine).await {
            report(&error, "cannot write down what was seen of applications");
        }
    }
}

/// Writes what was noted since the last time.
///
/// # Errors
/// When the database refuses. Refusals that were noted are lost then.
pub async fn write(engine: &Engine) -> Result<(), StoreError> {
    let refused = &engine.refused_redirects.take();
    let reached = &engine.milestones.take(BATCH);
    if refused.is_empty() && reached.is_empty() {
        return Ok(());
    }
    let written = engine
        .store
        .transact(|mut tx| async move {
            // Two nodes take the rows of a client in another order when they make room.
            tx.clients().hold().await?;
            for (one, tally) in refused {
                let refusals = Refusals {
                    kind: one.kind,
                    uri: &one.uri,
                    count: tally.count,
                    first: tally.first,
                    last: tally.last,
                };
                let client = registrant(&one.client_id, one.registration.as_ref());
                tx.refused_redirects().count(client, refusals).await?;
            }
            let mut clients: Vec<&ClientId> = refused.keys().map(|one| &one.client_id).collect();
            clients.dedup();
            for client in clients {
                tx.refused_redirects().make_room(client).await?;
            }
            for one in reached {
                let client = registrant(&one.client_id, one.registration.as_ref());
                let mut milestones = tx.milestones();
                milestones.reached(client, one.milestone, one.at).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await;
    if written.is_err() {
        engine.milestones.put_back(reached);
    }
    written
}

const fn registrant<'a>(
    id: &'a ClientId,
    registration: Option<&'a RegistrationId>,
) -> Registrant<'a> {
    Registrant { id, registration }
}
