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

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::Response,
};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;

use self::{client_ip::ClientIpResolver, request_id::RequestId};
use crate::{app::App, door};

/// Puts around all doors what every request needs, and a net for what panics in a door itself.
pub fn around(app: App, doors: Router<App>) -> Router {
    let doors = doors.with_state(app.clone());
    let whole = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(
            ClientIpResolver::new(app),
            surround,
        ))
        .layer(CatchPanicLayer::custom(door::panicked))
        .service(doors);
    // Before the router, not in it: a router's own layers come after it has chosen a route.
    Router::new().fallback_service(whole)
}

/// The request's reference, the caller's address, a look at tossed cookies and the address as the
/// routes know it; then the headers of every answer. In one place, because each layer of its own
/// would cost two allocations and a copy of all that is below it, for every request.
async fn surround(
    State(resolver): State<ClientIpResolver>,
    mut request: Request,
    next: Next,
) -> Response {
    let app = resolver.app();
    let id = RequestId::note(app, &mut request);
    resolver.determine(&mut request);
    let lines = tossed_cookies::lines(&app.urls, request.headers(), request.uri().path());
    let request = path::rewrite(app.urls.base_path(), request);
    let mut response = next.run(request).await;
    tossed_cookies::put_first(&id, &mut response, lines);
    let headers = response.headers_mut();
    security_headers::add_missing(headers, app.urls.is_https());
    headers.insert(request_id::HEADER, id.to_header());
    headers.insert(request_id::OTHER_HEADER, id.to_header());
    response
}
