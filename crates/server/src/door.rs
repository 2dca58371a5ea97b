//! A door: a set of routes that refuse in one dialect.
//!
//! Whatever goes wrong outside of a handler (no such path, a wrong method, too much, too fast, too
//! slow, a panic) leaves a bare status behind; the door puts it into words. So a handler speaks for
//! what it decides, the door for everything else, and no other place knows the dialects.

use std::{
    any::Any,
    future::{Ready, ready},
    marker::PhantomData,
};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{MethodRouter, any},
};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer, timeout::TimeoutLayer,
};
use tracing::Instrument;

use crate::{
    app::App,
    layer::{
        floods::Kind,
        limits::{self},
        request_id,
    },
};

/// The largest body: a form of the protocol is a few hundred bytes (T-68).
pub const MAX_BODY: usize = 64 * 1024;

/// How a door puts a refusal into words.
pub trait Dialect: 'static {
    /// What a refusal must know of its request.
    type Asked: Send + Sync + 'static;

    /// Notes that down. Every request pays for it, most of them for nothing.
    fn listen(app: &App, request: &mut Request) -> Self::Asked;

    /// The answer for a status that nobody has put into words.
    fn refuse(app: &App, asked: &Self::Asked, status: StatusCode) -> Response;

    /// The answer of a handler or of the door, in the language of the request, where that is not
    /// settled when it is made.
    fn phrase(_: &Self::Asked, answer: Response) -> Response {
        answer
    }
}

/// Routes on their way behind a door that speaks `D`. Each is declared with the class that floods
/// of it are counted in.
pub struct Door<D> {
    app: App,
    /// Before the path of every route.
    place: &'static str,
    routes: Router<App>,
    strays: Option<Kind>,
    dialect: PhantomData<D>,
}

impl<D: Dialect> Door<D> {
    /// Without routes yet. Wrong paths and methods are counted as `strays`, or not at all.
    pub fn new(app: &App, strays: Option<Kind>) -> Self {
        Self::at("", app, strays)
    }

    /// The same at a place: cheaper than to nest it there, which writes every address anew.
    pub fn at(place: &'static str, app: &App, strays: Option<Kind>) -> Self {
        Self {
            app: app.clone(),
            place,
            routes: Router::new(),
            strays,
            dialect: PhantomData,
        }
    }

    /// Shown to people.
    #[must_use]
    pub fn page(self, path: &str, methods: MethodRouter<App>) -> Self {
        self.counted(Kind::Page, path, methods, MAX_BODY)
    }

    /// Shown to people, and its GET mints or ends something: HEAD, which must not, is none of its
    /// methods (RFC 9110 §9.2.1, §9.3.2). `allow` lists those that are.
    #[must_use]
    pub fn effect(self, path: &str, get: MethodRouter<App>, allow: &'static str) -> Self {
        let allow = [(header::ALLOW, HeaderValue::from_static(allow))];
        let refuse = (StatusCode::METHOD_NOT_ALLOWED, allow);
        // As a method of this route HEAD is counted already.
        let refuse = always(refuse);
        let methods = get.head(stray(None, refuse.clone()));
        let methods = methods.fallback(stray(self.strays, refuse));
        self.counted(Kind::Page, path, methods, MAX_BODY)
    }

    /// Sent by people.
    #[must_use]
    pub fn form(self, path: &str, methods: MethodRouter<App>) -> Self {
        self.counted(Kind::Form, path, methods, MAX_BODY)
    }

    /// Called by programs.
    #[must_use]
    pub fn call(self, path: &str, methods: MethodRouter<App>) -> Self {
        self.call_up_to(path, methods, MAX_BODY)
    }

    /// The same, with bodies of so many octets.
    #[must_use]
    pub fn call_up_to(self, path: &str, methods: MethodRouter<App>, largest: usize) -> Self {
        self.counted(Kind::Call, path, methods, largest)
    }

    /// Costs next to nothing and is not counted.
    #[must_use]
    pub fn free(self, path: &str, methods: MethodRouter<App>) -> Self {
        self.bounded(path, methods, MAX_BODY, |methods| methods)
    }

    fn counted(self, kind: Kind, path: &str, methods: MethodRouter<App>, largest: usize) -> Self {
        let state = (self.app.clone(), kind);
        let count = middleware::from_fn_with_state(state, limits::cut_floods);
        self.bounded(path, methods, largest, |methods| methods.route_layer(count))
    }

