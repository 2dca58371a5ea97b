//! Cuts floods with 429, at the routes of one class.

use std::time::Duration;

use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use engine::network::ClientIp;

use super::floods::Kind;
use crate::app::App;

/// Cuts what is too much, at the routes of one class.
pub async fn cut_floods(
    State((app, kind)): State<(App, Kind)>,
    request: Request,
    next: Next,
) -> Response {
    match count(&app, kind, &request) {
        None => next.run(request).await,
        Some(flooded) => flooded,
    }
}

/// Counts one request. When there were too many, what it is answered with (RFC 6585 §4), to be put
/// into words by the door.
pub fn count(app: &App, kind: Kind, request: &Request) -> Option<Response> {
    let ip = request.extensions().get::<ClientIp>().copied();
    let limits = &app.snapshot().policy.limits;
    app.floods.check(kind, limits, ip).err().map(too_much)
}

/// The answer to what is too much, for the door to put into words.
pub fn too_much(wait: Duration) -> Response {
    // Rounded up: who comes back too early is refused again.
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    let seconds = HeaderValue::from(seconds.max(1));
    let wait = [(header::RETRY_AFTER, seconds)];
    (StatusCode::TOO_MANY_REQUESTS, wait).into_response()
}
