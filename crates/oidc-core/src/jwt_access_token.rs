//! Access tokens that an API verifies by itself: JWTs of the type `at+jwt` (RFC 9068).
//!
//! No row is kept of them. One about a person names its grant (`gid`), so that whoever asks the
//! provider (RFC 7662) hears whether that still stands; one about a machine names the registrations
//! of client and API (`rid`). One that is
//! taken back is written down by its `jti` until it would have ended.

use serde::{Deserialize, Serialize};

use crate::{
    catalog::Api,
    client::Client,
    grant::Grant,
    id::{AccessTokenId, ClientId, GrantId},
    key::{
        set::KeySet,
        sign::{KeyError, SigningKey},
    },
    registrations::Registrations,
    resource_server::LONGEST,
    scope::Scope,
    subject::Subject,
    time::{Lifetime, SKEW, Timestamp},
};

/// The type in the header (RFC 9068 §2.1).
pub const TYPE: &str = "at+jwt";

/// The claims (RFC 9068 §2.2), in whole seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JwtAccessToken {
    /// Its id.
    pub jti: AccessTokenId,
    /// The person, or the client that acts for itself.
    pub sub: String,
    /// When it was made.
    pub iat: i64,
    /// When it ends.
    pub exp: i64,
    /// What it allows; a machine's token that allows nothing has none, a person's an empty one,
    /// because libraries read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// For whom it was made.
    pub client_id: ClientId,
    /// By whom.
    pub iss: String,
    /// For which API; a text and never a list.
    pub aud: String,
    /// The grant it hangs from; none of a machine's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gid: Option<GrantId>,
    /// The registrations of client and API that a machine's belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rid: Option<Registrations>,
    /// When the person proved who they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
}

/// How long an access token of this API lives when this client gets it: the shorter of what both
/// say.
pub fn lifetime(api: &Api, client: &Client) -> Lifetime {
    let own = api.resource.access_token_lifetime;
    client
        .access_token_lifetime
        .map_or(own, |most| own.min(most))
}

impl JwtAccessToken {
    /// For a person; it ends with its grant at the latest.
    pub fn for_person(
        jti: AccessTokenId,
        issuer: &str,
        grant: &Grant,
        target: (&Api, &Client),
        scope: Scope,
        now: Timestamp,
    ) -> Self {
        let (api, client) = target;
        let end = now.plus(lifetime(api, client)).min(grant.expires_at);
        let subject = match &grant.subject {
            Subject::User(user) => user.as_str(),
            Subject::Client(client) => client.as_str(),
        };
        Self {
            jti,
            sub: subject.to_owned(),
            iat: now.as_seconds(),
            exp: end.as_seconds(),
            scope: Some(scope),
            client_id: client.id.clone(),
            iss: issuer.to_owned(),
            aud: api.resource.indicator.to_string(),
            gid: Some(grant.id),
            rid: None,
            auth_time: Some(grant.auth_time.min(now).as_seconds()),
        }
    }

    /// For a client that acts for itself (RFC 9068 §2.2: `sub` is its id).
    pub fn for_machine(
        jti: AccessTokenId,
        issuer: &str,
        (api, client): (&Api, &Client),
        scope: Scope,
        now: Timestamp,
    ) -> Self {
        Self {
            jti,
            sub: client.id.to_string(),
            iat: now.as_seconds(),
            exp: now.plus(lifetime(api, client)).as_seconds(),
            scope: Some(scope).filter(|scope| !scope.is_empty()),
            client_id: client.id.clone(),
            iss: issuer.to_owned(),
            aud: api.resource.indicator.to_string(),
            gid: None,
            rid: Some(Registrations::of(client, api)),
            auth_time: None,
        }
    }

    /// When it ends.
    pub const fn expires_at(&self) -> Timestamp {
        Timestamp::from_millis(self.exp.saturating_mul(1000))
    }

    /// Whether it counts now by its own times: neither over nor made in the future.
    pub fn is_timely(&self, now: Timestamp) -> bool {
        let made = Timestamp::from_millis(self.iat.saturating_mul(1000));
        !self.expires_at().is_over(now)
            && made <= now.plus(SKEW)
            && self.expires_at() <= now.plus(LONGEST).plus(SKEW)
    }

    /// Signed.
    ///
    /// # Errors
    /// [`KeyError::Signing`].
    pub fn encode(&self, key: &SigningKey) -> Result<String, KeyError> {
        key.sign_jwt(Some(TYPE), self)
    }

