//! The page that loads everything else. It is the same at every address: what is shown there its scripts
//! decide.

use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};

use super::{build, headers, place::AtHome};
use crate::{app::App, respond::internal::Internal};

/// `GET /console`.
pub(super) async fn get(State(app): State<App>, _: AtHome, request: HeaderMap) -> Response {
    answer(&app, &request)
}

/// The page, for a request with these headers.
pub(super) fn answer(app: &App, request: &HeaderMap) -> Response {
    let edition = match app.console.newest(&app.config.console, &app.urls) {
        Ok(edition) => edition,
        Err(misfit) => return Internal::new(misfit).into_response(),
    };
    let mut response = edition.shell.answer(request, "text/html; charset=utf-8");
    headers::protect(&mut response);
    headers::restrict(app, &edition, &mut response);
    headers::lead(app, request, &mut response);
    build::put(&edition, response.headers_mut());
    response
}
