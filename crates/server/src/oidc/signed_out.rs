//! The end of a sign-out: a page, or the way back to the application. Where clients want to be told
//! by the browser, the page shows a frame for each before it goes on (OpenID Connect Front-Channel
//! Logout 1.0 §2, §3).

use std::collections::BTreeSet;

use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode},
    response::Response,
};
use engine::sign_in::sign_out::Frames;
use oidc_core::{client::Client, id::ClientId};
use sign_in_ui::page::SignedOut;

use crate::{
    app::App,
    extract::visit::Visit,
    respond::page::{Shell, allow_frames, page},
};

/// Goes on by itself, without a script (WHATWG HTML, "shared declarative refresh steps").
const REFRESH: HeaderName = HeaderName::from_static("refresh");

/// How long the frames are given before the browser goes on.
const MOMENT: u32 = 2;

/// `GET /oidc/session/end/success`.
pub(super) async fn success(State(app): State<App>, visit: Visit) -> Response {
    let params = visit.params();
    let snapshot = app.snapshot();
    let client = params
        .first("app_id")
        .and_then(|id| id.parse::<ClientId>().ok())
        .and_then(|id| snapshot.clients.get(&id));
    let shell = Shell {
        application: client.map(|known| known.client.name.as_str()),
        ..Shell::default()
    };
    let continue_href = client
        .and_then(|known| known.client.home())
        .map(String::from);
    let model = SignedOut {
        continue_href,
        frames: Vec::new(),
        moves_on: false,
    };
    page(&app, &visit, shell, StatusCode::OK, &model)
}

/// The page with a frame for each client, which then goes on to the registered address, if there is
/// one. Only the origins of those frames may be framed.
pub(super) fn framed(
    app: &App,
    visit: &Visit,
    client: Option<&Client>,
    frames: &Frames,
    redirect: Option<String>,
) -> Response {
    let issuer = app.urls.issuer();
    let shell = Shell {
        application: client.map(|client| client.name.as_str()),
        ..Shell::default()
    };
    let moves_on = redirect.is_some();
    let refresh = redirect.as_ref().map(|to| format!("{MOMENT}; url={to}"));
    let home = || client.and_then(Client::home).map(String::from);
    let model = SignedOut {
        continue_href: redirect.or_else(home),
        frames: frames
            .iter()
            .map(|(uri, sid)| uri.frame(&issuer, sid).into())
            .collect(),
        moves_on,
    };
    let mut response = page(app, visit, shell, StatusCode::OK, &model);
    let origins: BTreeSet<String> = frames.iter().map(|(uri, _)| uri.origin()).collect();
    allow_frames(&mut response, &origins);
    if let Some(Ok(refresh)) = refresh.as_deref().map(HeaderValue::from_str) {
        response.headers_mut().insert(REFRESH, refresh);
    }
    response
}
