//! The page on which people sign in: by whom they are, and by their password where that is what the
//! operator asks for first. It tells nothing about accounts: a page follows from the kind of identifier
//! that was typed and from the settings alone (T-53).

use axum::{body::Bytes, extract::State, http::StatusCode, response::Response};
use engine::{failure::Failure, sign_in::name_identifier::name_identifier};
use oidc_core::{
    account::{
        email::InvalidEmail,
        identifier::{Identifier, IdentifierKind, UnusableIdentifier},
    },
    interaction::InteractionEvent,
};
use sign_in_ui::page::{IdentifierError, PasswordProblem, PasswordWay, SignIn, SignInError};

use super::{
    address::{closed, link, send},
    form::{self, Submitted},
    password::{self, Try},
};
use crate::{
    app::App,
    extract::visit::Visit,
    respond::{
        internal::Internal,
        page::{page, retry_after},
        redirect::see_other,
    },
    site::{
        asks::asks,
        flow::{Flow, PASSWORD, code_path},
    },
};

/// What the person does here.
const EVENT: InteractionEvent = InteractionEvent::SignIn;

/// `GET /sign-in`.
pub async fn get(State(app): State<App>, visit: Visit) -> Response {
    let flow = match form::load(&app, &visit).await {
        Ok(flow) => flow,
        Err(response) => return response,
    };
    if let Some(elsewhere) = closed(&app, &flow, EVENT) {
        return elsewhere;
    }
    let is_wrong = flow.interaction.identifier.is_some()
        && flow.asks_password_at_once(&app)
        && visit.params().first("error") == Some("wrong");
    let error = is_wrong.then_some(SignInError::Password(PasswordProblem::Wrong));
    render(&app, &visit, &flow, &form::meant(&flow), error)
}

/// `POST /sign-in`.
pub async fn post(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    let Submitted { flow, form } = match form::read(&app, &visit, &body).await {
        Ok(submitted) => submitted,
        Err(response) => return response,
    };
    if let Some(elsewhere) = closed(&app, &flow, EVENT) {
        return elsewhere;
    }
    let typed = form.first("identifier").or_else(|| form.first("email"));
    let typed = typed.unwrap_or_default();
    // What was typed is given back whole, so that nothing is lost; `Params` bounds it.
    let refuse = |error| render(&app, &visit, &flow, typed, Some(error));
    let snapshot = app.snapshot();
    let experience = &snapshot.policy.experience;
    let identifier = match read(typed, &experience.sign_in_kinds()) {
        Ok(identifier) => identifier,
        Err(error) => return refuse(SignInError::Identifier(error)),
    };
    let ways = flow.ways(&app, identifier.kind());
    let wants_code = form.first("way") == Some("code");
    let code_to = identifier.email().filter(|_| ways.code);
    match code_to.filter(|_| wants_code || !ways.password_first) {
        Some(email) => match send(&app, &visit, &flow, email, EVENT).await {
            Ok(()) => see_other(&flow.page(&app, code_path(EVENT))),
            Err(Failure::Refused(minutes)) => {
                refuse(SignInError::Identifier(IdentifierError::Limited {
                    minutes,
                }))
            }
            Err(Failure::Broken(breakdown)) if breakdown.retry_after().is_some() => {
                Internal::from(breakdown).log();
                refuse(SignInError::Identifier(IdentifierError::ServerBusy))
            }
            Err(Failure::Broken(breakdown)) => form::broken(&app, &visit, breakdown),
        },
        // No code goes to such an identifier.
        None if wants_code => refuse(SignInError::Identifier(IdentifierError::Invalid)),
        None if flow.asks_password_at_once(&app) => {
            let password = form.first("password").unwrap_or_default();
            match password::attempt(&app, &visit, &flow, &identifier, password).await {
                Try::Answered(response) => response,
                Try::Wrong => see_other(&format!("{}&error=wrong", flow.page(&app, "/sign-in"))),
                Try::Refused(problem) => refuse(SignInError::Password(problem)),
            }
        }
        None => match name_identifier(&app, &flow.interaction, &identifier).await {
            Ok(()) => see_other(&flow.page(&app, PASSWORD)),
            Err(failure) => form::broken(&app, &visit, failure),
        },
    }
}

