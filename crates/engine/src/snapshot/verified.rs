//! Access tokens that the keys of one snapshot are known to have signed. An API asks about the same
//! token again and again, and to verify its signature costs more than all the rest of the answer.
//!
//! A signature that was right stays right, whatever else becomes of the token: that is asked each time.
//! What is remembered goes with the keys. Only what one of them signed takes a place, so that nobody
//! else can push anything out.

use std::sync::{Arc, Mutex, PoisonError};

use oidc_core::{jwt_access_token::JwtAccessToken, key::set::KeySet, secret::Digest};

/// A token takes the place of the one before it that falls on the same of so many.
const PLACES: usize = 4096;

type Place = Mutex<Option<(Digest, Arc<JwtAccessToken>)>>;

/// What was verified lately, by the digest of the whole token.
pub(super) struct Verified(Box<[Place]>);

impl Default for Verified {
    fn default() -> Self {
        Self((0..PLACES).map(|_| Place::default()).collect())
    }
}

impl Verified {
    /// What the token says, if one of these keys signed it for this issuer.
    pub(super) fn read(
        &self,
        token: &str,
        keys: &KeySet,
        issuer: &str,
    ) -> Option<Arc<JwtAccessToken>> {
        let digest = Digest::of(token);
        let [first, second, ..] = *digest.as_bytes();
        let number = usize::from(u16::from_be_bytes([first, second])) % self.0.len();
        let place = self.0.get(number)?;
        let known = place.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, claims)) = known.filter(|(known, _)| *known == digest) {
            return Some(claims);
        }
        let claims = Arc::new(JwtAccessToken::verify(token, keys, issuer)?);
        let fresh = (digest, Arc::clone(&claims));
        *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(fresh);
        Some(claims)
    }
}

impl std::fmt::Debug for Verified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Verified")
    }
}

#[cfg(test)]
mod tests {
    use oidc_core::{
        key::{Algorithm, KeyStage, generate::pkcs8, sign::SigningKey},
        time::Timestamp,
    };
    use serde_json::json;

    use super::*;
    use crate::entropy::Entropy;

    const ISSUER: &str = "https://id.example/oidc";

    fn keys() -> (Arc<SigningKey>, KeySet) {
        let mut rng = Entropy::system().unwrap().rng();
        let der = pkcs8(Algorithm::Es256, &mut rng).unwrap();
        let key = Arc::new(SigningKey::from_pkcs8(Algorithm::Es256, &der).unwrap());
        let set = KeySet::new(vec![(KeyStage::Current, Arc::clone(&key))]);
        (key, set)
    }

    fn token(key: &SigningKey, subject: &str) -> String {
        let now = Timestamp::EPOCH.as_seconds();
        let claims = json!({
            "jti": "AAAAAAAAAAAAAAAAAAAAAA", "sub": subject, "iat": now, "exp": now + 60,
            "client_id": "web", "iss": ISSUER, "aud": "https://books.example"
        });
        key.sign_jwt(Some("at+jwt"), &claims).unwrap()
    }

    #[test]
    fn a_token_that_is_known_says_the_same_again() {
        let (key, set) = keys();
        let verified = Verified::default();
        let tokens = ["ada", "eve"].map(|subject| (subject, token(&key, subject)));
        for _ in 0..3 {
            for (subject, token) in &tokens {
                assert_eq!(verified.read(token, &set, ISSUER).unwrap().sub, *subject);
            }
        }
    }

    #[test]
    fn t_30_what_no_key_signed_stays_unknown_however_often_it_is_asked() {
        let (key, set) = keys();
        let verified = Verified::default();
        let own = token(&key, "ada");
        assert!(verified.read(&own, &set, ISSUER).is_some());
        let (content, signature) = own.rsplit_once('.').unwrap();
        let (other, _) = keys();
        let forged = [
            token(&other, "ada"),
            format!("{content}.{}", signature.chars().rev().collect::<String>()),
            format!("{own}A"),
            format!("{content}."),
            key.sign_jwt(None, &json!({"iss": ISSUER})).unwrap(),
        ];
        for forged in forged {
            for _ in 0..2 {
                assert_eq!(verified.read(&forged, &set, ISSUER), None, "{forged}");
            }
        }
    }

    #[test]
    fn tokens_of_the_same_place_take_turns() {
        let (key, set) = keys();
        let verified = Verified(Box::new([Place::default()]));
        for subject in ["ada", "eve", "ada", "ada"] {
            let token = token(&key, subject);
            assert_eq!(verified.read(&token, &set, ISSUER).unwrap().sub, subject);
        }
    }
}
