//! ID tokens: made for a client, and recognised when one comes back as a hint (`OpenID` Connect
//! Core §2, §3.1.2.1).

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    claims::{self, Audience},
    client::Client,
    grant::Grant,
    id::{ClientId, Sid, UserId},
    key::{
        Algorithm,
        set::KeySet,
        sign::{KeyError, SigningKey},
    },
    scope::Scope,
    time::Timestamp,
    user::User,
};

/// What an ID token is made from.
#[derive(Clone, Copy)]
pub struct IdToken<'a> {
    /// `iss`.
    pub issuer: &'a str,
    /// `aud`: for whom.
    pub client: &'a Client,
    /// `auth_time` and `amr`: how the user proved who they are.
    pub grant: &'a Grant,
    /// `sub` and the claims: about whom.
    pub user: &'a User,
    /// The names of their roles.
    pub roles: &'a [String],
    /// Which claims.
    pub scope: &'a Scope,
    /// `sid`: what a logout token names the client's part in the session by; none without a session
    /// (`OpenID` Connect Back-Channel Logout §2.1).
    pub sid: Option<Sid>,
    /// `nonce`, in the first token after a sign-in only (`OpenID` Connect Core §12.2).
    pub nonce: Option<&'a str>,
    /// `at_hash`: the access token it travels with.
    pub access_token: &'a str,
}

impl IdToken<'_> {
    /// The claims, as they are signed with this algorithm. `aud` is a text and never a list: SDKs
    /// read nothing else. `iat` is now, because they allow it to be off by a minute only.
    pub fn claims(&self, algorithm: Algorithm, now: Timestamp) -> Map<String, Value> {
        let grant = self.grant;
        let named = grant.claims.as_ref().map(|claims| &claims.id_token);
        let mut claims = claims::told(self.user, self.roles, self.scope, named, Audience::IdToken);
        let expires_at = now.plus(self.client.id_token_lifetime);
        claims.insert("iss".to_owned(), self.issuer.into());
        claims.insert("aud".to_owned(), self.client.id.as_str().into());
        claims.insert("iat".to_owned(), now.as_seconds().into());
        claims.insert("exp".to_owned(), expires_at.as_seconds().into());
        // Core §2: when the authentication occurred, which no later clock can have shown.
        let auth_time = grant.auth_time.min(now).as_seconds();
        claims.insert("auth_time".to_owned(), auth_time.into());
        claims.insert("amr".to_owned(), grant.amr.clone().into());
        if let Some(sid) = self.sid {
            claims.insert("sid".to_owned(), sid.to_string().into());
        }
        if let Some(nonce) = self.nonce {
            claims.insert("nonce".to_owned(), nonce.into());
        }
        let at_hash = at_hash(self.access_token, algorithm);
        claims.insert("at_hash".to_owned(), at_hash.into());
        claims
    }

    /// The signed token.
    ///
    /// # Errors
    /// [`KeyError::Signing`].
    pub fn encode(&self, key: &SigningKey, now: Timestamp) -> Result<String, KeyError> {
        key.sign_jwt(None, &self.claims(key.algorithm(), now))
    }
}

/// The left half of the digest, by the hash of the signature's algorithm (`OpenID` Connect Core
/// §3.1.3.6).
fn at_hash(access_token: &str, algorithm: Algorithm) -> String {
    let hash = match algorithm {
        Algorithm::Rs256 | Algorithm::Es256 => &digest::SHA256,
        Algorithm::Es384 => &digest::SHA384,
    };
    let digest = digest::digest(hash, access_token.as_bytes());
    let (left, _) = digest.as_ref().split_at(hash.output_len() / 2);
    URL_SAFE_NO_PAD.encode(left)
}

/// What an `id_token_hint` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HintClaims {
    /// About whom.
    pub sub: UserId,
    /// For which client.
    pub aud: ClientId,
    /// In which session; not in those of earlier versions.
    #[serde(default)]
    pub sid: Option<Sid>,
}

