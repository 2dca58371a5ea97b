//! Addresses without a flow: bookmarks, the root, and what does not exist.

use axum::{extract::State, http::StatusCode, response::Response};
use oidc_core::id::ClientId;
use sign_in_ui::page::ErrorKind;

use crate::{
    app::App,
    extract::visit::Visit,
    respond::page::{PageError, Shell, start_again},
};

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

/// Everything that is not there.
pub async fn not_found(State(app): State<App>, visit: Visit) -> Response {
    let error = PageError::new(ErrorKind::NotFound, StatusCode::NOT_FOUND);
    error.respond(&app, &visit, Shell::default())
}
