//! Addresses without a flow: bookmarks and the root.

use axum::{extract::State, response::Response};
use oidc_core::id::ClientId;

use super::form;
use crate::{app::App, extract::visit::Visit, respond::page::start_again, setup};

/// `GET /` and `GET /unknown-session`: says that nothing is under way here, and leads back; or welcomes an
/// administrator who was let in by a code.
pub async fn get(State(app): State<App>, visit: Visit) -> Response {
    match setup::done(&app, &visit).await {
        Ok(Some(page)) => return page,
        Ok(None) => {}
        Err(why) => return form::broken(&app, &visit, why),
    }
    let params = visit.params();
    let snapshot = app.snapshot();
    let client = params
        .first("app_id")
        .and_then(|id| id.parse::<ClientId>().ok())
        .and_then(|id| snapshot.clients.get(&id));
    start_again(&app, &visit, client.map(|known| &known.client))
}
