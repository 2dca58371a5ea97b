//! `/setup/email`: the first administrator proves the address they gave, in the session that the
//! set-up has begun. For anybody else, and afterwards, there is no such page.

use axum::{body::Bytes, extract::State, http::StatusCode, response::Response};
use engine::{
    administrator::{
        prove_address::{self, Claim, Proven, newest, prove},
        welcome::{Welcome, welcome},
    },
    breakdown::Breakdown,
    failure::Failure,
};
use oidc_core::{
    account::{email::EmailAddress, identifier::Identifier, verification_code::normalise},
    id::SessionId,
    opaque::Opaque,
    params::Params,
};
use sign_in_ui::{
    Purpose,
    page::{CodeError, Delivery, VerificationCode as CodePage},
};
use store::DeliveryState;

use super::form::{self, broken, gone};
use crate::{
    app::App,
    extract::visit::Visit,
    respond::{
        page::{PageError, Shell, page as show, retry_after},
        redirect::see_other,
    },
    sign_in::{address::minutes_until, verification_code::told},
    site::csrf,
};

/// Where the code is typed.
pub(super) const EMAIL: &str = "/setup/email";
/// Where another one is asked for.
pub(super) const SEND: &str = "/setup/email/send";

/// Where another address is given in the place of this one.
pub(super) const ADDRESS: &str = "/setup/email/address";

/// An administrator who has yet to prove an address.
pub(super) struct Asked {
    pub(super) welcome: Welcome,
    pub(super) email: EmailAddress,
    pub(super) csrf: String,
}

impl Asked {
    const fn claim(&self) -> Claim<'_> {
        Claim {
            user: &self.welcome.user,
            email: &self.email,
        }
    }
}

/// The token of the forms in this session.
pub(super) fn token(app: &App, session: &Opaque<SessionId>) -> String {
    csrf::token(app, session.expose(), EMAIL)
}

/// Who asks; the error is the answer for everybody else.
pub(super) async fn asked(app: &App, visit: &Visit) -> Result<Asked, Box<Response>> {
    let session = visit.session(app);
    let found = welcome(app, session.clone()).await;
    let found = found.map_err(|why| Box::new(broken(app, visit, why)))?;
    let unproven = found.and_then(|welcome| {
        let email = welcome.unproven.clone()?;
        Some((welcome, email))
    });
    let (welcome, email) = unproven.ok_or_else(|| Box::new(gone()))?;
    let csrf = session.map(|session| token(app, &session));
    Ok(Asked {
        welcome,
        email,
        csrf: csrf.unwrap_or_default(),
    })
}

/// The fields of a form that came from our page in this session.
pub(super) fn read(app: &App, visit: &Visit, body: &Bytes) -> Result<Params, Box<Response>> {
    let form = std::str::from_utf8(body).ok();
    let form = form.and_then(|text| Params::parse(text).ok());
    let form = form.unwrap_or_default();
    let session = visit.session(app);
    let cookie = session.as_ref().map(Opaque::expose);
    match csrf::check(app, visit, &form, cookie, EMAIL) {
        Ok(()) => Ok(form),
        Err(why) => {
            let refused = PageError::forged(app, &why);
            Err(Box::new(refused.respond(app, visit, Shell::default())))
        }
    }
}

/// `GET /setup/email`.
pub(super) async fn get(State(app): State<App>, visit: Visit) -> Response {
    match asked(&app, &visit).await {
        Ok(asked) => render(&app, &visit, &asked, None).await,
        Err(other) => *other,
    }
}

/// `POST /setup/email`: a try.
pub(super) async fn post(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    let read = read(&app, &visit, &body);
    let (form, asked) = match (read, asked(&app, &visit).await) {
        (Err(other), _) | (_, Err(other)) => return *other,
        (Ok(form), Ok(asked)) => (form, asked),
    };
    let here = app.urls.path(EMAIL);
    let typed = form.first("code").unwrap_or_default();
    if !typed.chars().any(char::is_numeric) {
        return see_other(&format!("{here}?error=missing"));
    }
    if normalise(typed).is_none() {
        return see_other(&format!("{here}?error=malformed"));
    }
    let visitor = form::visitor(&app, &visit);
    match prove(&app, &visitor, asked.claim(), typed).await {
        Ok(Proven::Right) => see_other(&form::home(&app, "setup")),
        // Whoever has proven an address may be told of whom it is: not theirs.
        Ok(Proven::Taken) => see_other(&app.urls.path(&format!("{ADDRESS}?error=taken"))),
        Ok(Proven::Wrong) => see_other(&format!("{here}?error=wrong")),
        Ok(Proven::Over) => see_other(&here),
        Ok(Proven::Paused { until }) => {
            let minutes = minutes_until(until, app.clock.now());
            let error = Some(CodeError::Paused { minutes });
            render(&app, &visit, &asked, error).await
        }
        Err(why) => broken(&app, &visit, why),
    }
}

