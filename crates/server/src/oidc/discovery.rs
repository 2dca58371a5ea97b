//! Metadata (OpenID Connect Discovery §4, RFC 8414 §3) and keys (RFC 7517 §5), as bytes that were
//! finished when the settings last changed. Who has them already is told so (RFC 9110 §13.1.2).

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use engine::snapshot::document::Document;

use crate::app::App;

/// The metadata document.
pub async fn metadata(State(app): State<App>, headers: HeaderMap) -> Response {
    json(
        &app.snapshot().keys.discovery,
        &headers,
        "application/json",
        "public, max-age=60",
    )
}

/// The public keys. Never stored for long: a client that meets an unknown `kid` asks again, and
/// must then get the new keys.
pub async fn jwks(State(app): State<App>, headers: HeaderMap) -> Response {
    app.look_after_sleep().await;
    json(
        &app.snapshot().keys.jwks,
        &headers,
        "application/jwk-set+json",
        "no-cache, max-age=0, must-revalidate",
    )
}

fn json(
    document: &Document,
    asked: &HeaderMap,
    kind: &'static str,
    cache: &'static str,
) -> Response {
    let cache = (header::CACHE_CONTROL, HeaderValue::from_static(cache));
    // Base64url in quotes is always a header.
    let etag = HeaderValue::from_str(&document.etag);
    let etag = etag.map(|etag| [(header::ETAG, etag)]).ok();
    if is_known(asked, &document.etag) {
        return (StatusCode::NOT_MODIFIED, etag, [cache]).into_response();
    }
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static(kind));
    (etag, [kind, cache], document.bytes.clone()).into_response()
}

/// Whether `If-None-Match` names the document. The comparison is the weak one, because a proxy that
/// compresses makes our tags weak (RFC 9110 §13.1.2).
fn is_known(asked: &HeaderMap, etag: &str) -> bool {
    let lines = asked.get_all(header::IF_NONE_MATCH).iter();
    let mut tags = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim);
    tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}
