//! Signing: a key parsed once, used for every token (RFC 7515, RFC 7518 §3).

use std::fmt;

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeyPair as RsaKeyPair,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
        EcdsaSigningAlgorithm, KeyPair as _, RSA_PKCS1_SHA256,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;

use crate::{
    error::{ErrorCode, ProtocolError},
    key::{Algorithm, jwk::Jwk},
};

/// What went wrong with a key. Always a breakdown, never an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The stored bytes are not a key of this algorithm.
    #[error("the stored signing key is not a valid key of its algorithm")]
    Unreadable,
    /// There is no key to sign with.
    #[error("there is no current signing key of the algorithm")]
    Missing,
    /// The library refused to sign.
    #[error("signing failed")]
    Signing,
}

impl ProtocolError for KeyError {
    fn code(&self) -> ErrorCode {
        ErrorCode::ServerError
    }

    fn is_internal(&self) -> bool {
        true
    }
}

enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
}

/// A private key, ready to sign.
pub struct SigningKey {
    pair: Pair,
    jwk: Jwk,
    kid: String,
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    typ: Option<&'a str>,
    kid: &'a str,
}

impl SigningKey {
    /// Parses PKCS#8 DER.
    ///
    /// # Errors
    /// [`KeyError::Unreadable`].
    pub fn from_pkcs8(algorithm: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        let (pair, jwk) = match algorithm {
            Algorithm::Rs256 => {
                let pair = RsaKeyPair::from_pkcs8(der).map_err(|_| KeyError::Unreadable)?;
                let jwk = Jwk::from_rsa_der(pair.public_key().as_ref());
                (Pair::Rsa(pair), jwk)
            }
            Algorithm::Es256 => on_curve(&ECDSA_P256_SHA256_FIXED_SIGNING, der)?,
            Algorithm::Es384 => on_curve(&ECDSA_P384_SHA384_FIXED_SIGNING, der)?,
        };
        let jwk = jwk.ok_or(KeyError::Unreadable)?;
        Ok(Self {
            pair,
            kid: jwk.thumbprint(),
            jwk,
        })
    }

    /// Its thumbprint (RFC 7638).
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// What it signs with.
    pub const fn algorithm(&self) -> Algorithm {
        self.jwk.algorithm()
    }

    /// The public half.
    pub const fn jwk(&self) -> &Jwk {
        &self.jwk
    }

    /// The public half, as it is kept when the private one is given up.
    pub fn public_octets(&self) -> &[u8] {
        match &self.pair {
            Pair::Rsa(pair) => pair.public_key().as_ref(),
            Pair::Ec(pair) => pair.public_key().as_ref(),
        }
    }

    /// A signed JWT (RFC 7519). `typ` goes into the header when given; ID tokens have none.
    ///
    /// # Errors
    /// [`KeyError::Signing`].
    pub fn sign_jwt(&self, typ: Option<&str>, claims: &impl Serialize) -> Result<String, KeyError> {
        let header = Header {
            alg: self.algorithm().as_str(),
            typ,
            kid: &self.kid,
        };
        let mut token = encode(&header)?;
        token.push('.');
        token.push_str(&encode(claims)?);
        let signature = self.sign(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// The library draws its own randomness here (blinding, ECDSA nonces): a given one would make
    /// a private key guessable.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let rng = SystemRandom::new();
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &rng, message, &mut signature)
                    .map_err(|_| KeyError::Signing)?;
                Ok(signature)
            }
            Pair::Ec(pair) => {
                let signature = pair.sign(&rng, message).map_err(|_| KeyError::Signing)?;
                Ok(signature.as_ref().to_vec())
            }
        }
    }
}

fn on_curve(
    algorithm: &'static EcdsaSigningAlgorithm,
    der: &[u8],
) -> Result<(Pair, Option<Jwk>), KeyError> {
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, der).map_err(|_| KeyError::Unreadable)?;
    let jwk = Jwk::from_point(pair.public_key().as_ref());
    Ok((Pair::Ec(pair), jwk))
}

