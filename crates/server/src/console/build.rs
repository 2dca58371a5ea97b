//! `signet-build`: which edition of the console a server has. A page that was loaded from another one says
//! that it is out of date.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName},
    middleware::Next,
    response::Response,
};

use super::edition::Edition;
use crate::app::App;

const HEADER: HeaderName = HeaderName::from_static("signet-build");

/// Says it with every answer of the management API, which pages of the console call.
pub async fn tell(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    // A fault in its files is told where they are asked for.
    if let Ok(edition) = app.console.newest(&app.config.console, &app.urls) {
        put(&edition, response.headers_mut());
    }
    response
}

/// Says it with one answer.
pub(super) fn put(edition: &Edition, headers: &mut HeaderMap) {
    headers.insert(HEADER, edition.build.clone());
}
