//! `/setup`: makes the first administrator, and is gone for good when there is one (T-67).

use axum::{body::Bytes, extract::State, http::StatusCode, response::Response};
use engine::administrator::set_up::{SetUp, is_open, set_up};
use oidc_core::account::email::{EmailAddress, InvalidEmail};
use sign_in_ui::page::{self, Administrator, AdministratorKind, EmailError, HostCodeProblem};

use super::{
    email,
    form::{self, Shown, broken, gone, let_in},
    link::SETUP,
};
use crate::{
    app::App,
    extract::visit::Visit,
    respond::{
        internal::Internal,
        page::{Shell, page as show},
    },
};

/// `GET /setup`.
pub(super) async fn get(State(app): State<App>, visit: Visit) -> Response {
    match is_open(&app).await {
        Ok(true) => Form::default().render(&app, &visit),
        Ok(false) => gone(),
        Err(why) => broken(&app, &visit, why),
    }
}

/// `POST /setup`.
pub(super) async fn post(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    let form = match form::read(&app, &visit, &body, SETUP) {
        Ok(form) => form,
        Err(forged) => return *forged,
    };
    let typed = Form {
        code: form::code(&form),
        email: form.first("email").unwrap_or_default(),
        ..Form::default()
    };
    match typed.send(&app, &visit).await {
        Ok(response) => response,
        Err(again) => again.render(&app, &visit),
    }
}

/// What was typed, and what was wrong with it.
#[derive(Clone, Copy, Default)]
struct Form<'a> {
    code: &'a str,
    email: &'a str,
    problem: Option<HostCodeProblem>,
    error: Option<EmailError>,
}

impl Form<'_> {
    /// Sends it; the error is the form with what was wrong.
    async fn send(self, app: &App, visit: &Visit) -> Result<Response, Self> {
        let problem = |problem| Self {
            problem: Some(problem),
            ..self
        };
        if self.code.is_empty() {
            return Err(problem(HostCodeProblem::Missing));
        }
        let email: EmailAddress = self.email.parse().map_err(|why| Self {
            error: Some(match why {
                InvalidEmail::Missing => EmailError::Missing,
                InvalidEmail::TooLong => EmailError::TooLong,
                InvalidEmail::Malformed => EmailError::Invalid,
            }),
            ..self
        })?;
        match set_up(app, &form::visitor(app, visit), self.code, &email).await {
            Ok(SetUp::Done(result)) => match email::begin(app, visit, &result.session).await {
                Ok(next) => Ok(let_in(app, &result, "setup", next)),
                // The administrator is made, and gets in.
                Err(why) => {
                    Internal::from(why).log();
                    Ok(let_in(app, &result, "setup", None))
                }
            },
            Ok(SetUp::Over) => Ok(over(app, visit)),
            Ok(SetUp::Wrong) => Err(problem(HostCodeProblem::Wrong)),
            Ok(SetUp::Taken) => Err(problem(HostCodeProblem::Taken)),
            Ok(SetUp::Paused { until }) => Err(problem(form::paused(app, until))),
            Err(why) if why.retry_after().is_some() => {
                Internal::from(why).log();
                Err(problem(HostCodeProblem::Busy))
            }
            Err(why) => Ok(broken(app, visit, why)),
        }
    }

    fn render(self, app: &App, visit: &Visit) -> Response {
        let shown = Shown::to(app, visit, SETUP);
        let model = page::SetUp {
            action: app.urls.path(SETUP),
            csrf: shown.csrf.clone(),
            code: self.code.to_owned(),
            email: self.email.to_owned(),
            problem: self.problem,
            error: self.error,
        };
        let status = match self.error {
            Some(_) => StatusCode::BAD_REQUEST,
            None => form::status(self.problem),
        };
        let mut response = show(app, visit, Shell::default(), status, &model);
        form::waiting(&mut response, self.problem);
        shown.keep(app, &mut response);
        response
    }
}

/// Somebody else was faster.
fn over(app: &App, visit: &Visit) -> Response {
    let model = Administrator {
        kind: AdministratorKind::Over,
        unproven: None,
        prove_action: None,
        change_href: None,
        csrf: String::new(),
    };
    show(app, visit, Shell::default(), StatusCode::NOT_FOUND, &model)
}