/// `POST /setup/email/send`: a code, or another one.
pub(super) async fn send(State(app): State<App>, visit: Visit, body: Bytes) -> Response {
    let read = read(&app, &visit, &body);
    let asked = match (read, asked(&app, &visit).await) {
        (Err(other), _) | (_, Err(other)) => return *other,
        (Ok(_), Ok(asked)) => asked,
    };
    mailed(&app, &visit, &asked, "?sent=1").await
}

/// Mails a code and leads to the page on which it is typed, with this query; or shows that page, when
/// there are too many mails.
pub(super) async fn mailed(app: &App, visit: &Visit, asked: &Asked, query: &str) -> Response {
    match mail(app, visit, asked.claim()).await {
        Ok(()) => see_other(&app.urls.path(&format!("{EMAIL}{query}"))),
        Err(Failure::Refused(minutes)) => {
            let error = Some(CodeError::SendLimited { minutes });
            render(app, visit, asked, error).await
        }
        Err(Failure::Broken(why)) => broken(app, visit, why),
    }
}

/// `GET /setup/email/send`: a reload of the page that refused to send another code.
pub(super) async fn send_get(State(app): State<App>) -> Response {
    see_other(&app.urls.path(EMAIL))
}

async fn mail(app: &App, visit: &Visit, claim: Claim<'_>) -> Result<(), Failure<u32>> {
    let locale = visit.locale(app, None, None);
    let visitor = form::visitor(app, visit);
    let sent = prove_address::send(app, &visitor, claim, locale.tag()).await;
    sent.map_err(|failure| match failure {
        Failure::Refused(limited) => {
            Failure::Refused(minutes_until(limited.until, app.clock.now()))
        }
        Failure::Broken(why) => Failure::Broken(why),
    })
}

/// Mails the first code, where mail leaves, and says where the browser goes on.
///
/// # Errors
/// When the database does not do it.
pub(super) async fn begin(
    app: &App,
    visit: &Visit,
    session: &Opaque<SessionId>,
) -> Result<Option<String>, Breakdown> {
    if app.snapshot().connector.ways.is_empty() {
        return Ok(None);
    }
    let found = welcome(app, Some(session.clone())).await?;
    let Some(Welcome {
        user,
        unproven: Some(email),
    }) = found
    else {
        return Ok(None);
    };
    let (user, email) = (&user, &email);
    match mail(app, visit, Claim { user, email }).await {
        Ok(()) => Ok(Some(app.urls.path(EMAIL))),
        Err(Failure::Refused(_)) => Ok(None),
        Err(Failure::Broken(why)) => Err(why),
    }
}

async fn render(app: &App, visit: &Visit, asked: &Asked, error: Option<CodeError>) -> Response {
    let newest = match newest(app, asked.claim()).await {
        Ok(newest) => newest,
        Err(why) => return broken(app, visit, why),
    };
    let now = app.clock.now();
    let code = newest.as_ref().map(|(code, _)| code);
    let params = visit.params();
    let error = error.or_else(|| told(app, code, params.first("error")));
    let number = |number: i64| u32::try_from(number).unwrap_or(0);
    let failed = newest
        .as_ref()
        .is_some_and(|(_, mail)| *mail == Some(DeliveryState::Dead));
    let model = CodePage {
        action: app.urls.path(EMAIL),
        csrf: asked.csrf.clone(),
        flow: String::new(),
        email: Identifier::Email(asked.email.clone()).readable(),
        change_href: Some(app.urls.path(ADDRESS)),
        resend_action: app.urls.path(SEND),
        purpose: Purpose::Generic,
        resent: params.first("sent").is_some() && error.is_none(),
        error,
        resend_after_seconds: code.map_or(0, |code| number(code.resend_in(now).as_seconds())),
        minutes_left: code.map_or(0, |code| number(code.left(now).as_minutes_up())),
        delivery: if failed {
            Delivery::Failed
        } else {
            Delivery::OnItsWay
        },
        status_href: None,
        password_href: None,
    };
    let wait = match error {
        Some(CodeError::Paused { minutes } | CodeError::SendLimited { minutes }) => Some(minutes),
        _ => None,
    };
    let status = wait.map_or(StatusCode::OK, |_| StatusCode::TOO_MANY_REQUESTS);
    let mut response = show(app, visit, Shell::default(), status, &model);
    if let Some(minutes) = wait {
        retry_after(&mut response, minutes.saturating_mul(60));
    }
    response
}