    /// Reads one that comes back. One of our keys must have signed it; its times are not looked at.
    pub fn verify(token: &str, keys: &KeySet, issuer: &str) -> Option<Self> {
        keys.verify(token, TYPE, issuer)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        catalog::tests::{BOOKS, catalog},
        client::{ClientKind, tests::client},
        grant::tests::{START, grant_context},
        key::{
            Algorithm,
            set::tests::{ISSUER, set},
        },
    };

    const JTI: AccessTokenId = AccessTokenId::from_bytes([9; 16]);

    pub(crate) fn of_person(scope: &str) -> JwtAccessToken {
        let (grant, catalog) = (grant_context("openid").grant, catalog());
        let client = client(ClientKind::Spa, &[]);
        let target = (&**catalog.find(BOOKS).unwrap(), &client);
        JwtAccessToken::for_person(JTI, ISSUER, &grant, target, scope.parse().unwrap(), START)
    }

    pub(crate) fn of_machine(scope: &str) -> JwtAccessToken {
        let (catalog, client) = (catalog(), client(ClientKind::Machine, &[]));
        let target = (&**catalog.find(BOOKS).unwrap(), &client);
        JwtAccessToken::for_machine(JTI, ISSUER, target, scope.parse().unwrap(), START)
    }

    #[test]
    fn the_claims_are_those_of_rfc_9068() {
        assert_eq!(
            serde_json::to_value(of_person("read write")).unwrap(),
            json!({
                "jti": JTI.to_string(), "sub": "ada", "iss": ISSUER, "aud": BOOKS,
                "iat": 1_760_000_000, "exp": 1_760_003_600, "scope": "read write",
                "client_id": "demo-app", "auth_time": 1_760_000_000,
                "gid": grant_context("openid").grant.id.to_string(),
            })
        );
        assert_eq!(
            serde_json::to_value(of_machine("read")).unwrap(),
            json!({
                "jti": JTI.to_string(), "sub": "demo-app", "iss": ISSUER, "aud": BOOKS,
                "iat": 1_760_000_000, "exp": 1_760_003_600, "scope": "read",
                "client_id": "demo-app", "rid": ".books",
            })
        );
    }

    #[test]
    fn a_persons_token_always_has_a_scope_and_a_machines_only_one_that_says_something() {
        let person = serde_json::to_value(of_person("")).unwrap();
        assert_eq!(person["scope"], "");
        let machine = serde_json::to_value(of_machine("")).unwrap();
        assert_eq!(machine.get("scope"), None);
    }

    #[test]
    fn the_shorter_lifetime_counts_and_no_token_outlives_its_grant() {
        let catalog = catalog();
        let mut api = Api::clone(catalog.find(BOOKS).unwrap());
        let mut client = client(ClientKind::Spa, &[]);
        api.resource.access_token_lifetime = Lifetime::minutes(10);
        client.access_token_lifetime = Some(Lifetime::minutes(5));
        assert_eq!(lifetime(&api, &client), Lifetime::minutes(5));
        client.access_token_lifetime = Some(Lifetime::hours(2));
        assert_eq!(lifetime(&api, &client), Lifetime::minutes(10));
        let mut grant = grant_context("openid").grant;
        grant.expires_at = START.plus(Lifetime::minutes(1));
        let target = (&api, &client);
        let token = JwtAccessToken::for_person(JTI, ISSUER, &grant, target, Scope::EMPTY, START);
        assert_eq!(token.expires_at(), grant.expires_at);
    }

    #[test]
    fn t_30_t_31_only_what_one_of_our_keys_signed_as_an_access_token_comes_back() {
        for algorithm in Algorithm::ALL {
            let keys = set();
            let Ok(key) = keys.signer(*algorithm) else {
                continue;
            };
            let token = of_person("read");
            let text = token.encode(key).unwrap();
            let back = |text: &str, issuer| JwtAccessToken::verify(text, &keys, issuer);
            assert_eq!(back(&text, ISSUER), Some(token.clone()));
            assert_eq!(back(&text, "https://other.example/oidc"), None);
            assert_eq!(back(&format!("{text}x"), ISSUER), None);
            let id_token = key.sign_jwt(None, &token).unwrap();
            assert_eq!(back(&id_token, ISSUER), None);
        }
    }

    #[test]
    fn t_43_a_token_counts_between_its_times() {
        let token = of_person("");
        let end = token.expires_at();
        assert!(token.is_timely(START) && token.is_timely(end.minus(Lifetime::millis(1))));
        assert!(!token.is_timely(end));
        assert!(token.is_timely(START.minus(Lifetime::seconds(90))));
        assert!(!token.is_timely(START.minus(Lifetime::seconds(91))));
        let mut endless = token;
        endless.exp = i64::MAX;
        assert!(!endless.is_timely(START));
    }
}