/// The identifier that was typed, of a kind by which people sign in.
fn read(typed: &str, kinds: &[IdentifierKind]) -> Result<Identifier, IdentifierError> {
    Identifier::read(typed, kinds).map_err(|why| match why {
        UnusableIdentifier::Missing | UnusableIdentifier::Email(InvalidEmail::Missing) => {
            IdentifierError::Missing
        }
        UnusableIdentifier::TooLong | UnusableIdentifier::Email(InvalidEmail::TooLong) => {
            IdentifierError::TooLong
        }
        UnusableIdentifier::NotEnabled(_)
        | UnusableIdentifier::Email(InvalidEmail::Malformed)
        | UnusableIdentifier::Phone(_)
        | UnusableIdentifier::Username(_) => IdentifierError::Invalid,
    })
}

fn render(
    app: &App,
    visit: &Visit,
    flow: &Flow,
    identifier: &str,
    error: Option<SignInError>,
) -> Response {
    let (status, wait) = match error {
        None | Some(SignInError::Password(PasswordProblem::Wrong)) => (StatusCode::OK, None),
        Some(SignInError::Identifier(error)) => of_identifier(error),
        Some(SignInError::Password(problem)) => password::status(problem),
    };
    let snapshot = app.snapshot();
    let experience = &snapshot.policy.experience;
    let code_instead = experience.allows_code(EVENT, IdentifierKind::Email);
    let model = SignIn {
        action: app.urls.path("/sign-in"),
        csrf: form::token(app, visit, flow),
        flow: flow.interaction.id.to_string(),
        identifier: identifier.to_owned(),
        asks: asks(experience),
        password: flow
            .asks_password_at_once(app)
            .then_some(PasswordWay { code_instead }),
        error,
        register_href: link(app, flow, InteractionEvent::Register),
    };
    let mut response = page(app, visit, flow.shell(), status, &model);
    if let Some(seconds) = wait {
        retry_after(&mut response, seconds);
    }
    response
}

/// The status of a page that refuses an identifier, and when to come back, in seconds.
const fn of_identifier(error: IdentifierError) -> (StatusCode, Option<u32>) {
    match error {
        IdentifierError::Missing | IdentifierError::Invalid | IdentifierError::TooLong => {
            (StatusCode::BAD_REQUEST, None)
        }
        IdentifierError::Limited { minutes } => (
            StatusCode::TOO_MANY_REQUESTS,
            Some(minutes.saturating_mul(60)),
        ),
        IdentifierError::ServerBusy => (StatusCode::SERVICE_UNAVAILABLE, Some(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_takes_the_kinds_of_identifier_by_which_people_sign_in() {
        use IdentifierKind::{Email, Username};
        let both = &[Email, Username];
        assert_eq!(
            read(" Ada@Example.com\n", both).unwrap().as_str(),
            "ada@example.com"
        );
        assert_eq!(read("Ada_L", both).unwrap().as_str(), "ada_l");
        let long = "a".repeat(2_000);
        for (typed, kinds, error) in [
            ("", both.as_slice(), IdentifierError::Missing),
            (" \u{200b}", both, IdentifierError::Missing),
            ("ada", &[Email], IdentifierError::Invalid),
            ("ada@example.com", &[Username], IdentifierError::Invalid),
            ("ada@", both, IdentifierError::Invalid),
            ("+14255551212", both, IdentifierError::Invalid),
            (long.as_str(), both, IdentifierError::TooLong),
        ] {
            assert_eq!(read(typed, kinds), Err(error), "{typed:?}");
        }
    }
}
