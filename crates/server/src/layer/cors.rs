//! Which origins may read an answer (T-65). Never with credentials, never at the authorization
//! endpoint. An origin changes no answer: the browser does the rest (Fetch, CORS protocol), and
//! servers and desktop applications send origins too.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::app::App;

/// The page that asks, by an origin that we know. It may read the answer, unless whoever finds out
/// which client it is about says no.
#[derive(Debug, Clone)]
pub struct Reader {
    origin: Arc<str>,
    turned_away: Arc<AtomicBool>,
}

impl Reader {
    fn new(origin: &str) -> Self {
        Self {
            origin: origin.into(),
            turned_away: Arc::default(),
        }
    }

    /// Turns the page away unless it is one of these.
    pub fn must_be(&self, mut allowed: impl FnMut(&str) -> bool) {
        if !allowed(&self.origin) {
            self.turned_away.store(true, Ordering::Relaxed);
        }
    }
}

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
pub async fn registered_origins(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(origin) = known_origin(&app, request.headers()).cloned() else {
        return vary(next.run(request).await);
    };
    if is_preflight(&request) {
        return vary(preflight(&origin, request.headers()));
    }
    let reader = Reader::new(origin.to_str().unwrap_or_default());
    request.extensions_mut().insert(reader.clone());
    let response = vary(next.run(request).await);
    if reader.turned_away.load(Ordering::Relaxed) {
        return response;
    }
    readable_by(origin, response)
}

/// The origin, if it stands there once and is ours or a client's.
fn known_origin<'a>(app: &App, headers: &'a HeaderMap) -> Option<&'a HeaderValue> {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let origin = origins.next().filter(|_| origins.next().is_none())?;
    let text = origin.to_str().ok()?;
    let known = text == app.urls.origin() || app.snapshot().clients.has_origin(text);
    known.then_some(origin)
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
