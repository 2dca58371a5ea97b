//! "You already have an account" – shown after a proof only, and one button signs in.

use axum::{body::Bytes, extract::State, http::StatusCode, response::Response};
use sign_in_ui::page::AccountExists;

use super::{form, no_account, verification_code::address_path};
use crate::{
    account::continue_proven::proven_address,
    app::App,
    extract::visit::Visit,
    respond::{page::page, redirect::see_other},
};

/// `GET /register/account-exists`.
pub async fn get(State(app): State<App>, visit: Visit) -> Response {
    let flow = match form::load(&app, &visit).await {
        Ok(flow) => flow,
        Err(response) => return response,
    };
    match proven_address(&app, &visit, &flow).await {
        Ok(Some(email)) => {
            let model = AccountExists {
                action: app.urls.path("/register/account-exists"),
                csrf: form::token(&app, &visit, &flow),
                flow: flow.interaction.id.to_string(),
                email: email.readable(),
                back_href: flow.page(&app, "/register"),
            };
            page(&app, &visit, flow.shell(), StatusCode::OK, &model)
        }
        Ok(None) => see_other(&flow.page(&app, address_path(&flow))),
        Err(failure) => no_account::stopped(&app, &visit, &flow, failure),
    }
}

/// `POST /register/account-exists`: signs in.
pub async fn post(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    no_account::go_on(&app, &visit, &body).await
}
