//! Cookies: `HttpOnly`, `SameSite=Lax`, no `Domain`, `Secure` and `__Host-` under https (T-44a).

use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum_extra::extract::cookie::{Cookie, SameSite};
use oidc_core::{id::InteractionId, time::Lifetime};

use crate::urls::Urls;

/// The cookies there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieKind {
    /// Tells one browser's sign-ins under way from another's; as long as a sign-in may take, so
    /// that a browser closed over the mail finds its own again. It proves nothing.
    Browser,
    /// The session; a new one at every proof.
    Session,
    /// This browser gave the proof that waits for a choice in this flow; ends with the browser.
    Proof(InteractionId),
    /// This browser has signed in before (T-46); a year.
    Device,
    /// The language that was clicked; a year.
    Language,
}

impl CookieKind {
    /// The full name.
    pub fn name(self, urls: &Urls) -> String {
        match self {
            Self::Browser => urls.cookie_name("browser"),
            Self::Session => urls.cookie_name("session"),
            Self::Proof(flow) => format!("{}{flow}", Self::proofs(urls)),
            Self::Device => urls.cookie_name("device"),
            Self::Language => urls.cookie_name("lang"),
        }
    }

    /// What the name of every proof begins with; its flow follows.
    pub fn proofs(urls: &Urls) -> String {
        format!("{}.", urls.cookie_name("proof"))
    }
}

/// Puts a cookie into an answer. Without `max_age` it ends with the browser.
pub fn set(
    response: &mut Response,
    urls: &Urls,
    kind: CookieKind,
    value: &str,
    max_age: Option<Lifetime>,
) {
    let reach = Reach {
        path: urls.cookie_path(),
        domain: None,
    };
    let mut cookie = build(urls, kind.name(urls), value.to_owned(), &reach);
    if let Some(age) = max_age {
        cookie.set_max_age(time::Duration::seconds(age.as_seconds()));
    }
    // Every value is base64url or a language tag, so this cannot fail; if it did, no cookie is
    // safer than half a one.
    if let Ok(header) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, header);
    }
}

/// Takes a cookie back.
pub fn clear(response: &mut Response, urls: &Urls, kind: CookieKind) {
    set(response, urls, kind, "", Some(Lifetime::ZERO));
}

/// Where a cookie is sent.
#[derive(Debug, Clone, Copy)]
pub struct Reach<'a> {
    /// Its `Path`.
    pub path: &'a str,
    /// Its `Domain`; none is this host alone, as all of ours are.
    pub domain: Option<&'a str>,
}

/// The line that makes a browser forget a cookie which somebody else has set.
pub fn forget(urls: &Urls, name: &str, reach: &Reach<'_>) -> Option<HeaderValue> {
    let mut cookie = build(urls, name.to_owned(), String::new(), reach);
    cookie.set_max_age(time::Duration::ZERO);
    HeaderValue::from_str(&cookie.to_string()).ok()
}

fn build(urls: &Urls, name: String, value: String, reach: &Reach<'_>) -> Cookie<'static> {
    let mut cookie = Cookie::build((name, value))
        .path(reach.path.to_owned())
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(urls.is_https())
        .build();
    if let Some(domain) = reach.domain {
        cookie.set_domain(domain.to_owned());
    }
    cookie
}
