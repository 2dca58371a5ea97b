//! Which origins may read an answer (sdk-contract §2.11, T-65). Never with credentials, never at
//! the authorization endpoint.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use oidc_core::error::ErrorCode;

use crate::{
    app::App,
    respond::oauth::{ForeignOrigin, OAuthRefusal},
};

/// Discovery and keys: anybody may read them.
pub async fn any_origin(request: Request, next: Next) -> Response {
    if is_preflight(&request) {
        return preflight(&HeaderValue::from_static("*"), request.headers());
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    response
}

/// Token, userinfo and revocation: our own origin and those of registered clients. Which client's
/// origin it must be is checked where the client is known.
pub async fn registered_origins(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some(origin) = request.headers().get(header::ORIGIN).cloned() else {
        return next.run(request).await;
    };
    if !is_known(&app, &origin) {
        return vary(OAuthRefusal::of(ErrorCode::InvalidRequest).into_response());
    }
    if is_preflight(&request) {
        return vary(preflight(&origin, request.headers()));
    }
    let response = next.run(request).await;
    if response.extensions().get::<ForeignOrigin>().is_some() {
        return vary(response);
    }
    vary(readable_by(origin, response))
}

/// Lets the pages of one of our clients read an answer that was given before this layer was
/// reached: without it, a refusal looks like a broken network to them.
pub fn readable(app: &App, origin: Option<HeaderValue>, response: Response) -> Response {
    match origin.filter(|origin| is_known(app, origin)) {
        Some(origin) => vary(readable_by(origin, response)),
        None => response,
    }
}

fn is_known(app: &App, origin: &HeaderValue) -> bool {
    origin
        .to_str()
        .is_ok_and(|text| text == app.urls.origin() || app.snapshot().origins.contains(text))
}

fn readable_by(origin: HeaderValue, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("www-authenticate"),
    );
    response
}

fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

fn preflight(origin: &HeaderValue, asked: &HeaderMap) -> Response {
    let mut response = (StatusCode::NO_CONTENT, Body::empty()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST"),
    );
    headers.insert(
        header::ACCESS_CONTROL_MAX_AGE,
        HeaderValue::from_static("3600"),
    );
    if let Some(wanted) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
    }
    response
}

fn vary(mut response: Response) -> Response {
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("origin"));
    response
}
