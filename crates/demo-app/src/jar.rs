//! The sealed cookies, in which everything stands that must outlive the process.

use std::convert::Infallible;

use anyhow::ensure;
use aws_lc_rs::hmac;
use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, HeaderValue, header::COOKIE, request::Parts},
    response::{IntoResponseParts, ResponseParts},
};
use axum_extra::extract::cookie::{Cookie, Key, PrivateCookieJar, SameSite};
use serde::{Serialize, de::DeserializeOwned};

use crate::config::Config;

/// The longest text one cookie can carry, in bytes: sealing, base64 and escaping make about
/// 4,000 bytes of it, and browsers drop a cookie above 4,096 (RFC 6265 §6.1).
pub(crate) const CAPACITY: usize = 2_800;

/// A cookie's name, reach and life.
pub(crate) struct Slot<'a> {
    pub(crate) name: &'a str,
    pub(crate) path: &'static str,
    /// In seconds; `None` is until the browser closes.
    pub(crate) max_age: Option<i64>,
}

impl<'a> Slot<'a> {
    /// A cookie for the whole shop, until the browser closes.
    pub(crate) const fn whole_shop(name: &'a str) -> Self {
        Self {
            name,
            path: "/",
            max_age: None,
        }
    }
}

/// What the cookies of one shop have in common.
#[derive(Clone)]
pub(crate) struct Seal {
    key: Key,
    /// Behind every name: cookies know no ports (RFC 6265 §8.5), and there may be a shop on each.
    suffix: String,
    /// Whether people reach the shop by https.
    secure: bool,
}

impl Seal {
    /// # Errors
    /// When the cookie secret is empty, which would be a key that everybody knows.
    pub(crate) fn new(config: &Config) -> anyhow::Result<Self> {
        ensure!(
            !config.cookie_secret.is_empty(),
            "the secret of the Bookstore's cookies (SIGNET_DEMO_COOKIE_SECRET) must not be empty"
        );
        let port = config.base_url.port();
        // A key from a text of any length: HKDF-Extract (RFC 5869 §2.2).
        let salt = hmac::Key::new(hmac::HMAC_SHA512, b"bookstore: sealed cookies");
        let key = hmac::sign(&salt, config.cookie_secret.as_bytes());
        Ok(Self {
            key: Key::from(key.as_ref()),
            suffix: port.map(|port| format!("_{port}")).unwrap_or_default(),
            secure: config.base_url.scheme() == "https",
        })
    }

    fn full(&self, name: &str) -> String {
        format!("{name}{}", self.suffix)
    }
}

/// The cookies of one request, and those of its answer.
pub(crate) struct Jar {
    sealed: PrivateCookieJar,
    seal: Seal,
}

impl Jar {
    /// What a cookie says; `None` if it is absent, forged, or not what we would have written.
    pub(crate) fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_str(self.sealed.get(&self.seal.full(name))?.value()).ok()
    }

    /// The names of our cookies that begin with `prefix`.
    pub(crate) fn names(&self, prefix: &str) -> Vec<String> {
        let ours = self.sealed.iter().filter_map(|cookie| {
            let name = cookie.name().strip_suffix(&self.seal.suffix)?;
            Some(name.to_owned())
        });
        ours.filter(|name| name.starts_with(prefix)).collect()
    }

    /// Writes a cookie. A value that does not fit removes the cookie instead: a stale one would
    /// be worse than none.
    pub(crate) fn write<T: Serialize>(self, slot: &Slot<'_>, value: &T) -> Self {
        match serde_json::to_string(value) {
            Ok(text) if text.len() <= CAPACITY => self.put(slot, text, slot.max_age),
            _ => self.remove(slot),
        }
    }

    /// Removes a cookie, also one that this request did not bring along because of its path.
    pub(crate) fn remove(self, slot: &Slot<'_>) -> Self {
        self.put(slot, String::new(), Some(0))
    }

    fn put(self, slot: &Slot<'_>, text: String, max_age: Option<i64>) -> Self {
        let mut cookie = Cookie::build((self.seal.full(slot.name), text))
            .path(slot.path)
            .http_only(true)
            // Lax, not Strict: the callback is reached by a link from the provider's site.
            .same_site(SameSite::Lax)
            .secure(self.seal.secure)
            .build();
        cookie.set_max_age(max_age.map(time::Duration::seconds));
        Self {
            sealed: self.sealed.add(cookie),
            ..self
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Jar
where
    Seal: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let seal = Seal::from_ref(state);
        let headers = readable(&parts.headers);
        let sealed = PrivateCookieJar::from_headers(&headers, seal.key.clone());
        Ok(Self { sealed, seal })
    }
}

