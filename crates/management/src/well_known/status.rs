//! That the API is there.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue},
    response::{IntoResponse, Response},
};
use utoipa_axum::routes;

use crate::{
    state::Management,
    wire::{json::NoContent, route::Described as Route, tenant},
};

/// What whoever watches this instance shows.
const KEY: HeaderName = HeaderName::from_static("logto-status-api-key");

/// Which instance answers.
const INSTANCE: HeaderName = HeaderName::from_static("logto-tenant-id");

pub(super) fn route() -> Route {
    routes!(status)
}

/// Says that the API is there, and nothing else: `/readyz` says whether all is well. Whoever shows the
/// key that is configured is told which instance answers.
#[utoipa::path(get, path = "/status", tag = "Public", operation_id = "getStatus", security(()),
    params(("logto-status-api-key" = Option<String>, Header, description = "`secrets.status_api_key`.")),
    responses((status = 204, description = "It is there. With the right key `logto-tenant-id` is `default`.")))]
async fn status(State(api): State<Management>, headers: HeaderMap) -> Response {
    let mut response = NoContent.into_response();
    let key = headers.get(&KEY).and_then(|key| key.to_str().ok());
    if key.is_some_and(|key| api.config.is_status_api_key(key)) {
        let instance = HeaderValue::from_static(tenant::NAME);
        response.headers_mut().insert(INSTANCE, instance);
    }
    response
}
