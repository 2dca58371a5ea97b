//! `/healthz`: the process answers. `/readyz`: it can do its work.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;
use tokio::sync::Mutex;

use crate::{app::App, bootstrap::file_owned, door::Door, respond::plain::Plain};

/// An answer is good for so long: however often somebody asks, the database is asked once.
const GOOD_FOR: Duration = Duration::from_secs(1);
/// A database that takes longer cannot do its work either.
const PATIENCE: Duration = Duration::from_secs(3);

/// Both routes.
pub fn router(app: &App) -> Router<App> {
    let probe = Arc::new(Probe::default());
    let ready = move |State(app): State<App>| {
        let probe = Arc::clone(&probe);
        async move { probe.answer(&app).await }
    };
    Door::<Plain>::new(app, None)
        .free("/healthz", get(alive))
        .free("/readyz", get(ready))
        .open()
}

async fn alive() -> Response {
    answer(StatusCode::OK, &json!({ "status": "ok" }))
}

/// What the last look at the database found.
#[derive(Debug, Default)]
struct Probe(Mutex<Option<(Instant, Readiness)>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Readiness {
    Ready,
    /// It can do its work, but another server of this database has started with another file, and
    /// that one is in force.
    ReadyWithAnotherFile,
    Unavailable,
}

impl Probe {
    async fn answer(&self, app: &App) -> Response {
        match self.readiness(app).await {
            // What differs is for the log: anybody may ask here.
            Readiness::Ready | Readiness::ReadyWithAnotherFile => {
                answer(StatusCode::OK, &json!({ "status": "ready" }))
            }
            Readiness::Unavailable => {
                let body = json!({ "status": "unavailable" });
                let mut response = answer(StatusCode::SERVICE_UNAVAILABLE, &body);
                let later = HeaderValue::from_static("1");
                response.headers_mut().insert(header::RETRY_AFTER, later);
                response
            }
        }
    }

    /// Whoever asks while somebody looks waits for what that one finds.
    async fn readiness(&self, app: &App) -> Readiness {
        let mut last = self.0.lock().await;
        if let Some((at, found)) = *last
            && at.elapsed() < GOOD_FOR
        {
            return found;
        }
        let was = last.map(|(_, found)| found);
        let found = match tokio::time::timeout(PATIENCE, look(app)).await {
            Ok(Ok(true)) => Readiness::Ready,
            Ok(Ok(false)) => {
                if was != Some(Readiness::ReadyWithAnotherFile) {
                    tracing::warn!(
                        "another server of this database was started with another configuration \
                         file, and what that one says of applications, mail, limits and pages is \
                         in force: give all servers the same file"
                    );
                }
                Readiness::ReadyWithAnotherFile
            }
            Ok(Err(error)) => {
                say(was, &format!("{error:#}"));
                Readiness::Unavailable
            }
            Err(_) => {
                say(was, "the database does not answer in time");
                Readiness::Unavailable
            }
        };
        if was == Some(Readiness::Unavailable) && found != Readiness::Unavailable {
            tracing::info!("ready again");
        }
        *last = Some((Instant::now(), found));
        found
    }
}

/// Once, not every second for as long as it lasts.
fn say(was: Option<Readiness>, error: &str) {
    if was != Some(Readiness::Unavailable) {
        tracing::warn!(error, "not ready: the database cannot do its work");
    }
}

/// Opening the store migrates it, so a database that answers is one whose migrations are done. One
/// that cannot be written to cannot sign anybody in.
async fn look(app: &App) -> anyhow::Result<bool> {
    app.store.probe_write().await?;
    file_owned::agrees(app).await
}

fn answer(status: StatusCode, body: &serde_json::Value) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
