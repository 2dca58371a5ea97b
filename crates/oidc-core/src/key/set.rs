//! The keys together: which one signs, which ones clients may see, and what verifies against them
//! (RFC 7517 §5).

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, Validation};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::key::{
    Algorithm, KeyStage,
    jwk::Jwk,
    sign::{KeyError, SigningKey},
    thumbprint::Thumbprint,
};

/// The longest token that is looked at, in bytes.
const MAX_TOKEN: usize = 8 * 1024;

/// The instance's keys.
#[derive(Debug, Clone, Default)]
pub struct KeySet {
    keys: Vec<(KeyStage, Arc<SigningKey>)>,
    /// With their names.
    retired: Vec<(String, Jwk)>,
}

/// The header of a token we signed. Anything more (`jwk`, `jku`, `x5u`, `crit`, …) was not put
/// there by us, and the token is refused (T-30).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: Algorithm,
    kid: String,
    #[serde(default)]
    typ: Option<String>,
}

impl KeySet {
    /// From parsed keys; of one algorithm and stage the newest first.
    pub fn new(mut keys: Vec<(KeyStage, Arc<SigningKey>)>) -> Self {
        // Current, next, previous: the order in which clients should try them.
        keys.sort_by_key(|(stage, _)| *stage);
        let retired = Vec::new();
        Self { keys, retired }
    }

    /// With keys that are published no longer and serve for hints alone.
    #[must_use]
    pub fn and_retired(self, keys: Vec<Jwk>) -> Self {
        let named = |key: Jwk| (key.thumbprint(), key);
        let retired = keys.into_iter().map(named).collect();
        Self { retired, ..self }
    }

    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The key that signs with an algorithm: the newest of the current ones.
    ///
    /// # Errors
    /// [`KeyError::Missing`].
    pub fn signer(&self, algorithm: Algorithm) -> Result<&Arc<SigningKey>, KeyError> {
        self.keys
            .iter()
            .find(|(stage, key)| *stage == KeyStage::Current && key.algorithm() == algorithm)
            .map(|(_, key)| key)
            .ok_or(KeyError::Missing)
    }

    /// The algorithms that can sign now: what discovery lists.
    pub fn algorithms(&self) -> Vec<Algorithm> {
        let all = Algorithm::ALL.iter().copied();
        all.filter(|algorithm| self.signer(*algorithm).is_ok())
            .collect()
    }

    /// The published document, as finished bytes.
    pub fn jwks(&self) -> Vec<u8> {
        let keys: Vec<Value> = self
            .keys
            .iter()
            .map(|(_, key)| key.jwk().to_json())
            .collect();
        json!({ "keys": keys }).to_string().into_bytes()
    }

    /// The claims of a token that one of our keys signed for this issuer. Times are not looked at:
    /// that is the caller's, who knows `now`. `typ` must be the one asked for; a token without
    /// one passes for `JWT` only.
    pub fn verify<T: DeserializeOwned>(&self, token: &str, typ: &str, issuer: &str) -> Option<T> {
        let header = header(token)?;
        let key = self.find(&header.kid)?;
        claims(token, &header, key.jwk(), typ, issuer)
    }

    /// As [`verify`](Self::verify), and a key that is retired is as good.
    pub fn verify_long_after<T: DeserializeOwned>(
        &self,
        token: &str,
        typ: &str,
        issuer: &str,
    ) -> Option<T> {
        let header = header(token)?;
        let key = self.find(&header.kid).map(SigningKey::jwk);
        let key = key.or_else(|| self.find_retired(&header.kid))?;
        claims(token, &header, key, typ, issuer)
    }

    /// Whether a token names a key that is not among these: it may have been made since.
    pub fn lacks_key_of(&self, token: &str) -> bool {
        header(token).is_some_and(|header| {
            let kid = header.kid.as_str();
            let is_known = self.find(kid).is_some() || self.find_retired(kid).is_some();
            kid.parse::<Thumbprint>().is_ok() && !is_known
        })
    }

    /// The key of that name, unless it is retired.
    pub fn find(&self, kid: &str) -> Option<&SigningKey> {
        let found = self.keys.iter().find(|(_, key)| key.kid() == kid);
        found.map(|(_, key)| &**key)
    }

    fn find_retired(&self, kid: &str) -> Option<&Jwk> {
        let found = self.retired.iter().find(|(name, _)| name == kid);
        found.map(|(_, key)| key)
    }
}

/// The claims of a token, if this key signed it.
fn claims<T: DeserializeOwned>(
    token: &str,
    header: &Header,
    key: &Jwk,
    typ: &str,
    issuer: &str,
) -> Option<T> {
    let named = header.typ.as_deref().unwrap_or("JWT");
    if !named.eq_ignore_ascii_case(typ) || key.algorithm() != header.alg {
        return None;
    }
    let validation = validation(header.alg, issuer);
    let verified = jsonwebtoken::decode(token, &decoding_key(key)?, &validation);
    verified.ok().map(|data| data.claims)
}

/// None when we cannot have written it.
fn header(token: &str) -> Option<Header> {
    if token.len() > MAX_TOKEN {
        return None;
    }
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next()?).ok()?;
    serde_json::from_slice(&header).ok()
}

/// The algorithm is the key's own, never the token's word for it.
fn validation(algorithm: Algorithm, issuer: &str) -> Validation {
    let mut validation = Validation::new(match algorithm {
        Algorithm::Rs256 => jsonwebtoken::Algorithm::RS256,
        Algorithm::Es256 => jsonwebtoken::Algorithm::ES256,
        Algorithm::Es384 => jsonwebtoken::Algorithm::ES384,
    });
    validation.set_required_spec_claims(&["iss"]);
    validation.set_issuer(&[issuer]);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}

fn decoding_key(jwk: &Jwk) -> Option<DecodingKey> {
    match jwk {
        Jwk::Rsa { n, e } => DecodingKey::from_rsa_components(n, e).ok(),
        Jwk::Ec { x, y, .. } => DecodingKey::from_ec_components(x, y).ok(),
    }
}

#[cfg(test)]
pub(crate) mod tests;
