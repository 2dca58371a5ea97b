//! What surrounds every request, before it reaches a door.

pub mod client_ip;
pub mod cors;
pub mod floods;
pub mod limits;
pub mod loopback_name;
pub mod path;
pub mod request_id;
pub mod security_headers;
pub mod tossed_cookies;

use axum::{Router, extract::Request, middleware};
use tower::{ServiceBuilder, util::MapRequestLayer};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{app::App, door};

/// Puts around all doors what every request needs, outermost first: its reference, a net for what
/// panics in a door itself, a look at tossed cookies, the caller's address, the headers of every
/// answer, and the address as the routes know it.
pub fn around(app: App, doors: Router<App>) -> Router {
    let with = || app.clone();
    let doors = doors.with_state(with());
    let https = app.urls.is_https();
    let whole = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(with(), request_id::assign))
        .layer(CatchPanicLayer::custom(door::panicked))
        .layer(middleware::from_fn_with_state(
            with(),
            tossed_cookies::take_back,
        ))
        .layer(middleware::from_fn_with_state(
            client_ip::Doorkeeper::new(with()),
            client_ip::determine,
        ))
        .layer(security_headers::missing(https))
        .layer(MapRequestLayer::new(move |request: Request| {
            path::rewrite(app.urls.base_path(), request)
        }))
        .service(doors);
    // Before the router, not in it: a router's own layers come after it has chosen a route.
    Router::new().fallback_service(whole)
}