fn encode(value: &impl Serialize) -> Result<String, KeyError> {
    let json = serde_json::to_vec(value).map_err(|_| KeyError::Signing)?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::{Arc, LazyLock};

    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
    use serde_json::{Value, json};

    use super::*;
    use crate::key::generate;

    static RSA: LazyLock<Arc<SigningKey>> = LazyLock::new(|| Arc::new(make(Algorithm::Rs256, 1)));

    fn make(algorithm: Algorithm, seed: u64) -> SigningKey {
        let der = generate::pkcs8(algorithm, &mut ChaCha20Rng::seed_from_u64(seed)).unwrap();
        SigningKey::from_pkcs8(algorithm, &der).unwrap()
    }

    pub(crate) fn rsa() -> Arc<SigningKey> {
        Arc::clone(&RSA)
    }

    pub(crate) fn ec(seed: u64) -> Arc<SigningKey> {
        Arc::new(make(Algorithm::Es256, seed))
    }

    pub(crate) fn p384(seed: u64) -> Arc<SigningKey> {
        Arc::new(make(Algorithm::Es384, seed))
    }

    /// A token with any header, truly signed over it by our RSA key.
    pub(crate) fn forge(header: &Value, claims: &Value) -> String {
        let text = format!("{}.{}", encode(header).unwrap(), encode(claims).unwrap());
        let signature = rsa().sign(text.as_bytes()).unwrap();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn part(token: &str, index: usize) -> Value {
        let part = token.split('.').nth(index).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    #[test]
    fn the_header_names_algorithm_and_key_and_nothing_else() {
        for key in [rsa(), ec(1), p384(1)] {
            let token = key.sign_jwt(None, &json!({"sub": "ada"})).unwrap();
            let alg = key.algorithm().as_str();
            assert_eq!(part(&token, 0), json!({"alg": alg, "kid": key.kid()}));
            assert_eq!(part(&token, 1), json!({"sub": "ada"}));
        }
        let token = ec(1).sign_jwt(Some("at+jwt"), &json!({})).unwrap();
        assert_eq!(part(&token, 0)["typ"], "at+jwt");
    }

    #[test]
    fn the_signature_of_a_curve_is_the_two_numbers_side_by_side() {
        // RFC 7518 §3.4: 64 and 96 octets, not DER.
        for (key, octets) in [(ec(2), 64), (p384(2), 96)] {
            let token = key.sign_jwt(None, &json!({})).unwrap();
            let signature = token.rsplit('.').next().unwrap();
            assert_eq!(URL_SAFE_NO_PAD.decode(signature).unwrap().len(), octets);
        }
    }

    #[test]
    fn a_key_of_the_other_algorithm_or_garbage_is_unreadable() {
        let der = generate::pkcs8(Algorithm::Es256, &mut ChaCha20Rng::seed_from_u64(3)).unwrap();
        let unreadable = |algorithm, der: &[u8]| SigningKey::from_pkcs8(algorithm, der).is_err();
        assert!(unreadable(Algorithm::Rs256, &der));
        assert!(unreadable(Algorithm::Es384, &der));
        assert!(unreadable(Algorithm::Es256, &der[1..]));
        assert!(unreadable(Algorithm::Es256, &[]));
    }

    #[test]
    fn the_public_half_is_read_again_as_a_key_of_its_own_algorithm_only() {
        for key in [rsa(), ec(5), p384(5)] {
            let read = |algorithm| Jwk::from_octets(algorithm, key.public_octets());
            for algorithm in Algorithm::ALL {
                let own = *algorithm == key.algorithm();
                assert_eq!(read(*algorithm).as_ref(), own.then_some(key.jwk()));
            }
        }
    }

    #[test]
    fn a_key_does_not_print() {
        let key = ec(4);
        let expected = format!("SigningKey {{ kid: {:?}, .. }}", key.kid());
        assert_eq!(format!("{key:?}"), expected);
    }
}
