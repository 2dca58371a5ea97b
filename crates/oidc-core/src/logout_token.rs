//! Logout tokens: what a relying party is told when a session has ended (`OpenID` Connect
//! Back-Channel Logout 1.0 §2.4).

use serde_json::{Map, Value, json};

use crate::{
    id::{ClientId, DeliveryId, Sid, UserId},
    key::sign::{KeyError, SigningKey},
    time::{Lifetime, Timestamp},
};

/// How long one is good: it is signed when it is sent.
const LIFETIME: Lifetime = Lifetime::seconds(120);
/// The member of `events` that makes it a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// §2.4: so that no other token passes for one, and this one for no other (RFC 8725 §3.11).
const TYPE: &str = "logout+jwt";

/// What a logout token is made from.
#[derive(Debug, Clone, Copy)]
pub struct LogoutToken<'a> {
    /// `iss`.
    pub issuer: &'a str,
    /// `aud`: for whom.
    pub client_id: &'a ClientId,
    /// `sub`: who has signed out.
    pub sub: &'a UserId,
    /// `sid`: of which session.
    pub sid: Sid,
    /// `jti`: another one each time it is sent.
    pub jti: DeliveryId,
}

impl LogoutToken<'_> {
    /// The claims. No `nonce`: §2.4 forbids it, so that no logout token passes for an ID token.
    pub fn claims(&self, now: Timestamp) -> Map<String, Value> {
        let claims = [
            ("iss", json!(self.issuer)),
            ("aud", json!(self.client_id.as_str())),
            ("sub", json!(self.sub.as_str())),
            ("sid", json!(self.sid.to_string())),
            ("iat", json!(now.as_seconds())),
            ("exp", json!(now.plus(LIFETIME).as_seconds())),
            ("jti", json!(self.jti.to_string())),
            ("events", json!({ EVENT: {} })),
        ];
        let claims = claims.into_iter();
        claims
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    /// The signed token.
    ///
    /// # Errors
    /// [`KeyError::Signing`].
    pub fn encode(&self, key: &SigningKey, now: Timestamp) -> Result<String, KeyError> {
        key.sign_jwt(Some(TYPE), &self.claims(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id_token::HintClaims,
        key::{
            Algorithm,
            set::tests::{ISSUER, set},
        },
        session::tests::START,
    };

    fn with<T>(look: impl Fn(LogoutToken<'_>) -> T) -> T {
        look(LogoutToken {
            issuer: ISSUER,
            client_id: &"shop".parse().unwrap(),
            sub: &"ada".parse().unwrap(),
            sid: Sid::from_bytes([5; 16]),
            jti: DeliveryId::from_bytes([6; 16]),
        })
    }

    #[test]
    fn the_claims_are_those_of_the_specification_and_no_nonce() {
        let expected = json!({
            "iss": ISSUER, "aud": "shop", "sub": "ada", "sid": "BQUFBQUFBQUFBQUFBQUFBQ",
            "iat": 1_760_000_000, "exp": 1_760_000_120, "jti": "BgYGBgYGBgYGBgYGBgYGBg",
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        assert_eq!(with(|token| Value::from(token.claims(START))), expected);
    }

    #[test]
    fn t_31_its_type_keeps_it_from_passing_for_an_id_token() {
        let keys = set();
        for algorithm in Algorithm::ALL {
            let signer = keys.signer(*algorithm).unwrap();
            let token = with(|token| token.encode(signer, START)).unwrap();
            assert_eq!(keys.verify_hint(&token, ISSUER), None);
            let read: Option<HintClaims> = keys.verify(&token, TYPE, ISSUER);
            assert_eq!(read.unwrap().aud.as_str(), "shop");
        }
    }
}
