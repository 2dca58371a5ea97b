//! What is offered to whoever proved an address on the other page: "there is no account, create
//! one?" and "you have an account, sign in?". Shown after a proof only, and one button does it
//! without a second code. Where the operator has closed that door there is no button.

use axum::{body::Bytes, extract::State, http::StatusCode, response::Response};
use engine::sign_in::continue_held::{continue_held, held_evidence};
use oidc_core::{
    account::identifier::{Identifier, IdentifierKind},
    interaction::{InteractionEvent, next_step::Step},
};
use sign_in_ui::page::{AccountExists, NoAccount};

use super::form::{self, Submitted};
use crate::{
    app::App,
    extract::visit::Visit,
    respond::{page::page, redirect::see_other, step},
    site::flow::{PASSWORD, identifier_path, is_open, offer_path, takes_codes},
};

/// `GET /sign-in/no-account`.
pub async fn no_account(State(app): State<App>, visit: Visit) -> Response {
    show(&app, &visit, InteractionEvent::Register).await
}

/// `POST /sign-in/no-account`: creates the account.
pub async fn no_account_post(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    accept(&app, &visit, &body, InteractionEvent::Register).await
}

/// `GET /register/account-exists`.
pub async fn account_exists(State(app): State<App>, visit: Visit) -> Response {
    show(&app, &visit, InteractionEvent::SignIn).await
}

/// `POST /register/account-exists`: signs in.
pub async fn account_exists_post(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    accept(&app, &visit, &body, InteractionEvent::SignIn).await
}

async fn show(app: &App, visit: &Visit, offered: InteractionEvent) -> Response {
    let flow = match form::load(app, visit).await {
        Ok(flow) => flow,
        Err(response) => return response,
    };
    let visitor = visit.visitor(app, flow.interaction.id);
    let evidence = match held_evidence(app, &visitor, &flow.interaction).await {
        Ok(Some(evidence)) => evidence,
        Ok(None) => return step::go(app, visit, &flow, Step::Identify),
        Err(internal) => return form::broken(app, visit, internal),
    };
    let action = is_open(app, offered).then(|| app.urls.path(offer_path(offered)));
    let csrf = form::token(app, visit, &flow);
    let id = flow.interaction.id.to_string();
    let Some(email) = evidence.identifier().map(Identifier::readable) else {
        return step::go(app, visit, &flow, Step::Identify);
    };
    let back_href = flow.page(app, identifier_path(offered.other()));
    let (shell, status) = (flow.shell(), StatusCode::OK);
    match offered {
        InteractionEvent::Register => {
            let model = NoAccount {
                action,
                csrf,
                flow: id,
                email,
                back_href,
            };
            page(app, visit, shell, status, &model)
        }
        InteractionEvent::SignIn => {
            let model = AccountExists {
                action,
                csrf,
                flow: id,
                email,
                back_href,
            };
            page(app, visit, shell, status, &model)
        }
    }
}

async fn accept(app: &App, visit: &Visit, body: &Bytes, event: InteractionEvent) -> Response {
    let flow = match form::read(app, visit, body).await {
        Ok(Submitted { flow, .. }) => flow,
        Err(response) => return response,
    };
    // Where no code lets in who has an account, what was proven here does not either.
    let by_password = flow.ways(app, IdentifierKind::Email).password;
    if event == InteractionEvent::SignIn && !takes_codes(app, event) && by_password {
        return see_other(&flow.page(app, PASSWORD));
    }
    let visitor = visit.visitor(app, flow.interaction.id);
    let client = &flow.client.client;
    match continue_held(app, &visitor, &flow.interaction, client, event).await {
        Ok(advanced) => step::after(app, visit, &flow, advanced),
        Err(failure) => form::broken(app, visit, failure),
    }
}
