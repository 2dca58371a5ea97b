//! Style sheet, script and pictures: their names carry a hash of what is in them, so browsers may
//! keep them for good.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing,
};

use crate::{app::App, door::Door, respond::plain::Plain};

/// Everything under `/static`.
pub fn router(app: &App) -> Router<App> {
    Door::<Plain>::at("/static", app, None)
        .free("/{name}", routing::get(get))
        .and_all_else()
        .open()
}

/// `GET /static/{name}`.
pub async fn get(State(app): State<App>, Path(name): Path<String>) -> Response {
    let Some(asset) = app.pages.asset(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(asset.content_type),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        // A preview of a page has an origin that it shares with nobody, and loads them too.
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("cross-origin"),
        ),
    ];
    (headers, asset.body).into_response()
}
