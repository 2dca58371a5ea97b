//! Signed out here, and at the provider (OpenID Connect RP-Initiated Logout 1.0).

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use openidconnect::{CsrfToken, LogoutRequest, core::CoreIdToken};
use url::Url;

use crate::{
    app::App,
    clock,
    jar::Jar,
    journal::{Journal, Step, StepKind},
    session::Session,
    trouble::Trouble,
};

/// A post: other sites cannot send one with our cookies (`SameSite=Lax`), and so cannot sign
/// people out.
pub(crate) async fn sign_out(State(app): State<App>, jar: Jar) -> Response {
    let Some(Session { id_token: hint, .. }) = Session::read(&jar) else {
        return Redirect::to("/").into_response();
    };
    // First here: whatever the provider says, this browser is signed out of the shop.
    let jar = Session::end(jar);
    match request(&app, hint.as_deref()).await {
        Ok(url) => {
            let now = clock::now();
            let journal = Journal {
                sign_out: vec![Step::request(StepKind::SignOutRequest, now, "GET", &url)],
                ..Journal::default()
            };
            (app.keep(jar, journal, now), Redirect::to(url.as_str())).into_response()
        }
        Err(trouble) => app.stopped_early(jar, &trouble),
    }
}

/// §2: `client_id` tells who asks even when the hint is missing or long expired; `state` lets us
/// recognise the way back.
async fn request(app: &App, hint: Option<&str>) -> Result<Url, Trouble> {
    let provider = &app.provider;
    let discovered = provider
        .discover()
        .await
        .map_err(|_| Trouble::SignedOutHereOnly)?;
    let end_session = discovered
        .end_session
        .clone()
        .ok_or(Trouble::NoEndSession)?;
    let mut request = LogoutRequest::from(end_session)
        .set_client_id(provider.registration.client_id.clone())
        .set_post_logout_redirect_uri(provider.registration.post_logout_redirect_uri.clone())
        .set_state(CsrfToken::new_random());
    if let Some(id_token) = hint.and_then(|text| text.parse::<CoreIdToken>().ok()) {
        request = request.set_id_token_hint(&id_token);
    }
    Ok(request.http_get_url())
}

/// Notes the way back, if `state` is the one we sent along; says whether it is.
pub(crate) fn returned(journal: &mut Journal, state: &str, now: i64) -> bool {
    let sent = journal.sign_out.first();
    let is_ours = sent.and_then(|step| step.value("state")) == Some(state);
    if is_ours {
        journal.sign_out.truncate(1);
        let step = Step::new(StepKind::SignOutAnswer, now).fact("state", state);
        journal.sign_out.push(step);
    }
    is_ours
}
