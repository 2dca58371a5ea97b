//! What surrounds every request, and what surrounds some.

pub mod client_ip;
pub mod cors;
pub mod limits;
pub mod loopback_name;
pub mod request_id;
pub mod security_headers;
pub mod stored_bytes;
pub mod tossed_cookies;

use std::any::Any;

use axum::{
    Router,
    http::{StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
};
use tower_http::{
    catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer, timeout::TimeoutLayer,
};

use crate::app::App;

/// The largest body: a form of the protocol is a few hundred bytes (T-68).
pub const MAX_BODY: usize = 64 * 1024;

/// Puts around all routes what every request needs, outermost first: its reference, a net for
/// panics, a look at tossed cookies, the caller's address, the headers of every answer, flood
/// control, and bounds in size and time.
pub fn around(app: &App, routes: Router<App>) -> Router<App> {
    let timeout = app.config.http.request_timeout.duration();
    let with = || app.clone();
    routes
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            timeout,
        ))
        .layer(RequestBodyLimitLayer::new(MAX_BODY))
        .layer(middleware::from_fn_with_state(with(), limits::cut_floods))
        .layer(middleware::from_fn_with_state(
            with(),
            security_headers::protect,
        ))
        .layer(middleware::from_fn_with_state(
            client_ip::Doorkeeper::new(with()),
            client_ip::determine,
        ))
        .layer(middleware::from_fn_with_state(
            with(),
            tossed_cookies::take_back,
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(with(), request_id::assign))
}

/// What panicked is in the log already (`telemetry`); its message may hold anything, so it goes
/// nowhere else.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    let html = "<!doctype html><html lang=\"en\"><title>Error</title>\
                <p>Something went wrong on our side. Please try again.</p></html>";
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (StatusCode::INTERNAL_SERVER_ERROR, kind, html).into_response()
}
