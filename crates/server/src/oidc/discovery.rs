//! Metadata (OpenID Connect Discovery §4, RFC 8414 §3) and keys (RFC 7517 §5), as bytes that were
//! finished when the settings last changed.

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;

use crate::app::App;

/// The metadata document.
pub async fn metadata(State(app): State<App>) -> Response {
    json(
        app.snapshot().keys.discovery.clone(),
        "application/json",
        "public, max-age=60",
    )
}

/// The public keys. Never stored for long: a client that meets an unknown `kid` asks again, and
/// must then get the new keys.
pub async fn jwks(State(app): State<App>) -> Response {
    let body = app.snapshot().keys.jwks.clone();
    json(
        body,
        "application/jwk-set+json",
        "no-cache, max-age=0, must-revalidate",
    )
}

fn json(body: Bytes, kind: &'static str, cache: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
    ];
    (headers, body).into_response()
}