impl KeySet {
    /// Reads an ID token of ours that comes back as a hint. It may have expired (`OpenID` Connect
    /// RP-Initiated Logout §4), but one of our keys must have signed it, be it one that is retired.
    /// A key that nobody knows makes it as unreadable as garbage: what it says is not looked at,
    /// because anybody could have written it.
    pub fn verify_hint(&self, token: &str, issuer: &str) -> Option<HintClaims> {
        self.verify_long_after(token, "JWT", issuer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        client::{ClientKind, tests::client},
        grant::tests::{START, grant_context},
        key::set::tests::{ISSUER, set},
        time::Lifetime,
    };

    const NOW: Timestamp = START.plus(Lifetime::millis(60_900));

    fn with<T>(look: impl Fn(IdToken<'_>) -> T) -> T {
        let (client, grant_context) = (client(ClientKind::Spa, &[]), grant_context("openid"));
        look(IdToken {
            issuer: ISSUER,
            client: &client,
            grant: &grant_context.grant,
            user: grant_context.user.as_ref().unwrap(),
            roles: &[],
            scope: &grant_context.grant.scope,
            sid: grant_context.session.and_then(|session| session.sid),
            nonce: Some("n-0S6_WzA2Mj"),
            // With its hash from OpenID Connect Core, appendix A.3.
            access_token: "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y",
        })
    }

    #[test]
    fn the_claims_are_those_every_sdk_accepts() {
        let mut expected = json!({
            "iss": ISSUER, "sub": "ada", "aud": "demo-app",
            "iat": 1_760_000_060, "exp": 1_760_003_660, "auth_time": 1_760_000_000,
            "amr": ["otp"], "nonce": "n-0S6_WzA2Mj", "sid": "BQUFBQUFBQUFBQUFBQUFBQ",
            "at_hash": "77QmUPtjPfzWtF2AnpK9RQ",
        });
        for algorithm in [Algorithm::Rs256, Algorithm::Es256] {
            let claims = with(|token| Value::from(token.claims(algorithm, NOW)));
            assert_eq!(claims, expected, "{algorithm}");
        }
        // Core §3.1.3.6: the hash of ES384 is SHA-384, and half of it 24 octets.
        let hash = "jtAeDp945y1dDqU3nkIVGNZP1HjH_MFs";
        expected["at_hash"] = hash.into();
        let claims = with(|token| Value::from(token.claims(Algorithm::Es384, NOW)));
        assert_eq!(claims, expected);
    }

    #[test]
    fn t_43_nobody_was_authenticated_after_the_token_was_issued() {
        let before = START.minus(Lifetime::days(30));
        let claims = with(|token| token.claims(Algorithm::Es256, before));
        assert_eq!(claims["auth_time"], claims["iat"]);
    }

    #[test]
    fn a_token_of_no_session_names_none() {
        let claims = with(|token| {
            let sid = None;
            IdToken { sid, ..token }.claims(Algorithm::Es256, NOW)
        });
        assert!(!claims.contains_key("sid"));
    }

    #[test]
    fn a_refreshed_token_has_no_nonce() {
        let claims = with(|token| {
            let nonce = None;
            IdToken { nonce, ..token }.claims(Algorithm::Es256, NOW)
        });
        assert!(!claims.contains_key("nonce") && claims.contains_key("at_hash"));
    }

    #[test]
    fn a_token_comes_back_as_a_hint_even_when_it_has_expired() {
        for algorithm in Algorithm::ALL {
            let signer = set();
            let signer = signer.signer(*algorithm).unwrap();
            let token = with(|token| token.encode(signer, Timestamp::EPOCH)).unwrap();
            let hint = set().verify_hint(&token, ISSUER).unwrap();
            assert_eq!((hint.sub.as_str(), hint.aud.as_str()), ("ada", "demo-app"));
            assert_eq!(
                set().verify_hint(&token, "https://other.example/oidc"),
                None
            );
        }
    }

    #[test]
    fn t_31_an_access_token_is_no_hint() {
        let claims = with(|token| token.claims(Algorithm::Es256, NOW));
        let signer = set();
        let signer = signer.signer(Algorithm::Es256).unwrap();
        let token = signer.sign_jwt(Some("at+jwt"), &claims).unwrap();
        assert_eq!(set().verify_hint(&token, ISSUER), None);
    }
}
