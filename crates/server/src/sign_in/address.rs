//! The page that asks for the address of a new account; and the code that is sent to an address. Before
//! a code is proven nothing is told about accounts (T-53).

use axum::{body::Bytes, extract::State, http::StatusCode, response::Response};
use engine::{
    failure::Failure,
    sign_in::send_code::{CodeRequest, send_code},
};
use oidc_core::{
    account::{
        email::{EmailAddress, InvalidEmail},
        identifier::{Identifier, IdentifierKind, UnusableIdentifier},
    },
    interaction::InteractionEvent,
};
use sign_in_ui::page::{EmailError, Register};

use super::form::{self, Submitted};
use crate::{
    app::App,
    extract::visit::Visit,
    respond::{
        internal::Internal,
        page::{page, retry_after},
        redirect::see_other,
    },
    site::flow::{Flow, code_path, identifier_path, is_open, open_event},
};

/// What the person does here.
const EVENT: InteractionEvent = InteractionEvent::Register;

/// What the page asks for.
const KINDS: &[IdentifierKind] = &[IdentifierKind::Email];

/// `GET /register`.
pub async fn register(State(app): State<App>, visit: Visit) -> Response {
    let flow = match form::load(&app, &visit).await {
        Ok(flow) => flow,
        Err(response) => return response,
    };
    if let Some(elsewhere) = closed(&app, &flow, EVENT) {
        return elsewhere;
    }
    render(&app, &visit, &flow, &form::meant(&flow), None)
}

/// `POST /register`.
pub async fn register_post(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    let Submitted { flow, form } = match form::read(&app, &visit, &body).await {
        Ok(submitted) => submitted,
        Err(response) => return response,
    };
    if let Some(elsewhere) = closed(&app, &flow, EVENT) {
        return elsewhere;
    }
    let typed = form.first("email").unwrap_or_default();
    // What was typed is given back whole, so that nothing is lost; `Params` bounds it.
    let refuse = |error| render(&app, &visit, &flow, typed, Some(error));
    let email = match read(typed) {
        Ok(email) => email,
        Err(error) => return refuse(error),
    };
    match send(&app, &visit, &flow, &email, EVENT).await {
        Ok(()) => see_other(&flow.page(&app, code_path(EVENT))),
        Err(Failure::Refused(minutes)) => refuse(EmailError::Limited { minutes }),
        Err(Failure::Broken(breakdown)) if breakdown.retry_after().is_some() => {
            Internal::from(breakdown).log();
            refuse(EmailError::ServerBusy)
        }
        Err(Failure::Broken(breakdown)) => form::broken(&app, &visit, breakdown),
    }
}

/// Where a page leads that the operator has closed.
pub fn closed(app: &App, flow: &Flow, event: InteractionEvent) -> Option<Response> {
    let open = open_event(app, event);
    (open != event).then(|| see_other(&flow.page(app, identifier_path(open))))
}

/// The address of the sibling page, if it is open.
pub fn link(app: &App, flow: &Flow, event: InteractionEvent) -> Option<String> {
    is_open(app, event).then(|| flow.page(app, identifier_path(event)))
}

fn render(
    app: &App,
    visit: &Visit,
    flow: &Flow,
    email: &str,
    error: Option<EmailError>,
) -> Response {
    let status = match error {
        None => StatusCode::OK,
        Some(EmailError::Limited { .. }) => StatusCode::TOO_MANY_REQUESTS,
        Some(EmailError::ServerBusy) => StatusCode::SERVICE_UNAVAILABLE,
        Some(EmailError::Missing | EmailError::Invalid | EmailError::TooLong) => {
            StatusCode::BAD_REQUEST
        }
    };
    let model = Register {
        action: app.urls.path("/register"),
        csrf: form::token(app, visit, flow),
        flow: flow.interaction.id.to_string(),
        email: email.to_owned(),
        error,
        sign_in_href: link(app, flow, InteractionEvent::SignIn),
    };
    let mut response = page(app, visit, flow.shell(), status, &model);
    match error {
        Some(EmailError::Limited { minutes }) => {
            retry_after(&mut response, minutes.saturating_mul(60));
        }
        Some(EmailError::ServerBusy) => retry_after(&mut response, 1),
        _ => {}
    }
    response
}

/// The address that was typed.
fn read(typed: &str) -> Result<EmailAddress, EmailError> {
    match Identifier::read(typed, KINDS) {
        Ok(Identifier::Email(email)) => Ok(email),
        Err(UnusableIdentifier::Missing | UnusableIdentifier::Email(InvalidEmail::Missing)) => {
            Err(EmailError::Missing)
        }
        Err(UnusableIdentifier::TooLong | UnusableIdentifier::Email(InvalidEmail::TooLong)) => {
            Err(EmailError::TooLong)
        }
        Ok(Identifier::Phone(_) | Identifier::Username(_))
        | Err(
            UnusableIdentifier::NotEnabled(_)
            | UnusableIdentifier::Email(InvalidEmail::Malformed)
            | UnusableIdentifier::Phone(_)
            | UnusableIdentifier::Username(_),
        ) => Err(EmailError::Invalid),
    }
}

/// Sends a code in the visitor's language; refused with the minutes to wait.
pub async fn send(
    app: &App,
    visit: &Visit,
    flow: &Flow,
    email: &EmailAddress,
    event: InteractionEvent,
) -> Result<(), Failure<u32>> {
    let ui_locales = flow.interaction.goal.ui_locales();
    let locale = visit.locale(app, ui_locales, Some(flow.interaction.id));
    let request = CodeRequest {
        email,
        event,
        locale: locale.tag(),
        ip: visit.ip,
        device: visit.device(app),
        context: visit.context(Some(flow.interaction.id)),
    };
    send_code(app, &flow.interaction, &flow.client.client, &request)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_takes_an_address_and_no_other_identifier() {
        let read_back = read(" Ada@Example.com\n").map(String::from);
        assert_eq!(read_back.as_deref(), Ok("ada@example.com"));
        let (long_name, long_address) = ("a".repeat(2_000), format!("{}@ex.com", "a".repeat(65)));
        for (typed, error) in [
            ("", EmailError::Missing),
            (" \u{200b}", EmailError::Missing),
            ("ada", EmailError::Invalid),
            ("ada@", EmailError::Invalid),
            ("+14255551212", EmailError::Invalid),
            ("4255551212", EmailError::Invalid),
            (long_name.as_str(), EmailError::TooLong),
            (long_address.as_str(), EmailError::TooLong),
        ] {
            assert_eq!(read(typed), Err(error), "{typed:?}");
        }
    }
}
