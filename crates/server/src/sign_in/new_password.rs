//! The page on which a new person, who has proven their address, chooses the password of the account. It
//! is made by this form.

use axum::{body::Bytes, extract::State, http::StatusCode, response::Response};
use engine::{
    failure::Failure,
    sign_in::{
        continue_held::pending_step,
        create_account::{Created, create_account, new_password_policy},
    },
};
use oidc_core::{
    account::{
        identifier::{Identifier, IdentifierKind},
        password::{Password, PasswordError},
        password_policy::Issue,
    },
    interaction::{InteractionEvent, next_step::Step},
};
use sign_in_ui::page::{CreatePassword, NewPasswordProblem, PasswordIssue, PasswordRules};

use super::form::{self, Submitted};
use crate::{
    app::App,
    extract::visit::Visit,
    respond::{
        internal::Internal,
        page::{page, retry_after},
        redirect::see_other,
        step,
    },
    site::flow::{Flow, NEW_PASSWORD, identifier_path},
};

/// What the person does here, wherever they came from.
const EVENT: InteractionEvent = InteractionEvent::Register;

/// `GET /continue/password`.
pub async fn get(State(app): State<App>, visit: Visit) -> Response {
    let flow = match form::load(&app, &visit).await {
        Ok(flow) => flow,
        Err(response) => return response,
    };
    match is_asked(&app, &visit, &flow).await {
        Ok(()) => render(&app, &visit, &flow, None),
        Err(response) => response,
    }
}

/// `POST /continue/password`: creates the account.
pub async fn post(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    let Submitted { flow, form } = match form::read(&app, &visit, &body).await {
        Ok(submitted) => submitted,
        Err(response) => return response,
    };
    if let Err(response) = is_asked(&app, &visit, &flow).await {
        return response;
    }
    // Another address was proven since in another tab: whose account is made is to be seen first.
    let shown = form.first("identifier");
    let shown = shown.and_then(|shown| Identifier::read(shown, IdentifierKind::ALL).ok());
    if shown.is_some() && shown != flow.interaction.identifier {
        return see_other(&flow.page(&app, NEW_PASSWORD));
    }
    let refuse = |problem| render(&app, &visit, &flow, Some(problem));
    let password: Password = match form.first("new_password").unwrap_or_default().parse() {
        Ok(password) => password,
        Err(PasswordError::Empty) => return refuse(NewPasswordProblem::Missing),
        Err(PasswordError::TooLong | PasswordError::ForbiddenCharacter) => {
            return refuse(NewPasswordProblem::Unusable);
        }
    };
    let visitor = visit.visitor(&app, flow.interaction.id);
    let (interaction, client) = (&flow.interaction, &flow.client.client);
    match create_account(&app, &visitor, interaction, client, &password).await {
        Ok(Created::Advanced(advanced)) => step::after(&app, &visit, &flow, advanced),
        Ok(Created::Refused(issues)) => {
            let issues = issues.into_iter().map(in_words).collect();
            refuse(NewPasswordProblem::Refused(issues))
        }
        Err(Failure::Broken(breakdown)) if breakdown.retry_after().is_some() => {
            Internal::from(breakdown).log();
            refuse(NewPasswordProblem::ServerBusy)
        }
        Err(failure) => form::broken(&app, &visit, failure),
    }
}

/// Whether a password is what is missing; else where the person goes on.
async fn is_asked(app: &App, visit: &Visit, flow: &Flow) -> Result<(), Response> {
    let visitor = visit.visitor(app, flow.interaction.id);
    let (interaction, client) = (&flow.interaction, &flow.client.client);
    match pending_step(app, &visitor, interaction, client, EVENT).await {
        Ok(Step::CreatePassword) => Ok(()),
        // Nothing is missing but a click on the page it belongs to.
        Ok(Step::Done) => Err(step::go(app, visit, flow, Step::Identify)),
        Ok(step) => Err(step::go(app, visit, flow, step)),
        Err(error) => Err(form::broken(app, visit, error)),
    }
}

fn in_words(issue: Issue) -> PasswordIssue {
    match issue {
        Issue::TooShort { min } => PasswordIssue::TooShort { min },
        Issue::TooLong { max } => PasswordIssue::TooLong { max },
        Issue::CharacterTypes { min } => PasswordIssue::CharacterTypes { min },
        Issue::Pwned => PasswordIssue::Pwned,
        Issue::Repetition => PasswordIssue::Repetition,
        Issue::Sequence => PasswordIssue::Sequence,
        Issue::Words => PasswordIssue::Words,
        Issue::UserInfo => PasswordIssue::UserInfo,
    }
}

fn render(app: &App, visit: &Visit, flow: &Flow, problem: Option<NewPasswordProblem>) -> Response {
    let policy = match new_password_policy(app) {
        Ok(policy) => policy,
        Err(breakdown) => return form::broken(app, visit, breakdown),
    };
    let (status, wait) = match &problem {
        None => (StatusCode::OK, None),
        Some(NewPasswordProblem::ServerBusy) => (StatusCode::SERVICE_UNAVAILABLE, Some(2)),
        Some(
            NewPasswordProblem::Missing
            | NewPasswordProblem::Unusable
            | NewPasswordProblem::Refused(_),
        ) => (StatusCode::BAD_REQUEST, None),
    };
    let meant = flow.interaction.identifier.as_ref();
    let model = CreatePassword {
        action: app.urls.path(NEW_PASSWORD),
        csrf: form::token(app, visit, flow),
        flow: flow.interaction.id.to_string(),
        identifier: meant.map(Identifier::readable).unwrap_or_default(),
        change_href: flow.page(app, identifier_path(EVENT)),
        rules: PasswordRules {
            min: policy.length.min,
            max: policy.length.longest(),
            kinds: policy.character_types.min,
        },
        problem,
    };
    let mut response = page(app, visit, flow.shell(), status, &model);
    if let Some(seconds) = wait {
        retry_after(&mut response, seconds);
    }
    response
}
