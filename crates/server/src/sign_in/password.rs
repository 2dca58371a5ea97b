//! The page that asks for the password of the account that was named. A wrong one leads back here by a
//! redirect, so that no password manager keeps it and a reload sends nothing again.

use axum::{body::Bytes, extract::State, http::StatusCode, response::Response};
use engine::{
    failure::Failure,
    sign_in::{
        check_password::{Outcome, check_password},
        name_identifier::name_identifier,
    },
};
use oidc_core::{
    account::{
        experience::Ways,
        identifier::{Identifier, IdentifierKind},
        password::{Password, PasswordError},
    },
    interaction::{InteractionEvent, next_step::Step},
};
use sign_in_ui::page::{Password as PasswordPage, PasswordProblem};

use super::{
    address::{closed, minutes_until, send},
    form::{self, Submitted},
};
use crate::{
    app::App,
    extract::visit::Visit,
    respond::{
        internal::Internal,
        page::{page, retry_after},
        redirect::see_other,
        step,
    },
    site::flow::{Flow, PASSWORD, code_path},
};

/// What the person does here.
const EVENT: InteractionEvent = InteractionEvent::SignIn;

/// `GET /sign-in/password`.
pub async fn get(State(app): State<App>, visit: Visit) -> Response {
    let flow = match form::load(&app, &visit).await {
        Ok(flow) => flow,
        Err(response) => return response,
    };
    let is_wrong = visit.params().first("error") == Some("wrong");
    match named(&app, &flow) {
        Ok((identifier, ways)) => {
            let error = is_wrong.then_some(PasswordProblem::Wrong);
            render(&app, &visit, &flow, (&identifier, ways), error)
        }
        Err(step) => elsewhere(&app, &visit, &flow, step),
    }
}

/// `POST /sign-in/password`: a try, or the wish for a code instead.
pub async fn post(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    let Submitted { flow, form } = match form::read(&app, &visit, &body).await {
        Ok(submitted) => submitted,
        Err(response) => return response,
    };
    let (identifier, ways) = match named(&app, &flow) {
        Ok(named) => named,
        Err(step) => return elsewhere(&app, &visit, &flow, step),
    };
    // Another tab has named another account since: that is to be seen before a password is typed.
    let shown = form.first("identifier");
    let shown = shown.map(|shown| Identifier::read(shown, IdentifierKind::ALL));
    if shown.is_some_and(|shown| shown.as_ref() != Ok(&identifier)) {
        return see_other(&flow.page(&app, PASSWORD));
    }
    let refuse = |problem| render(&app, &visit, &flow, (&identifier, ways), Some(problem));
    let code_to = identifier.email().filter(|_| ways.code);
    if let (Some("code"), Some(email)) = (form.first("way"), code_to) {
        return match send(&app, &visit, &flow, email, EVENT).await {
            Ok(()) => see_other(&flow.page(&app, code_path(EVENT))),
            Err(Failure::Refused(minutes)) => refuse(PasswordProblem::SendLimited { minutes }),
            Err(Failure::Broken(breakdown)) if breakdown.retry_after().is_some() => {
                Internal::from(breakdown).log();
                refuse(PasswordProblem::ServerBusy)
            }
            Err(Failure::Broken(breakdown)) => form::broken(&app, &visit, breakdown),
        };
    }
    let typed = form.first("password").unwrap_or_default();
    match attempt(&app, &visit, &flow, &identifier, typed).await {
        Try::Answered(response) => response,
        Try::Wrong => see_other(&format!("{}&error=wrong", flow.page(&app, PASSWORD))),
        Try::Refused(problem) => refuse(problem),
    }
}

/// What came of a password that was typed on one of the pages.
pub enum Try {
    /// It leads on, or nothing can be said on that page.
    Answered(Response),
    /// It is not the password.
    Wrong,
    /// It was not judged.
    Refused(PasswordProblem),
}

/// Tries a password.
pub async fn attempt(
    app: &App,
    visit: &Visit,
    flow: &Flow,
    identifier: &Identifier,
    typed: &str,
) -> Try {
    let password: Password = match typed.parse() {
        Ok(password) => password,
        Err(PasswordError::Empty) => return Try::Refused(PasswordProblem::Missing),
        // No account has such a password, so that nothing is guessed by it.
        Err(PasswordError::TooLong | PasswordError::ForbiddenCharacter) => {
            return match name_identifier(app, &flow.interaction, identifier).await {
                Ok(()) => Try::Wrong,
                Err(failure) => Try::Answered(form::broken(app, visit, failure)),
            };
        }
    };
    let visitor = visit.visitor(app, flow.interaction.id);
    let of = (&flow.interaction, &flow.client.client);
    match check_password(app, &visitor, of, identifier, &password).await {
        Ok(Outcome::Right(advanced)) => Try::Answered(step::after(app, visit, flow, advanced)),
        Ok(Outcome::Wrong) => Try::Wrong,
        Ok(Outcome::Over) => Try::Answered(see_other(&flow.resume(app))),
        Ok(Outcome::Paused { until }) => {
            let minutes = minutes_until(until, app.clock.now());
            Try::Refused(PasswordProblem::Paused { minutes })
        }
        Err(Failure::Broken(breakdown)) if breakdown.retry_after().is_some() => {
            Internal::from(breakdown).log();
            Try::Refused(PasswordProblem::ServerBusy)
        }
        Err(failure) => Try::Answered(form::broken(app, visit, failure)),
    }
}

/// The identifier that was typed before, and by what such people sign in; where that is not by a
/// password, the step to take instead.
fn named(app: &App, flow: &Flow) -> Result<(Identifier, Ways), Step> {
    let identifier = flow.interaction.identifier.clone().ok_or(Step::Identify)?;
    let ways = flow.ways(app, identifier.kind());
    if ways.password {
        Ok((identifier, ways))
    } else {
        Err(Step::Identify)
    }
}

fn elsewhere(app: &App, visit: &Visit, flow: &Flow, step: Step) -> Response {
    closed(app, flow, EVENT).unwrap_or_else(|| step::go(app, visit, flow, step))
}

fn render(
    app: &App,
    visit: &Visit,
    flow: &Flow,
    (identifier, ways): (&Identifier, Ways),
    error: Option<PasswordProblem>,
) -> Response {
    let (status, wait) = match error {
        None | Some(PasswordProblem::Wrong) => (StatusCode::OK, None),
        Some(problem) => self::status(problem),
    };
    let model = PasswordPage {
        action: app.urls.path(PASSWORD),
        csrf: form::token(app, visit, flow),
        flow: flow.interaction.id.to_string(),
        identifier: identifier.readable(),
        change_href: flow.page(app, "/sign-in"),
        code_instead: ways.code,
        error,
    };
    let mut response = page(app, visit, flow.shell(), status, &model);
    if let Some(seconds) = wait {
        retry_after(&mut response, seconds);
    }
    response
}

/// The status of a page that did not judge a password, and when to come back, in seconds.
pub const fn status(problem: PasswordProblem) -> (StatusCode, Option<u32>) {
    match problem {
        PasswordProblem::Missing | PasswordProblem::Wrong => (StatusCode::BAD_REQUEST, None),
        PasswordProblem::Paused { minutes } | PasswordProblem::SendLimited { minutes } => (
            StatusCode::TOO_MANY_REQUESTS,
            Some(minutes.saturating_mul(60)),
        ),
        PasswordProblem::ServerBusy => (StatusCode::SERVICE_UNAVAILABLE, Some(2)),
    }
}
