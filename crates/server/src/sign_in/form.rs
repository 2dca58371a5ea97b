//! A form that came from one of our pages, and the flow it belongs to.

use axum::{body::Bytes, response::Response};
use engine::{
    browser_key::BrowserKey,
    sign_in::{find, issue_code::SignedIn, live_session::live_session},
};
use oidc_core::{account::identifier::Identifier, params::Params};
use store::CodeWithMail;

use crate::{
    app::App,
    extract::visit::Visit,
    respond::{
        cookie::CookieKind,
        internal::Internal,
        page::{PageError, Shell, start_again},
        redirect::see_other,
    },
    site::{
        csrf::{self, Forged},
        flow::{self, Flow, Stale},
    },
};

/// A form whose origin was checked.
pub struct Submitted {
    /// The flow it belongs to.
    pub flow: Flow,
    /// Its fields.
    pub form: Params,
}

/// Reads a form; the error is the page to answer with.
pub async fn read(app: &App, visit: &Visit, body: &Bytes) -> Result<Submitted, Response> {
    let form = believe(app, visit, body).await?;
    let id = form.first("flow").unwrap_or_default();
    let found = flow::find(app, visit, Some(id))
        .await
        .map_err(|error| broken(app, visit, error))?;
    let flow = unproven(app, visit, found).await?;
    Ok(Submitted { flow, form })
}

/// Reads a form of a page that is shown to whoever is signed in.
pub async fn read_signed_in(
    app: &App,
    visit: &Visit,
    body: &Bytes,
) -> Result<(Submitted, Option<SignedIn>), Response> {
    let form = believe(app, visit, body).await?;
    let id = form.first("flow").unwrap_or_default();
    let (flow, signed_in) = with_session(app, visit, id).await?;
    Ok((Submitted { flow, form }, signed_in))
}

/// The fields of a form that came from one of our pages, in the browser it was made for.
async fn believe(app: &App, visit: &Visit, body: &Bytes) -> Result<Params, Response> {
    let parsed = std::str::from_utf8(body)
        .ok()
        .and_then(|text| Params::parse(text).ok());
    let form = parsed.unwrap_or_default();
    let id = form.first("flow").unwrap_or_default();
    let browser = visit.browser(app);
    let cookie = browser.as_ref().map(BrowserKey::expose);
    match csrf::check(app, visit, &form, cookie, id) {
        Ok(()) => Ok(form),
        Err(why) => Err(forbidden(app, visit, id, &why).await),
    }
}

/// A form from elsewhere, or from a page whose cookie is gone: refused, with a way back to the
/// application the flow belonged to (T-44b). The cookie goes with the browser's last flow, so a
/// page of one that is over says just that.
async fn forbidden(app: &App, visit: &Visit, flow: &str, why: &Forged) -> Response {
    let remains = find::remains(app, flow).await.ok().flatten();
    let is_over = remains.as_ref().is_some_and(|remains| remains.is_over);
    let client = remains.and_then(|remains| remains.client);
    if is_over && *why == Forged::Token && !visit.has(app, CookieKind::Browser) {
        return start_again(app, visit, client.as_ref().map(|known| &known.client));
    }
    let mut error = PageError::forged(app, why);
    error.restart_href = client
        .and_then(|known| known.client.home())
        .map(String::from);
    error.respond(app, visit, Shell::default())
}

/// Loads the flow of a page that is asked for.
pub async fn load(app: &App, visit: &Visit) -> Result<Flow, Response> {
    let params = visit.params();
    let found = flow::find(app, visit, params.first("flow")).await;
    unproven(
        app,
        visit,
        found.map_err(|error| broken(app, visit, error))?,
    )
    .await
}

/// The same with the newest code of the flow.
pub async fn load_with_code(
    app: &App,
    visit: &Visit,
) -> Result<(Flow, Option<CodeWithMail>), Response> {
    let params = visit.params();
    let found = flow::find_with_code(app, visit, params.first("flow")).await;
    let (found, code) = found.map_err(|error| broken(app, visit, error))?;
    Ok((unproven(app, visit, found).await?, code))
}

/// Loads the flow of a page that is shown to whoever is signed in.
pub async fn load_signed_in(
    app: &App,
    visit: &Visit,
) -> Result<(Flow, Option<SignedIn>), Response> {
    let params = visit.params();
    let id = params.first("flow").unwrap_or_default();
    with_session(app, visit, id).await
}

async fn with_session(
    app: &App,
    visit: &Visit,
    id: &str,
) -> Result<(Flow, Option<SignedIn>), Response> {
    let found = flow::find_with_session(app, visit, id).await;
    let (found, signed_in) = found.map_err(|error| broken(app, visit, error))?;
    match found {
        Ok(flow) => Ok((flow, signed_in)),
        Err(stale) => Err(gone(app, visit, &stale)),
    }
}

fn gone(app: &App, visit: &Visit, Stale(client): &Stale) -> Response {
    let client = client.as_ref().map(|known| &known.client);
    start_again(app, visit, client)
}

async fn unproven(app: &App, visit: &Visit, found: Result<Flow, Stale>) -> Result<Flow, Response> {
    match found {
        Ok(flow) => match is_proven(app, visit, &flow).await {
            // A double submit: the first one has got through.
            Ok(true) => Err(see_other(&flow.resume(app))),
            Ok(false) => Ok(flow),
            Err(error) => Err(broken(app, visit, error)),
        },
        Err(stale) => Err(gone(app, visit, &stale)),
    }
}

/// Whether this flow's proof was given and this browser holds the session it made. A browser that
/// lost the answer with the cookie does not, and may prove itself once more.
pub async fn is_proven(app: &App, visit: &Visit, flow: &Flow) -> Result<bool, Internal> {
    let Some(proven) = flow.interaction.session_id else {
        return Ok(false);
    };
    let session = live_session(app, visit.session(app)).await?;
    Ok(session.is_some_and(|(_, session)| session.id == proven))
}

/// The form token of a flow's pages.
pub fn token(app: &App, visit: &Visit, flow: &Flow) -> String {
    let id = flow.interaction.id.to_string();
    visit
        .browser(app)
        .map(|b| csrf::token(app, b.expose(), &id))
        .unwrap_or_default()
}

/// What stands in the field for the identifier: what was typed before, or what the client hints at.
pub fn meant(flow: &Flow) -> String {
    let interaction = &flow.interaction;
    let typed = interaction.identifier.as_ref().map(Identifier::readable);
    let hinted = || interaction.goal.login_hint().map(str::to_owned);
    typed.or_else(hinted).unwrap_or_default()
}

/// The error page for a breakdown.
pub fn broken(app: &App, visit: &Visit, internal: impl Into<Internal>) -> Response {
    PageError::internal(&internal.into()).respond(app, visit, Shell::default())
}
