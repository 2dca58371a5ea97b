//! `/setup/email/address`: the first administrator gives another address in the place of one that was
//! mistyped, in the session that the set-up has begun.

use axum::{body::Bytes, extract::State, http::StatusCode, response::Response};
use engine::administrator::change_address::{Given, give_another};
use oidc_core::account::email::{EmailAddress, InvalidEmail};
use sign_in_ui::page::{ChangeAddress, EmailError};

use super::{
    email::{ADDRESS, Asked, asked, mailed, read},
    form::{broken, gone, home},
};
use crate::{
    app::App,
    extract::visit::Visit,
    respond::{
        page::{Shell, page as show},
        redirect::see_other,
    },
};

/// `GET /setup/email/address`.
pub(super) async fn get(State(app): State<App>, visit: Visit) -> Response {
    match asked(&app, &visit).await {
        Ok(asked) => {
            let is_taken = visit.params().first("error") == Some("taken");
            let form = Form {
                email: asked.email.as_typed(),
                is_taken,
                error: None,
            };
            form.render(&app, &visit, &asked)
        }
        Err(other) => *other,
    }
}

/// `POST /setup/email/address`.
pub(super) async fn post(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    let read = read(&app, &visit, &body);
    let (form, asked) = match (read, asked(&app, &visit).await) {
        (Err(other), _) | (_, Err(other)) => return *other,
        (Ok(form), Ok(asked)) => (form, asked),
    };
    let form = Form {
        email: form.first("email").unwrap_or_default(),
        is_taken: false,
        error: None,
    };
    let email: EmailAddress = match form.email.parse() {
        Ok(email) => email,
        Err(why) => return form.wrong(why).render(&app, &visit, &asked),
    };
    match give_another(&app, &asked.welcome.user, &email).await {
        Ok(Given::Done) if app.snapshot().connector.ways.is_empty() => {
            see_other(&home(&app, "setup"))
        }
        Ok(Given::Done) => mailed(&app, &visit, &Asked { email, ..asked }, "").await,
        Ok(Given::Taken) => {
            let is_taken = true;
            Form { is_taken, ..form }.render(&app, &visit, &asked)
        }
        Ok(Given::Over) => gone(),
        Err(why) => broken(&app, &visit, why),
    }
}

/// What was typed, and what was wrong with it.
#[derive(Clone, Copy)]
struct Form<'a> {
    email: &'a str,
    is_taken: bool,
    error: Option<EmailError>,
}

impl Form<'_> {
    const fn wrong(self, why: InvalidEmail) -> Self {
        let error = match why {
            InvalidEmail::Missing => EmailError::Missing,
            InvalidEmail::TooLong => EmailError::TooLong,
            InvalidEmail::Malformed => EmailError::Invalid,
        };
        Self {
            error: Some(error),
            ..self
        }
    }

    fn render(self, app: &App, visit: &Visit, asked: &Asked) -> Response {
        let model = ChangeAddress {
            action: app.urls.path(ADDRESS),
            csrf: asked.csrf.clone(),
            email: self.email.to_owned(),
            is_taken: self.is_taken,
            error: self.error,
        };
        let is_wrong = self.is_taken || self.error.is_some();
        let status = if is_wrong {
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::OK
        };
        show(app, visit, Shell::default(), status, &model)
    }
}
