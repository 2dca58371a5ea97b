//! The page that asks somebody who is signed in with which account to go on.

use axum::{body::Bytes, extract::State, http::StatusCode, response::Response};
use engine::sign_in::{
    choose_account::choose_account, issue_code::SignedIn, sign_out::sign_out, standing::standing,
};
use oidc_core::{account::email::EmailAddress, interaction::next_step::Step, user::User};
use sign_in_ui::page::SelectAccount;

use super::form::{self, Submitted};
use crate::{
    app::App,
    extract::visit::Visit,
    respond::{
        cookie::{self, CookieKind},
        page::page,
        step,
    },
    site::flow::{Flow, SELECT_ACCOUNT},
};

/// `GET /select-account`.
pub async fn get(State(app): State<App>, visit: Visit) -> Response {
    let (flow, signed_in) = match form::load_signed_in(&app, &visit).await {
        Ok(loaded) => loaded,
        Err(response) => return response,
    };
    let (interaction, client) = (&flow.interaction, &flow.client.client);
    match standing(&app, interaction, client, signed_in.as_ref()).await {
        Ok(Step::SelectAccount) => match signed_in {
            Some(signed_in) => show(&app, &visit, &flow, &signed_in),
            None => step::go(&app, &visit, &flow, Step::Identify),
        },
        Ok(step) => step::go(&app, &visit, &flow, step),
        Err(breakdown) => form::broken(&app, &visit, breakdown),
    }
}

/// `POST /select-account`: to go on as whoever is signed in, or as somebody else, which the consent
/// page offers too. Whatever else is sent leads back to where the sign-in stands.
pub async fn post(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    let (submitted, signed_in) = match form::read_signed_in(&app, &visit, &body).await {
        Ok(read) => read,
        Err(response) => return response,
    };
    let Submitted { flow, form } = &submitted;
    let (interaction, client) = (&flow.interaction, &flow.client.client);
    let step = match standing(&app, interaction, client, signed_in.as_ref()).await {
        Ok(step) => step,
        Err(breakdown) => return form::broken(&app, &visit, breakdown),
    };
    // The answer counts for whoever was asked.
    let asked = signed_in.filter(|s| form.first("account") == Some(s.user.id.as_str()));
    match (form.first("choice"), &step, asked) {
        (Some("continue"), Step::SelectAccount, Some(signed_in)) => {
            match choose_account(&app, interaction, &signed_in).await {
                Ok(()) => step::go(&app, &visit, flow, Step::Done),
                Err(failure) => form::broken(&app, &visit, failure),
            }
        }
        // Even when somebody has just chosen to go on: the flow has not ended.
        (Some("another"), Step::SelectAccount | Step::Consent(_) | Step::Done, Some(signed_in)) => {
            end_session(&app, &visit, flow, &signed_in).await
        }
        _ => step::go(&app, &visit, flow, step),
    }
}

/// Ends the session as a sign-out does, and asks who the person is.
async fn end_session(app: &App, visit: &Visit, flow: &Flow, signed_in: &SignedIn) -> Response {
    let context = visit.context(Some(flow.interaction.id));
    if let Err(failure) = sign_out(app, &signed_in.session, None, context).await {
        return form::broken(app, visit, failure);
    }
    let mut response = step::go(app, visit, flow, Step::Identify);
    cookie::clear(&mut response, &app.urls, CookieKind::Session);
    response
}

fn show(app: &App, visit: &Visit, flow: &Flow, signed_in: &SignedIn) -> Response {
    let model = SelectAccount {
        action: app.urls.path(SELECT_ACCOUNT),
        csrf: form::token(app, visit, flow),
        flow: flow.interaction.id.to_string(),
        account: signed_in.user.id.to_string(),
        email: readable(&signed_in.user),
    };
    page(app, visit, flow.shell(), StatusCode::OK, &model)
}

/// What a person is called on a page: by their address, or what else they sign in with.
pub fn readable(user: &User) -> String {
    let email = user.email.as_ref().map(EmailAddress::readable);
    let other = || user.username.clone().or_else(|| user.name.clone());
    email.or_else(other).unwrap_or_else(|| user.id.to_string())
}
