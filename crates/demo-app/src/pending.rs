//! A sign-in under way: what must be remembered between the request and its answer.

use openidconnect::{CsrfToken, Nonce, PkceCodeVerifier};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    jar::{Jar, Slot},
    journal::{Step, StepKind},
};

/// Each sign-in has a cookie of its own, so that two tabs do not overwrite each other's.
const PREFIX: &str = "bookstore_signin_";

/// Seconds that people have for signing in at the provider.
pub(crate) const LIFETIME: i64 = 600;

/// How many sign-ins one browser may have under way; the oldest gives way.
const MOST: usize = 5;

/// State (RFC 6749 §10.12), nonce (OIDC Core §3.1.2.1), verifier (RFC 7636 §4.1), and the request
/// they went into.
#[derive(Serialize, Deserialize)]
pub(crate) struct Pending {
    pub(crate) state: CsrfToken,
    pub(crate) nonce: Nonce,
    pub(crate) verifier: PkceCodeVerifier,
    /// Seconds since the epoch.
    pub(crate) started_at: i64,
    pub(crate) request: Url,
}

impl Pending {
    /// The sign-in that `state` belongs to, also when it has been too long.
    pub(crate) fn find(jar: &Jar, state: &str) -> Option<Self> {
        let pending: Self = jar.read(&name(state))?;
        (pending.state.secret() == state).then_some(pending)
    }

    /// The latest sign-in still under way.
    pub(crate) fn latest(jar: &Jar, now: i64) -> Option<Self> {
        all(jar)
            .into_iter()
            .map(|(_, pending)| pending)
            .rfind(|pending| !pending.is_stale(now))
    }

    /// Remembers this sign-in and forgets those that are too old or too many.
    pub(crate) fn write(&self, mut jar: Jar) -> Jar {
        let others = all(&jar);
        let surplus = (others.len() + 1).saturating_sub(MOST);
        for (at, (name, other)) in others.iter().enumerate() {
            if at < surplus || other.is_stale(self.started_at) {
                jar = jar.remove(&slot(name));
            }
        }
        jar.write(&slot(&name(self.state.secret())), self)
    }

    pub(crate) fn remove(&self, jar: Jar) -> Jar {
        jar.remove(&slot(&name(self.state.secret())))
    }

    pub(crate) fn is_stale(&self, now: i64) -> bool {
        now - self.started_at > LIFETIME
    }

    /// The request, for the journal.
    pub(crate) fn step(&self) -> Step {
        Step::request(
            StepKind::AuthorizationRequest,
            self.started_at,
            "GET",
            &self.request,
        )
    }

    /// `max_age`, if the request asked for a recent sign-in: the answer must then prove it.
    pub(crate) fn max_age(&self) -> Option<i64> {
        let mut query = self.request.query_pairs();
        query
            .find(|(name, _)| name == "max_age")
            .and_then(|(_, value)| value.parse().ok())
    }
}

/// Every sign-in under way with its cookie's name, oldest first.
fn all(jar: &Jar) -> Vec<(String, Pending)> {
    let names = jar.names(PREFIX).into_iter();
    let mut all: Vec<_> = names
        .filter_map(|name| Some((name.clone(), jar.read(&name)?)))
        .collect();
    all.sort_by_key(|(_, pending): &(String, Pending)| pending.started_at);
    all
}

fn name(state: &str) -> String {
    // The state of an answer is anybody's text; a cookie's name is not.
    let safe = state.chars().filter(char::is_ascii_alphanumeric);
    safe.take(12).fold(PREFIX.to_owned(), |name, letter| {
        name + letter.encode_utf8(&mut [0; 4])
    })
}

fn slot(name: &str) -> Slot<'_> {
    Slot {
        name,
        path: "/",
        max_age: Some(LIFETIME),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_state_makes_a_harmless_cookie_name() {
        assert_eq!(name("a;b=c\r\nd"), "bookstore_signin_abcd");
        assert_eq!(name(&"z".repeat(99)), "bookstore_signin_zzzzzzzzzzzz");
    }

    #[test]
    fn a_sign_in_is_stale_after_ten_minutes_not_before() {
        let pending = Pending {
            state: CsrfToken::new("s".into()),
            nonce: Nonce::new("n".into()),
            verifier: PkceCodeVerifier::new("v".into()),
            started_at: 1_000,
            request: "http://h/auth?max_age=60".parse().unwrap(),
        };
        assert!(!pending.is_stale(1_600));
        assert!(pending.is_stale(1_601));
        assert_eq!(pending.max_age(), Some(60));
    }
}
