//! The code page. What it says comes from the state of the flow's newest code, so that reload,
//! back and a second tab all show the same; a try is answered by a redirect to this page.

use axum::{
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use engine::{
    failure::Failure,
    sign_in::{
        continue_held::pending_step,
        find::newest_code,
        verify_code::{Outcome, verify_code},
    },
};
use oidc_core::{
    account::{
        email::EmailAddress,
        identifier::{Identifier, IdentifierKind},
        verification_code::{VerificationCode, normalise},
    },
    interaction::{InteractionEvent, next_step::Step},
};
use sign_in_ui::{
    Purpose,
    page::{CodeError, Delivery, VerificationCode as CodePage},
};
use store::{CodeWithMail, DeliveryState};

use super::{
    address::{minutes_until, send},
    form::{self, Submitted},
};
use crate::{
    app::App,
    extract::visit::Visit,
    respond::{
        page::{page, retry_after},
        redirect::see_other,
        step,
    },
    site::flow::{Flow, PASSWORD, code_path, identifier_path, takes_codes},
};

/// `GET /sign-in/verification-code` and its sibling below `/register`.
pub async fn get(State(app): State<App>, visit: Visit) -> Response {
    let (flow, newest) = match form::load_with_code(&app, &visit).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let Some(email) = recipient(&app, &flow) else {
        return step::go(&app, &visit, &flow, Step::Identify);
    };
    let newest = newest.filter(|(code, _)| code.recipient == Identifier::Email(email.clone()));
    if let Some((code, _)) = &newest
        && code.consumed_at.is_some()
    {
        return proven(&app, &visit, &flow).await;
    }
    let shown = Shown {
        email,
        newest,
        error: None,
    };
    render(&app, &visit, &flow, &shown)
}

/// The address that the codes of this sign-in go to; none before one was given, and where the
/// operator lets people in by none.
fn recipient(app: &App, flow: &Flow) -> Option<EmailAddress> {
    let interaction = &flow.interaction;
    let identifier = interaction.identifier.as_ref();
    let email = identifier.and_then(Identifier::email);
    let is_open = takes_codes(app, interaction.event);
    email.filter(|_| is_open).cloned()
}

/// The code was right already. What it proved waits for a choice of the browser that proved it; or
/// it was spent on a session whose cookie this browser never got, and must be given again.
async fn proven(app: &App, visit: &Visit, flow: &Flow) -> Response {
    let visitor = visit.visitor(app, flow.interaction.id);
    let (interaction, client) = (&flow.interaction, &flow.client.client);
    match pending_step(app, &visitor, interaction, client, interaction.event).await {
        // Nothing is missing but the click: the page it belongs to asks for it.
        Ok(Step::Done) => step::go(app, visit, flow, Step::Identify),
        Ok(step) => step::go(app, visit, flow, step),
        Err(error) => form::broken(app, visit, error),
    }
}

struct Shown {
    email: EmailAddress,
    newest: Option<CodeWithMail>,
    error: Option<CodeError>,
}

fn render(app: &App, visit: &Visit, flow: &Flow, shown: &Shown) -> Response {
    let now = app.clock.now();
    let code = shown.newest.as_ref().map(|(code, _)| code);
    let minutes = |code: &VerificationCode| code.left(now).as_minutes_up();
    let wait = |code: &VerificationCode| code.resend_in(now).as_seconds();
    let failed = shown
        .newest
        .as_ref()
        .is_some_and(|(_, mail)| *mail == Some(DeliveryState::Dead));
    let path = code_path(flow.interaction.event);
    let params = visit.params();
    let error = shown
        .error
        .or_else(|| told(app, code, params.first("error")));
    let model = CodePage {
        action: app.urls.path(path),
        csrf: form::token(app, visit, flow),
        flow: flow.interaction.id.to_string(),
        email: shown.email.readable(),
        change_href: Some(flow.page(app, identifier_path(flow.interaction.event))),
        resend_action: app.urls.path(&format!("{path}/resend")),
        purpose: match flow.interaction.event {
            InteractionEvent::SignIn => Purpose::SignIn,
            InteractionEvent::Register => Purpose::Register,
        },
        resent: params.first("sent").is_some() && error.is_none(),
        error,
        resend_after_seconds: code.map_or(0, |code| u32::try_from(wait(code)).unwrap_or(0)),
        minutes_left: code.map_or(0, |code| u32::try_from(minutes(code)).unwrap_or(0)),
        delivery: if failed {
            Delivery::Failed
        } else {
            Delivery::OnItsWay
        },
        status_href: Some(flow.page(app, &format!("{path}/status"))),
        password_href: password_href(app, flow),
    };
    let wait = match model.error {
        Some(CodeError::Paused { minutes } | CodeError::SendLimited { minutes }) => Some(minutes),
        _ => None,
    };
    let status = wait.map_or(StatusCode::OK, |_| StatusCode::TOO_MANY_REQUESTS);
    let mut response = page(app, visit, flow.shell(), status, &model);
    if let Some(minutes) = wait {
        retry_after(&mut response, minutes.saturating_mul(60));
    }
    response
}

/// Where the password can be given instead: for an address by which people also sign in so, whether
/// its account has one or not.
fn password_href(app: &App, flow: &Flow) -> Option<String> {
    let is_sign_in = flow.interaction.event == InteractionEvent::SignIn;
    let takes = is_sign_in && flow.ways(app, IdentifierKind::Email).password;
    takes.then(|| flow.page(app, PASSWORD))
}

/// What the state of the code itself tells, whatever the address says; the address only adds that
/// a try was just made.
pub fn told(app: &App, code: Option<&VerificationCode>, flag: Option<&str>) -> Option<CodeError> {
    let tries = app.snapshot().policy.limits.code_tries;
    match (code, flag) {
        (None, _) => Some(CodeError::Expired),
        (Some(code), _) if !code.is_fresh(app.clock.now()) => Some(CodeError::Expired),
        (Some(code), _) if code.tries >= tries => Some(CodeError::Exhausted),
        (Some(_), Some("missing")) => Some(CodeError::Missing),
        (Some(_), Some("malformed")) => Some(CodeError::Malformed),
        (Some(code), Some("wrong")) if code.tries > 0 => Some(CodeError::Wrong {
            left: tries - code.tries,
        }),
        _ => None,
    }
}

/// `POST`: a try.
pub async fn post(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    let Submitted { flow, form: fields } = match form::read(&app, &visit, &body).await {
        Ok(submitted) => submitted,
        Err(response) => return response,
    };
    let Some(email) = recipient(&app, &flow) else {
        return step::go(&app, &visit, &flow, Step::Identify);
    };
    let here = flow.code_page(&app);
    let typed = fields.first("code").unwrap_or_default();
    if !typed.chars().any(char::is_numeric) {
        return see_other(&format!("{here}&error=missing"));
    }
    // What cannot be a code is no guess either: it costs no try.
    if normalise(typed).is_none() {
        return see_other(&format!("{here}&error=malformed"));
    }
    let visitor = visit.visitor(&app, flow.interaction.id);
    let (interaction, client) = (&flow.interaction, &flow.client.client);
    match verify_code(&app, &visitor, interaction, client, &email, typed).await {
        Ok(Outcome::Right(advanced)) => step::after(&app, &visit, &flow, advanced),
        Ok(Outcome::Wrong) => see_other(&format!("{here}&error=wrong")),
        Ok(Outcome::Over) => see_other(&here),
        Ok(Outcome::Paused { until }) => {
            let minutes = minutes_until(until, app.clock.now());
            let error = CodeError::Paused { minutes };
            refuse(&app, &visit, &flow, email, error).await
        }
        Err(failure) => form::broken(&app, &visit, failure),
    }
}

/// `POST …/resend`: another code; the old one dies.
pub async fn resend(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    let flow = match form::read(&app, &visit, &body).await {
        Ok(Submitted { flow, .. }) => flow,
        Err(response) => return response,
    };
    let Some(email) = recipient(&app, &flow) else {
        return step::go(&app, &visit, &flow, Step::Identify);
    };
    match send(&app, &visit, &flow, &email, flow.interaction.event).await {
        Ok(()) => see_other(&format!("{}&sent=1", flow.code_page(&app))),
        Err(Failure::Refused(minutes)) => {
            let error = CodeError::SendLimited { minutes };
            refuse(&app, &visit, &flow, email, error).await
        }
        Err(Failure::Broken(internal)) => form::broken(&app, &visit, internal),
    }
}

/// `GET …/resend`: a reload, a bookmark or another language of the page that refused to send
/// another code. Nothing is sent; the code page knows what to say.
pub async fn resend_get(State(app): State<App>, visit: Visit) -> Response {
    match form::load(&app, &visit).await {
        Ok(flow) => {
            let lang = visit.clicked_language().filter(|tag| is_tag(tag));
            let lang = lang.map(|tag| format!("&lang={tag}")).unwrap_or_default();
            see_other(&format!("{}{lang}", flow.code_page(&app)))
        }
        Err(response) => response,
    }
}

fn is_tag(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

async fn refuse(
    app: &App,
    visit: &Visit,
    flow: &Flow,
    email: EmailAddress,
    error: CodeError,
) -> Response {
    match newest_code(app, flow.interaction.id).await {
        Ok(newest) => render(
            app,
            visit,
            flow,
            &Shown {
                email,
                newest,
                error: Some(error),
            },
        ),
        Err(internal) => form::broken(app, visit, internal),
    }
}

/// `GET …/status`: what has become of the mail, for the script of the page.
pub async fn status(State(app): State<App>, visit: Visit) -> Response {
    let newest = match form::load_with_code(&app, &visit).await {
        Ok((_, newest)) => newest,
        // The script asks again: a database that cannot be read has not said that there is nothing.
        Err(answer) if answer.status().is_server_error() => return answer.status().into_response(),
        Err(_) => return StatusCode::NOT_FOUND.into_response(),
    };
    let delivery = match newest {
        Some((_, Some(DeliveryState::Sent))) => "sent",
        Some((_, Some(DeliveryState::Dead))) => "failed",
        _ => "waiting",
    };
    let no_store = [(axum::http::header::CACHE_CONTROL, "no-store")];
    (
        no_store,
        axum::Json(serde_json::json!({ "delivery": delivery })),
    )
        .into_response()
}
