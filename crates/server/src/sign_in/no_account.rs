//! "There is no account for ada@example.com. Create one?" – shown after a proof only, and one
//! button does it: no second code.

use axum::{body::Bytes, extract::State, http::StatusCode, response::Response};
use sign_in_ui::page::NoAccount;

use super::{
    flow::Flow,
    form::{self, Submitted},
    verification_code::{address_path, suspended},
};
use crate::{
    account::continue_proven::{Stop, continue_proven, proven_address},
    app::App,
    extract::visit::Visit,
    respond::{failure::Failure, page::page, redirect::see_other},
};

/// `GET /sign-in/no-account`.
pub async fn get(State(app): State<App>, visit: Visit) -> Response {
    let flow = match form::load(&app, &visit).await {
        Ok(flow) => flow,
        Err(response) => return response,
    };
    match proven_address(&app, &visit, &flow).await {
        Ok(Some(email)) => {
            let model = NoAccount {
                action: app.urls.path("/sign-in/no-account"),
                csrf: form::token(&app, &visit, &flow),
                flow: flow.interaction.id.to_string(),
                email: email.readable(),
                back_href: flow.page(&app, "/sign-in"),
            };
            page(&app, &visit, flow.shell(), StatusCode::OK, &model)
        }
        Ok(None) => see_other(&flow.page(&app, address_path(&flow))),
        Err(failure) => stopped(&app, &visit, &flow, failure),
    }
}

/// `POST /sign-in/no-account`: creates the account.
pub async fn post(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    go_on(&app, &visit, &body).await
}

/// The one button of this page and of [`account_exists`](super::account_exists).
pub async fn go_on(app: &App, visit: &Visit, body: &Bytes) -> Response {
    let flow = match form::read(app, visit, body).await {
        Ok(Submitted { flow, .. }) => flow,
        Err(response) => return response,
    };
    match continue_proven(app, visit, &flow).await {
        Ok(arrival) => form::arrive(app, visit, &flow, &arrival),
        Err(failure) => stopped(app, visit, &flow, failure),
    }
}

/// The page for what stopped it.
pub fn stopped(app: &App, visit: &Visit, flow: &Flow, failure: Failure<Stop>) -> Response {
    match failure {
        Failure::Refused(Stop::Unproven) => see_other(&flow.page(app, address_path(flow))),
        Failure::Refused(Stop::Suspended) => suspended(app, visit, flow),
        Failure::Broken(internal) => form::broken(app, visit, &internal),
    }
}
