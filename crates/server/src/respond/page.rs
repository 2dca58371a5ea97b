//! Pages become responses, with the headers every page carries.

use std::collections::BTreeSet;

use aws_lc_rs::digest;
use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{self, IntoResponse, Response},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use engine::config::Mode;
use oidc_core::{
    client::Client,
    id::{ClientId, InteractionId},
    time::Lifetime,
};
use rand_core::Rng;
use sign_in_ui::{
    Frame,
    page::{ErrorKind, ErrorPage, Origins, Page, StartAgain},
};

use super::{
    cookie::{self, CookieKind},
    internal::Internal,
    shown_error::ShownError,
};
use crate::{
    app::App,
    door::Dialect,
    extract::{
        origin::{self, Foreign},
        visit::Visit,
    },
    site::csrf::Forged,
};

/// Pages: an error is told in words, with the reference of the request.
pub struct Html;

impl Dialect for Html {
    type Asked = Visit;

    fn listen(_: &App, request: &mut Request) -> Visit {
        Visit::note(request)
    }

    fn refuse(app: &App, visit: &Visit, status: StatusCode) -> Response {
        let kind = match status {
            StatusCode::NOT_FOUND => ErrorKind::NotFound,
            StatusCode::FORBIDDEN => ErrorKind::Forbidden,
            StatusCode::PAYLOAD_TOO_LARGE => ErrorKind::PayloadTooLarge,
            StatusCode::TOO_MANY_REQUESTS => ErrorKind::TooManyRequests,
            StatusCode::SERVICE_UNAVAILABLE => ErrorKind::Unavailable,
            _ if status.is_server_error() => ErrorKind::Internal,
            _ => ErrorKind::InvalidRequest,
        };
        PageError::new(kind, status).respond(app, visit, Shell::default())
    }
}

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// What surrounds a page: whose sign-in it belongs to and in which language it speaks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shell<'a> {
    /// The client's name.
    pub application: Option<&'a str>,
    /// The client's `ui_locales`.
    pub ui_locales: Option<&'a str>,
    /// The flow the page belongs to.
    pub flow: Option<InteractionId>,
}

/// A page, with status 200 or the one that fits a refusal.
pub fn page<P: Page>(
    app: &App,
    visit: &Visit,
    shell: Shell<'_>,
    status: StatusCode,
    page: &P,
) -> Response {
    let mut bytes = [0; 12];
    app.entropy.rng().fill_bytes(&mut bytes);
    let nonce = URL_SAFE_NO_PAD.encode(bytes);
    let snapshot = app.snapshot();
    let here = visit.here(app, shell.flow);
    let frame = Frame {
        locale: visit.locale(app, shell.ui_locales, shell.flow),
        branding: &snapshot.policy.branding,
        application: shell.application,
        base_path: app.urls.base_path(),
        here: &here,
        nonce: &nonce,
        preview: None,
        development: app.config.shows_mailbox()
            && snapshot
                .connector
                .first()
                .is_some_and(|connector| connector.kind() == "mailbox"),
    };
    let html = match app.pages.render(page, &frame) {
        Ok(html) => html,
        Err(error) => {
            let internal = Internal::new(error);
            internal.log();
            // The pages themselves are broken: words without a template are all that is left.
            return (internal.status(), "Something went wrong on our side.").into_response();
        }
    };
    let mut response = (status, response::Html(html)).into_response();
    let scripts = Scripts::of::<P>();
    protect(&mut response, &scripts, &nonce, &snapshot.policy.pictures);
    let clicked = visit.clicked_language();
    if let Some(tag) = clicked.filter(|tag| tag == frame.locale.tag()) {
        let flow = shell
            .flow
            .map(|flow| format!("~{flow}"))
            .unwrap_or_default();
        let (value, year) = (format!("{tag}{flow}"), Some(Lifetime::days(365)));
        cookie::set(&mut response, &app.urls, CookieKind::Language, &value, year);
    }
    response
}

/// What a page may run, and what that may ask.
struct Scripts(String);

impl Scripts {
    /// Our file; or one script in the page, which then is all there is.
    fn of<P: Page>() -> Self {
        Self(match P::INLINE_SCRIPT {
            None => "script-src 'self'; connect-src 'self'".to_owned(),
            Some(script) => {
                let hash = digest::digest(&digest::SHA256, script.as_bytes());
                format!("script-src 'sha256-{}'", STANDARD.encode(hash))
            }
        })
    }
}

/// Says after how many seconds trying again makes sense (RFC 9110 §10.2.3).
pub fn retry_after(response: &mut Response, seconds: u32) {
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
}

