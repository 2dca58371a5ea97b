//! The two pages that ask for an address: sign in, and create account. They differ in their words
//! and in what the code is for; before a code is proven they tell nothing about accounts (T-53).

use axum::{body::Bytes, extract::State, http::StatusCode, response::Response};
use oidc_core::account::{
    email::{EmailAddress, InvalidEmail},
    usage_type::UsageType,
};
use sign_in_ui::page::{EmailError, Register, SignIn};

use super::{
    flow::Flow,
    form::{self, Submitted},
};
use crate::{
    account::send_code::{CodeRequest, send_code},
    app::App,
    extract::visit::Visit,
    respond::{
        failure::Failure,
        page::{page, retry_after},
        redirect::see_other,
    },
};

/// `GET /sign-in`.
pub async fn sign_in(State(app): State<App>, visit: Visit) -> Response {
    show(&app, &visit, UsageType::SignIn).await
}

/// `POST /sign-in`.
pub async fn sign_in_post(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    submit(&app, &visit, &body, UsageType::SignIn).await
}

/// `GET /register`.
pub async fn register(State(app): State<App>, visit: Visit) -> Response {
    show(&app, &visit, UsageType::Register).await
}

/// `POST /register`.
pub async fn register_post(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    submit(&app, &visit, &body, UsageType::Register).await
}

async fn show(app: &App, visit: &Visit, purpose: UsageType) -> Response {
    let flow = match form::load(app, visit).await {
        Ok(flow) => flow,
        Err(response) => return response,
    };
    let typed = flow.interaction.email.as_ref().map(EmailAddress::readable);
    let hinted = || flow.interaction.request.login_hint.clone();
    let email = &typed.or_else(hinted).unwrap_or_default();
    render(
        app,
        visit,
        &flow,
        &Shown {
            purpose,
            email,
            error: None,
        },
    )
}

struct Shown<'a> {
    purpose: UsageType,
    email: &'a str,
    error: Option<EmailError>,
}

fn render(app: &App, visit: &Visit, flow: &Flow, shown: &Shown<'_>) -> Response {
    let csrf = form::token(app, visit, flow);
    let id = flow.interaction.id.to_string();
    let email = shown.email.to_owned();
    let status = match shown.error {
        None => StatusCode::OK,
        Some(EmailError::Limited { .. }) => StatusCode::TOO_MANY_REQUESTS,
        Some(EmailError::ServerBusy) => StatusCode::SERVICE_UNAVAILABLE,
        Some(_) => StatusCode::BAD_REQUEST,
    };
    let error = shown.error;
    if shown.purpose == UsageType::Register {
        let model = Register {
            action: app.urls.path("/register"),
            csrf,
            flow: id,
            email,
            error,
            sign_in_href: Some(flow.page(app, "/sign-in")),
        };
        return waiting(page(app, visit, flow.shell(), status, &model), error);
    }
    let model = SignIn {
        action: app.urls.path("/sign-in"),
        csrf,
        flow: id,
        email,
        error,
        register_href: Some(flow.page(app, "/register")),
    };
    waiting(page(app, visit, flow.shell(), status, &model), error)
}

/// Says when to come back, where only time helps.
fn waiting(mut response: Response, error: Option<EmailError>) -> Response {
    match error {
        Some(EmailError::Limited { minutes }) => {
            retry_after(&mut response, minutes.saturating_mul(60));
        }
        Some(EmailError::ServerBusy) => retry_after(&mut response, 1),
        _ => {}
    }
    response
}

async fn submit(app: &App, visit: &Visit, body: &Bytes, purpose: UsageType) -> Response {
    let Submitted { flow, form } = match form::read(app, visit, body).await {
        Ok(submitted) => submitted,
        Err(response) => return response,
    };
    let typed = form.first("email").unwrap_or_default();
    let refuse = |error: EmailError| {
        // What was typed is given back whole, so that nothing is lost; `Params` bounds it.
        render(
            app,
            visit,
            &flow,
            &Shown {
                purpose,
                email: typed,
                error: Some(error),
            },
        )
    };
    let email = match typed.parse::<EmailAddress>() {
        Ok(email) => email,
        Err(InvalidEmail::Missing) => return refuse(EmailError::Missing),
        Err(InvalidEmail::TooLong) => return refuse(EmailError::TooLong),
        Err(InvalidEmail::Malformed) => return refuse(EmailError::Invalid),
    };
    match send(app, visit, &flow, &email, purpose).await {
        Ok(()) => see_other(&flow.page(app, super::flow::code_path(purpose))),
        Err(Failure::Refused(minutes)) => refuse(EmailError::Limited { minutes }),
        Err(Failure::Broken(internal)) if internal.is_busy() => {
            internal.log();
            refuse(EmailError::ServerBusy)
        }
        Err(Failure::Broken(internal)) => form::broken(app, visit, &internal),
    }
}

/// Sends a code in the visitor's language; refused with the minutes to wait.
pub async fn send(
    app: &App,
    visit: &Visit,
    flow: &Flow,
    email: &EmailAddress,
    purpose: UsageType,
) -> Result<(), Failure<u32>> {
    let ui_locales = flow.interaction.request.ui_locales.as_deref();
    let locale = visit.locale(app, ui_locales, Some(flow.interaction.id));
    let request = CodeRequest {
        email,
        purpose,
        locale: locale.tag(),
        ip: visit.ip,
        device: visit.device(app),
    };
    send_code(app, flow, &request)
        .await
        .map_err(|failure| match failure {
            Failure::Refused(limited) => {
                Failure::Refused(minutes_until(limited.until, app.clock.now()))
            }
            Failure::Broken(internal) => Failure::Broken(internal),
        })
}

/// How long a person is told to wait: whole minutes, at least one.
pub fn minutes_until(until: oidc_core::time::Timestamp, now: oidc_core::time::Timestamp) -> u32 {
    u32::try_from(until.since(now).as_minutes_up().max(1)).unwrap_or(u32::MAX)
}
