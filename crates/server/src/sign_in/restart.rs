//! Addresses without a flow: bookmarks and the root.

use axum::{extract::State, response::Response};
use oidc_core::id::ClientId;

use crate::{app::App, extract::visit::Visit, respond::page::start_again};

/// `GET /` and `GET /unknown-session`: says that nothing is under way here, and leads back.
pub async fn get(State(app): State<App>, visit: Visit) -> Response {
    let params = visit.params();
    let snapshot = app.snapshot();
    let client = params
        .first("app_id")
        .and_then(|id| id.parse::<ClientId>().ok())
        .and_then(|id| snapshot.clients.get(&id));
    start_again(&app, &visit, client.map(|known| &known.client))
}
