//! What a browser brings along: who is signed in, and the name of the journal.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    abbreviate,
    claim::Claims,
    jar::{CAPACITY, Jar, Slot},
    journals::JournalId,
    trouble::Trouble,
};

const SESSION: Slot<'static> = Slot::whole_shop("bookstore_session");
const CLAIMS: Slot<'static> = Slot::whole_shop("bookstore_claims");
const USERINFO: Slot<'static> = Slot::whole_shop("bookstore_userinfo");
/// Needed in one place only, as the hint at sign-out, and therefore sent there only.
const ID_TOKEN: Slot<'static> = Slot {
    name: "bookstore_id_token",
    path: "/sign-out",
    max_age: None,
};

/// What stands in the place of a claim that does not fit into a cookie.
const TOO_LONG: &str = "(left out: too long for a cookie)";

/// The session cookie. Who is not signed in may have a journal all the same.
#[derive(Default, Deserialize, Serialize)]
struct Visit {
    journal: Option<JournalId>,
    grant: Option<Grant>,
}

/// The times and the one token that outlive a page. The access token is not kept: nothing here
/// needs it after userinfo.
#[derive(Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) refresh_token: Option<String>,
    /// When the access token ends, in seconds since the epoch.
    pub(crate) expires_at: Option<i64>,
    /// As granted, if the provider said so.
    pub(crate) scope: Option<String>,
    pub(crate) signed_in_at: i64,
    pub(crate) refreshed_at: Option<i64>,
}

/// A signed-in reader.
pub(crate) struct Session {
    /// As it was signed, to hand back to the provider at sign-out; read there only.
    pub(crate) id_token: Option<String>,
    /// Of the latest ID token.
    pub(crate) claims: Claims,
    pub(crate) userinfo: Option<Claims>,
    pub(crate) grant: Grant,
}

impl Session {
    pub(crate) fn read(jar: &Jar) -> Option<Self> {
        Some(Self {
            id_token: jar.read(ID_TOKEN.name),
            claims: jar.read(CLAIMS.name)?,
            userinfo: jar.read(USERINFO.name),
            grant: visit(jar).grant?,
        })
    }

    /// What a refresh brought; what it did not bring stays (RFC 6749 §6).
    pub(crate) fn after(self, before: Self) -> Self {
        let (new, old) = (self.grant, before.grant);
        Self {
            id_token: self.id_token,
            claims: if self.claims.is_empty() {
                before.claims
            } else {
                self.claims
            },
            userinfo: self.userinfo.or(before.userinfo),
            grant: Grant {
                refresh_token: new.refresh_token.or(old.refresh_token),
                expires_at: new.expires_at,
                scope: new.scope.or(old.scope),
                signed_in_at: old.signed_in_at,
                refreshed_at: Some(new.signed_in_at),
            },
        }
    }

    pub(crate) fn write(mut self, mut jar: Jar) -> Jar {
        // A refresh token too long to keep is the same as none.
        let token = self.grant.refresh_token;
        self.grant.refresh_token = token.filter(|token| token.len() < CAPACITY - 600);
        self.grant.scope = self.grant.scope.map(|scope| abbreviate::long(&scope));
        let visit = Visit {
            journal: journal(&jar),
            grant: Some(self.grant),
        };
        if let Some(id_token) = self.id_token {
            jar = jar.write(&ID_TOKEN, &id_token);
        }
        let claims = fitting(self.claims);
        jar = jar.write(&SESSION, &visit).write(&CLAIMS, &claims);
        match self.userinfo {
            Some(userinfo) => jar.write(&USERINFO, &fitting(userinfo)),
            None => jar.remove(&USERINFO),
        }
    }

    /// After a refused refresh. RFC 6749 §5.2: `invalid_grant` is final, asking again would change
    /// nothing.
    pub(crate) fn after_refusal(mut self, jar: Jar, trouble: &Trouble) -> Jar {
        if trouble.code() == Some("invalid_grant") {
            self.grant.refresh_token = None;
            self.write(jar)
        } else {
            jar
        }
    }

    pub(crate) fn end(jar: Jar) -> Jar {
        jar.remove(&SESSION)
            .remove(&CLAIMS)
            .remove(&USERINFO)
            .remove(&ID_TOKEN)
    }

    /// The value of a claim, from the ID token or else from userinfo.
    pub(crate) fn text(&self, claim: &str) -> Option<&str> {
        let everywhere = [Some(&self.claims), self.userinfo.as_ref()];
        everywhere
            .into_iter()
            .flatten()
            .filter_map(|claims| claims.get(claim)?.as_str())
            .find(|text| !text.is_empty())
    }
}

fn visit(jar: &Jar) -> Visit {
    jar.read(SESSION.name).unwrap_or_default()
}

/// The journal of this visitor, signed in or not.
pub(crate) fn journal(jar: &Jar) -> Option<JournalId> {
    visit(jar).journal
}

/// Notes which journal is this visitor's; who is signed in stays so.
pub(crate) fn remember(jar: Jar, journal: JournalId) -> Jar {
    let visit = Visit {
        journal: Some(journal),
        ..visit(&jar)
    };
    jar.write(&SESSION, &visit)
}

/// The claims with the longest values left out, until the rest fits into a cookie.
fn fitting(mut claims: Claims) -> Claims {
    let length = |value: &Value| value.to_string().len();
    while serde_json::to_string(&claims).is_ok_and(|text| text.len() > CAPACITY) {
        let longest = claims.iter().max_by_key(|(_, value)| length(value));
        let Some(name) = longest.map(|(name, _)| name.clone()) else {
            break;
        };
        match claims.get_mut(&name) {
            Some(value) if length(value) > TOO_LONG.len() + 2 => *value = TOO_LONG.into(),
            _ => drop(claims.remove(&name)),
        }
    }
    claims
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(value: Value) -> Claims {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn claims_that_fit_are_kept_as_they_are() {
        let small = claims(json!({"sub": "ada", "roles": ["a", "b"]}));
        assert_eq!(fitting(small.clone()), small);
    }

    #[test]
    fn the_longest_claim_gives_way_first() {
        let large = claims(json!({"sub": "ada", "picture": "x".repeat(4_000)}));
        let kept = fitting(large);
        assert_eq!(kept["sub"], "ada");
        assert_eq!(kept["picture"], TOO_LONG);
    }

    #[test]
    fn a_thousand_small_claims_are_cut_to_what_fits() {
        let many = (0..1_000)
            .map(|n| (format!("claim_{n}"), json!(n)))
            .collect();
        let kept = fitting(many);
        assert!(serde_json::to_string(&kept).unwrap().len() <= CAPACITY);
        assert!(!kept.is_empty());
    }
}
