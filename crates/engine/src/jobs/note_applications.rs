//! Writes down what was seen of applications: each second what they have come to do, and every other
//! second addresses they were refused. However much was seen, whoever changes applications waits for
//! one short transaction in two seconds at most.

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

/// Rows that are written in one round, beside those of refused addresses.
const BATCH: usize = 200;

pub(super) async fn run(engine: Engine, stop: CancellationToken) {
    let (mut goes_on, mut is_turn) = (true, false);
    while goes_on {
        goes_on = pause(EVERY, &stop).await;
        is_turn = !is_turn;
        let mut written = write_milestones(&engine).await;
        if is_turn || !goes_on {
            written = written.and(write_refused(&engine).await);
        }
        if let Err(error) = written {
            report(&error, "cannot write down what was seen of applications");
        }
    }
}

/// Writes what was noted since the last time.
///
/// # Errors
/// When the database refuses. Refusals that were noted are lost then.
pub async fn write(engine: &Engine) -> Result<(), StoreError> {
    let written = write_milestones(engine).await;
    written.and(write_refused(engine).await)
}

/// Each client by itself: nothing has to be held that others wait for, and nobody who takes several
/// clients can wait for this while this waits for them.
async fn write_milestones(engine: &Engine) -> Result<(), StoreError> {
    let reached = engine.milestones.take(BATCH);
    let mut rest = reached.as_slice();
    for of_client in reached.chunk_by(|one, next| one.client_id == next.client_id) {
        let written = engine
            .store
            .transact(|mut tx| async move {
                for one in of_client {
                    let client = registrant(&one.client_id, one.registration.as_ref());
                    let mut milestones = tx.milestones();
                    milestones.reached(client, one.milestone, one.at).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await;
        if written.is_err() {
            engine.milestones.put_back(rest);
            return written;
        }
        rest = rest.get(of_client.len()..).unwrap_or_default();
    }
    Ok(())
}

async fn write_refused(engine: &Engine) -> Result<(), StoreError> {
    let refused = &engine.refused_redirects.take();
    if refused.is_empty() {
        return Ok(());
    }
    engine
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
            Ok(())
        })
        .await
}

const fn registrant<'a>(
    id: &'a ClientId,
    registration: Option<&'a RegistrationId>,
) -> Registrant<'a> {
    Registrant { id, registration }
}
