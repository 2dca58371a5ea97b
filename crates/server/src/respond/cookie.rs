//! Cookies: `HttpOnly`, `SameSite=Lax`, no `Domain`, `Secure` and `__Host-` under https (T-44a).

use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum_extra::extract::cookie::{Cookie, SameSite};
use oidc_core::time::Lifetime;

use crate::urls::Urls;

/// The cookies there are. The text is the end of their name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieKind {
    /// Tells one browser's sign-ins under way from another's; ends with the browser.
    Browser,
    /// The session; a new one at every proof.
    Session,
    /// This browser gave the proof that waits for a choice; an hour.
    Proof,
    /// This browser has signed in before (T-46); a year.
    Device,
    /// The language that was clicked; a year.
    Language,
}

impl CookieKind {
    /// The end of the name, after `signet_`.
    pub const fn base(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Session => "session",
            Self::Proof => "proof",
            Self::Device => "device",
            Self::Language => "lang",
        }
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
    let mut cookie = Cookie::build((urls.cookie_name(kind.base()), value.to_owned()))
        .path(urls.cookie_path().to_owned())
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(urls.is_https())
        .build();
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
