//! What both forms share: a cookie of this browser that their token is bound to, and the answer to a
//! code that counted.

use axum::{
    body::Bytes,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use engine::{
    breakdown::Breakdown,
    browser_key::BrowserKey,
    sign_in::{start_session::SignInResult, visitor::Visitor},
};
use oidc_core::{interaction, params::Params, time::Timestamp};
use sign_in_ui::page::HostCodeProblem;

use crate::{
    app::App,
    extract::visit::Visit,
    respond::{
        cookie::{self, CookieKind},
        internal::Internal,
        page::{PageError, Shell, retry_after},
        redirect::see_other,
        step::keep_session,
    },
    sign_in::address::minutes_until,
    site::csrf,
    urls::CONSOLE,
};

/// The most that is given back of what was typed as a code.
const SHOWN: usize = 128;

/// Where an administrator goes who was let in; the query says by what.
pub(super) const LET_IN: &str = "admin";

/// The page is there only as long as it is needed.
pub(super) fn gone() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

/// The error page for a breakdown.
pub(super) fn broken(app: &App, visit: &Visit, why: Breakdown) -> Response {
    PageError::internal(&Internal::from(why)).respond(app, visit, Shell::default())
}

/// A form to be shown: its token, and a cookie for a browser that has none.
pub(super) struct Shown {
    pub(super) csrf: String,
    fresh: Option<BrowserKey>,
}

impl Shown {
    pub(super) fn to(app: &App, visit: &Visit, page: &str) -> Self {
        let known = visit.browser(app);
        let fresh = match &known {
            Some(_) => None,
            None => Some(BrowserKey::mint(&mut app.entropy.rng())),
        };
        let browser = known.as_ref().or(fresh.as_ref());
        Self {
            csrf: browser
                .map(|browser| csrf::token(app, browser.expose(), page))
                .unwrap_or_default(),
            fresh,
        }
    }

    /// Gives the browser the cookie that it needs to send the form.
    pub(super) fn keep(&self, app: &App, response: &mut Response) {
        if let Some(browser) = &self.fresh {
            cookie::set(
                response,
                &app.urls,
                CookieKind::Browser,
                browser.expose(),
                Some(interaction::LIFETIME),
            );
        }
    }
}

/// The fields of a form that came from our page in this browser.
pub(super) fn read(
    app: &App,
    visit: &Visit,
    body: &Bytes,
    page: &str,
) -> Result<Params, Box<Response>> {
    let text = std::str::from_utf8(body).ok();
    let form = text.and_then(|text| Params::parse(text).ok());
    let form = form.unwrap_or_default();
    let browser = visit.browser(app);
    let cookie = browser.as_ref().map(BrowserKey::expose);
    match csrf::check(app, visit, &form, cookie, page) {
        Ok(()) => Ok(form),
        Err(why) => {
            let refused = PageError::forged(app, &why);
            Err(Box::new(refused.respond(app, visit, Shell::default())))
        }
    }
}

/// What was typed as a code, as far as it is shown again.
pub(super) fn code(form: &Params) -> &str {
    let typed = form.first("code").unwrap_or_default().trim();
    let end = typed.floor_char_boundary(SHOWN);
    typed.get(..end).unwrap_or_default()
}

/// Who sends the form.
pub(super) fn visitor(app: &App, visit: &Visit) -> Visitor {
    Visitor {
        session: visit.session(app),
        device: visit.device(app),
        holder: None,
        ip: visit.ip,
        context: visit.context(None),
    }
}

/// The status of an answer that says what is wrong.
pub(super) const fn status(problem: Option<HostCodeProblem>) -> StatusCode {
    match problem {
        None => StatusCode::OK,
        Some(HostCodeProblem::Limited { .. }) => StatusCode::TOO_MANY_REQUESTS,
        Some(HostCodeProblem::Busy) => StatusCode::SERVICE_UNAVAILABLE,
        Some(HostCodeProblem::Missing | HostCodeProblem::Wrong | HostCodeProblem::Taken) => {
            StatusCode::BAD_REQUEST
        }
    }
}

/// Says when to come back, where only time helps.
pub(super) fn waiting(response: &mut Response, problem: Option<HostCodeProblem>) {
    match problem {
        Some(HostCodeProblem::Limited { minutes }) => {
            retry_after(response, minutes.saturating_mul(60));
        }
        Some(HostCodeProblem::Busy) => retry_after(response, 1),
        _ => {}
    }
}

/// A pause until then.
pub(super) fn paused(app: &App, until: Timestamp) -> HostCodeProblem {
    let minutes = minutes_until(until, app.clock.now());
    HostCodeProblem::Limited { minutes }
}

/// Where an administrator goes who was let in by this: to the console, or where there is none to a page
/// that says so.
pub(super) fn home(app: &App, by: &str) -> String {
    let console = &app.config.console;
    match console.home(&app.urls) {
        Some(_) if !console.only_on_urls => app.urls.path(CONSOLE),
        Some(elsewhere) => elsewhere.absolute(CONSOLE),
        None => app.urls.path(&format!("/?{LET_IN}={by}")),
    }
}

/// Lets the browser in, to the page that comes next, or that says by what it was let in.
pub(super) fn let_in(app: &App, result: &SignInResult, by: &str, next: Option<String>) -> Response {
    let next = next.unwrap_or_else(|| home(app, by));
    let mut response = see_other(&next);
    keep_session(app, result, &mut response);
    response
}