/// The policy of every page. No `form-action`: browsers apply it to each hop of the redirect back
/// to the client, and the sign-in would end there (T-69).
fn protect(response: &mut Response, scripts: &Scripts, nonce: &str, pictures: &str) {
    let scripts = &scripts.0;
    let policy = format!(
        "default-src 'none'; {scripts}; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data:{pictures}; base-uri 'none'; frame-ancestors 'none'"
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (OPENER_POLICY, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Lets the page show frames of these origins, and of no others.
pub fn allow_frames(response: &mut Response, origins: &BTreeSet<String>) {
    let headers = response.headers_mut();
    let policy = headers.get(header::CONTENT_SECURITY_POLICY);
    let Some(policy) = policy.and_then(|policy| policy.to_str().ok()) else {
        return;
    };
    let origins: Vec<&str> = origins.iter().map(String::as_str).collect();
    let policy = format!("{policy}; frame-src {}", origins.join(" "));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// For the pages of a sign-in, which may stand in a pop-up: were it cut off from the page that
/// opened it, the callback could not tell that page anything (RFC 9700 §4.17).
pub async fn keep_opener(mut response: Response) -> Response {
    response.headers_mut().remove(OPENER_POLICY);
    response
}

/// Lets the framed mails of the mailbox keep their own styles: a nonce would switch them off. For
/// development only; scripts stay ours.
pub fn with_mail_styles(mut response: Response) -> Response {
    let policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                  img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
                  frame-ancestors 'none'";
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    response
}

/// Why a person sees an error page.
#[derive(Debug)]
pub struct PageError {
    /// In words a person understands.
    pub kind: ErrorKind,
    /// Which application asked, where that is known.
    pub client: Option<ClientId>,
    /// Why, for the operator who is asked about it.
    pub cause: Option<String>,
    /// The status it is answered with.
    pub status: StatusCode,
    /// For the developer, shown in development only.
    pub hint: Option<String>,
    /// Where to start anew.
    pub restart_href: Option<String>,
    /// Where a form came from and where it should have.
    pub origins: Option<Box<Origins>>,
    /// When trying again makes sense (RFC 9110 §10.2.3).
    pub retry_after: Option<HeaderValue>,
}

impl PageError {
    /// An error page without hint or way back.
    pub const fn new(kind: ErrorKind, status: StatusCode) -> Self {
        Self {
            kind,
            client: None,
            cause: None,
            status,
            hint: None,
            restart_href: None,
            origins: None,
            retry_after: None,
        }
    }

    /// A form that did not come from one of our pages (T-41); logged here. Both origins are named:
    /// whoever has opened us under another name than that of `public_url` cannot guess it.
    pub fn forged(app: &App, why: &Forged) -> Self {
        let ours = app.urls.origin();
        let plain = Self::new(ErrorKind::Forbidden, StatusCode::FORBIDDEN);
        match why {
            Forged::Origin(Foreign::Origin(sent)) => {
                tracing::info!(
                    ours,
                    sent = origin::for_the_log(sent),
                    "refused a form that was sent from another origin"
                );
                let origins = Origins {
                    sent: sent.clone(),
                    ours: ours.to_owned(),
                    home_href: app.urls.absolute(""),
                };
                Self {
                    kind: ErrorKind::ForeignOrigin,
                    origins: Some(Box::new(origins)),
                    ..plain
                }
            }
            Forged::Origin(Foreign::Unnamed) => {
                tracing::info!(ours, "refused a form that was sent from another site");
                plain
            }
            Forged::Token => {
                tracing::info!("refused a form without the token or the cookie of its page");
                plain
            }
        }
    }

    /// A form that is longer than we read (T-68).
    pub const fn too_large() -> Self {
        Self::new(ErrorKind::PayloadTooLarge, StatusCode::PAYLOAD_TOO_LARGE)
    }

    /// Something of ours is broken; logged here.
    pub fn internal(internal: &Internal) -> Self {
        internal.log();
        let kind = if internal.is_busy() {
            ErrorKind::Unavailable
        } else {
            ErrorKind::Internal
        };
        Self {
            retry_after: internal.retry_after(),
            ..Self::new(kind, internal.status())
        }
    }

    fn note(&self, app: &App, visit: &Visit) {
        if is_noise(self.kind) {
            return;
        }
        let shown = ShownError {
            error: self.kind.as_str(),
            status: self.status,
            client: self.client.as_ref(),
            cause: self.cause.clone(),
        };
        shown.note(app, visit);
    }

    /// Renders the page, and has it written down for whoever is asked about its reference.
    pub fn respond(self, app: &App, visit: &Visit, shell: Shell<'_>) -> Response {
        self.note(app, visit);
        let hint = self.hint.filter(|_| app.config.mode == Mode::Development);
        let error = ErrorPage {
            kind: self.kind,
            reference: visit.reference.clone(),
            hint,
            restart_href: self.restart_href,
            origins: self.origins.map(|origins| *origins),
        };
        let mut response = page(app, visit, shell, self.status, &error);
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

/// What strangers ask for at random, and what a limit has told of already.
const fn is_noise(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NotFound | ErrorKind::TooManyRequests | ErrorKind::PayloadTooLarge
    )
}

/// The page behind every stale, bookmarked or foreign address: never a dead end (T-44b).
pub fn start_again(app: &App, visit: &Visit, client: Option<&Client>) -> Response {
    let snapshot = app.snapshot();
    let chosen = &snapshot.policy.experience.unknown_session_redirect_url;
    let chosen = chosen.as_ref().map(|link| link.as_str().to_owned());
    let restart_href = client.and_then(Client::home).map(String::from).or(chosen);
    let shell = Shell {
        application: client.map(|client| client.name.as_str()),
        ..Shell::default()
    };
    page(
        app,
        visit,
        shell,
        StatusCode::OK,
        &StartAgain { restart_href },
    )
}