    /// Counted before it is measured, so that what is too much counts as well.
    fn bounded(
        mut self,
        path: &str,
        methods: MethodRouter<App>,
        largest: usize,
        count: impl FnOnce(MethodRouter<App>) -> MethodRouter<App>,
    ) -> Self {
        let bounded = methods.route_layer(RequestBodyLimitLayer::new(largest));
        let path = format!("{}{path}", self.place);
        self.routes = self.routes.route(&path, count(bounded));
        self
    }

    /// Makes this door answer for every path at its place that has no route.
    #[must_use]
    pub fn and_all_else(self) -> Self {
        self.and_all_else_by(|_| StatusCode::NOT_FOUND.into_response())
    }

    /// The same, in words of one's own.
    #[must_use]
    pub fn and_all_else_by(mut self, refuse: fn(&Request) -> Response) -> Self {
        let nothing = stray(self.strays, refuse);
        let place = self.place;
        self.routes = if place.is_empty() {
            self.routes.fallback(nothing)
        } else {
            let all = Router::new().fallback(nothing.clone());
            // What is nested at a place does not get the place with a slash behind it.
            let slash = format!("{place}/");
            self.routes.nest(place, all).route(&slash, any(nothing))
        };
        self
    }

    /// The finished routes: bounded in size and time, with a net for panics, stored nowhere unless
    /// a handler says otherwise, and put into words.
    pub fn open(self) -> Router<App> {
        let timeout = self.app.config.http.request_timeout.duration();
        let around = ServiceBuilder::new()
            .layer(middleware::from_fn_with_state(self.app, speak::<D>))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(TimeoutLayer::with_status_code(
                StatusCode::REQUEST_TIMEOUT,
                timeout,
            ));
        let wrong = stray(self.strays, always(StatusCode::METHOD_NOT_ALLOWED));
        self.routes.method_not_allowed_fallback(wrong).layer(around)
    }
}

/// A handler for what is asked for wrongly.
fn stray<F>(
    kind: Option<Kind>,
    refuse: F,
) -> impl Fn(State<App>, Request) -> Ready<Response> + Clone + Send + Sync + 'static
where
    F: Fn(&Request) -> Response + Clone + Send + Sync + 'static,
{
    move |State(app), request| {
        let flooded = kind.and_then(|kind| limits::count(&app, kind, &request));
        ready(flooded.unwrap_or_else(|| refuse(&request)))
    }
}

/// The same refusal, whatever is asked for.
fn always<R>(refusal: R) -> impl Fn(&Request) -> Response + Clone + Send + Sync + 'static
where
    R: IntoResponse + Clone + Send + Sync + 'static,
{
    move |_| refusal.clone().into_response()
}

/// What panicked is in the log already (`telemetry`); its message may hold anything, so it goes
/// nowhere else.
pub fn panicked(_: Box<dyn Any + Send>) -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Gives the log a place to hang the lines of the request on, and the answer what every answer of
/// the door has.
async fn speak<D: Dialect>(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let span = request_id::span(&request);
    let speaking = async {
        let asked = D::listen(&app, &mut request);
        let mut answer = next.run(request).await;
        if is_bare(&answer) {
            answer = spoken::<D>(&app, &asked, &answer);
        }
        answer = D::phrase(&asked, answer);
        tracing::debug!(status = answer.status().as_u16(), "answered");
        let no_store = HeaderValue::from_static("no-store");
        let headers = answer.headers_mut();
        headers.entry(header::CACHE_CONTROL).or_insert(no_store);
        answer
    };
    speaking.instrument(span).await
}

fn spoken<D: Dialect>(app: &App, asked: &D::Asked, answer: &Response) -> Response {
    let mut spoken = D::refuse(app, asked, answer.status());
    // `Allow`, `Retry-After`; each in all its lines, and in place of what the dialect says.
    let (said, headers) = (answer.headers(), spoken.headers_mut());
    for name in said.keys().filter(|name| !describes_the_body(name)) {
        headers.remove(name);
        for value in said.get_all(name) {
            headers.append(name, value.clone());
        }
    }
    spoken
}

/// A refusal in nobody's words: without a body, or with the plain text of a library.
fn is_bare(answer: &Response) -> bool {
    let refused = answer.status().is_client_error() || answer.status().is_server_error();
    refused
        && answer
            .headers()
            .get(header::CONTENT_TYPE)
            .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

fn describes_the_body(name: &HeaderName) -> bool {
    *name == header::CONTENT_TYPE || *name == header::CONTENT_LENGTH
}
