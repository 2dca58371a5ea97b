//! Where a step leads: the one place that turns the answer of `next_step` into a page or an
//! address, for the pages, the authorization endpoint and the way back to the client alike.

use axum::response::Response;
use engine::sign_in::{advance::Advanced, start_session::SignInResult};
use oidc_core::{
    authorize::{callback::Callback, error::AuthorizeError},
    interaction::next_step::Step,
    session,
    time::Lifetime,
};

use super::suspended;
use crate::{
    app::App,
    extract::visit::Visit,
    respond::{
        answer::answer,
        cookie::{self, CookieKind},
        holder,
        redirect::see_other,
        refused_request::RefusedRequest,
    },
    site::flow::Flow,
};

/// The answer to a step of a sign-in under way. `Done` leads to where the code is issued, which
/// asks once more.
pub fn go(app: &App, visit: &Visit, flow: &Flow, step: Step) -> Response {
    match step {
        Step::Identify
        | Step::NoAccount
        | Step::AccountExists
        | Step::CreatePassword
        | Step::SelectAccount
        | Step::Consent(_) => see_other(&flow.page_of(app, &step)),
        Step::Suspended => suspended::respond(app, visit, flow),
        Step::Done => see_other(&flow.resume(app)),
        Step::Refuse(error) => refuse(app, visit, flow, &error),
    }
}

/// Tells the client, at an address that is still its own (T-05).
fn refuse(app: &App, visit: &Visit, flow: &Flow, error: &AuthorizeError) -> Response {
    let client = &flow.client.client;
    match Callback::again(flow.request(), client) {
        Ok(callback) => {
            let refusal = callback.refuse(error, &app.urls.issuer());
            answer(app, visit, flow.shell(), refusal)
        }
        Err(error) => RefusedRequest::without_callback(client, error).respond(app, visit),
    }
}

/// The answer to new evidence: its cookies, and where its step leads.
pub fn after(app: &App, visit: &Visit, flow: &Flow, advanced: Advanced) -> Response {
    match advanced {
        Advanced::SignedIn(result) => {
            let mut response = go(app, visit, flow, Step::Done);
            keep(app, visit, flow, &result, &mut response);
            response
        }
        Advanced::Pending { step, holder } => {
            let mut response = go(app, visit, flow, step);
            if let Some(holder) = holder {
                holder::keep(&mut response, app, visit, flow.interaction.id, &holder);
            }
            response
        }
    }
}

/// Gives the browser what it got by signing in.
fn keep(app: &App, visit: &Visit, flow: &Flow, result: &SignInResult, response: &mut Response) {
    keep_session(app, result, response);
    holder::end(response, app, visit, flow.interaction.id);
}

/// The session, and what says that this browser has signed in before.
pub fn keep_session(app: &App, result: &SignInResult, response: &mut Response) {
    cookie::set(
        response,
        &app.urls,
        CookieKind::Session,
        result.session.expose(),
        Some(session::ABSOLUTE),
    );
    if let Some(device) = &result.device {
        cookie::set(
            response,
            &app.urls,
            CookieKind::Device,
            device.expose(),
            Some(Lifetime::days(365)),
        );
    }
}
