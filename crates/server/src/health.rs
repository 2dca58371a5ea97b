//! `/healthz`: the process answers. `/readyz`: it can do its work.

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;

use crate::{app::App, bootstrap::file_owned, door::Door, respond::plain::Plain};

/// Both routes.
pub fn router(app: &App) -> Router<App> {
    Door::<Plain>::new(app, None)
        .free("/healthz", get(alive))
        .free("/readyz", get(ready))
        .open()
}

async fn alive() -> Response {
    answer(StatusCode::OK, &json!({ "status": "ok" }))
}

/// Opening the store migrates it, so a database that answers is one whose migrations are done.
async fn ready(State(app): State<App>) -> Response {
    let configuration = match file_owned::agrees(&app).await {
        Ok(agrees) => agrees,
        Err(error) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            let body = json!({ "status": "unavailable", "database": "unreachable" });
            return answer(StatusCode::SERVICE_UNAVAILABLE, &body);
        }
    };
    let configuration = if configuration {
        "same"
    } else {
        "differs from another server's"
    };
    let body = json!({
        "status": "ready",
        "database": "ok",
        "migrations": "done",
        "configuration": configuration,
    });
    answer(StatusCode::OK, &body)
}

fn answer(status: StatusCode, body: &serde_json::Value) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
