//! That the API is there.

use utoipa_axum::routes;

use crate::wire::{json::NoContent, route::Described as Route};

pub(super) fn route() -> Route {
    routes!(status)
}

/// Says that the API is there, and nothing else: `/readyz` says whether all is well.
#[utoipa::path(get, path = "/status", tag = "Public", operation_id = "getStatus", security(()),
    responses((status = 204, description = "It is there.")))]
async fn status() -> NoContent {
    NoContent
}