impl IntoResponseParts for Jar {
    type Error = Infallible;

    fn into_response_parts(self, parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        self.sealed.into_response_parts(parts)
    }
}

/// The `Cookie` lines without what is not text: a cookie of another application may hold any octets
/// (RFC 6265 §5.4), and the library would skip the whole line for one of them.
fn readable(headers: &HeaderMap) -> HeaderMap {
    let mut readable = HeaderMap::new();
    for line in headers.get_all(COOKIE) {
        let pairs = line.as_bytes().split(|octet| *octet == b';');
        for pair in pairs.filter(|pair| pair.is_ascii()) {
            if let Ok(pair) = HeaderValue::from_bytes(pair.trim_ascii()) {
                readable.append(COOKIE, pair);
            }
        }
    }
    readable
}

#[cfg(test)]
mod tests {
    use axum::{http::header::SET_COOKIE, response::IntoResponse};

    use super::*;
    use crate::known::Lookups;

    fn seal(base_url: &str, cookie_secret: &str) -> anyhow::Result<Seal> {
        Seal::new(&Config {
            issuer: "https://id.example".into(),
            client_id: "bookstore".into(),
            client_secret: None,
            base_url: base_url.parse().unwrap(),
            cookie_secret: cookie_secret.into(),
            api: None,
            lookups: Lookups::default(),
        })
    }

    fn jar() -> Jar {
        let seal = seal("https://shop.example", "a secret").unwrap();
        let sealed = PrivateCookieJar::new(seal.key.clone());
        Jar { sealed, seal }
    }

    fn header(jar: Jar) -> String {
        let answer = (jar, ()).into_response();
        answer.headers()[SET_COOKIE].to_str().unwrap().to_owned()
    }

    #[test]
    fn a_cookie_filled_to_capacity_stays_below_4096_bytes() {
        let slot = Slot {
            name: "bookstore_signin_0123456789ab",
            path: "/sign-out",
            max_age: Some(9_999_999),
        };
        for _ in 0..100 {
            let written = header(jar().write(&slot, &"x".repeat(CAPACITY - 2)));
            assert!((3_000..4_096).contains(&written.len()), "{}", written.len());
        }
    }

    #[test]
    fn a_value_beyond_capacity_removes_the_cookie() {
        let written = header(jar().write(&Slot::whole_shop("bookstore_x"), &"x".repeat(CAPACITY)));
        assert!(written.contains("Max-Age=0"), "{written}");
    }

    #[test]
    fn a_cookie_is_out_of_reach_of_scripts_other_sites_and_plain_connections() {
        let written = header(jar().write(&Slot::whole_shop("bookstore_x"), &1));
        for attribute in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
            assert!(written.contains(attribute), "{attribute} in {written}");
        }
    }

    #[test]
    fn shops_on_one_host_have_cookies_of_different_names() {
        let name = |base| seal(base, "a").unwrap().full("bookstore_x");
        assert_eq!(name("http://localhost:3000"), "bookstore_x_3000");
        assert_eq!(name("https://shop.example:8443"), "bookstore_x_8443");
        assert_eq!(name("https://shop.example"), "bookstore_x");
    }

    #[test]
    fn what_is_not_text_does_not_hide_the_cookies_beside_it() {
        let mut headers = HeaderMap::new();
        for line in [&b"prefs=caf\xc3\xa9; a=1;\xff"[..], b"b=2"] {
            headers.append(COOKIE, HeaderValue::from_bytes(line).unwrap());
        }
        let left: Vec<HeaderValue> = readable(&headers).get_all(COOKIE).iter().cloned().collect();
        assert_eq!(left, ["a=1", "b=2"]);
    }

    #[test]
    fn the_same_secret_gives_the_same_key_and_an_empty_one_none() {
        let key = |secret| seal("https://shop.example", secret).map(|seal| seal.key);
        assert_eq!(key("a").unwrap().master(), key("a").unwrap().master());
        assert_ne!(key("a").unwrap().master(), key("b").unwrap().master());
        assert!(key("").is_err());
    }
}
