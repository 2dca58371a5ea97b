//! A public key on paper: JSON Web Key (RFC 7517) and its thumbprint (RFC 7638).

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::{RsaPublicKey, pkcs1::DecodeRsaPublicKey, traits::PublicKeyParts};
use serde_json::{Value, json};

use crate::key::Algorithm;

/// A public key, its numbers already base64url.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Jwk {
    /// RFC 7518 §6.3.
    Rsa {
        /// The modulus.
        n: String,
        /// The exponent.
        e: String,
    },
    /// On P-256, RFC 7518 §6.2.
    Ec {
        /// One coordinate.
        x: String,
        /// The other.
        y: String,
    },
}

impl Jwk {
    /// From a DER `RSAPublicKey` (RFC 8017 §A.1.1).
    pub(crate) fn from_rsa_der(der: &[u8]) -> Option<Self> {
        let key = RsaPublicKey::from_pkcs1_der(der).ok()?;
        let text = |number: &rsa::BigUint| URL_SAFE_NO_PAD.encode(number.to_bytes_be());
        Some(Self::Rsa {
            n: text(key.n()),
            e: text(key.e()),
        })
    }

    /// From an uncompressed point (SEC 1 §2.3.3).
    pub(crate) fn from_point(point: &[u8]) -> Option<Self> {
        match point {
            [4, coordinates @ ..] if coordinates.len() == 64 => {
                let (x, y) = coordinates.split_at(32);
                Some(Self::Ec {
                    x: URL_SAFE_NO_PAD.encode(x),
                    y: URL_SAFE_NO_PAD.encode(y),
                })
            }
            _ => None,
        }
    }

    /// What the key signs with.
    pub const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Rsa { .. } => Algorithm::Rs256,
            Self::Ec { .. } => Algorithm::Es256,
        }
    }

    /// The key's name: SHA-256 of the required members in order, base64url (RFC 7638 §3).
    pub fn thumbprint(&self) -> String {
        // The values are base64url, so nothing in them needs escaping.
        let canonical = match self {
            Self::Rsa { n, e } => format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#),
            Self::Ec { x, y } => format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#),
        };
        URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, canonical.as_bytes()))
    }

    /// The member of a key set. Every value is a text: the Go SDK reads nothing else.
    pub fn to_json(&self) -> Value {
        let (kid, alg) = (self.thumbprint(), self.algorithm().as_str());
        match self {
            Self::Rsa { n, e } => {
                json!({"kty": "RSA", "use": "sig", "kid": kid, "alg": alg, "n": n, "e": e})
            }
            Self::Ec { x, y } => json!({
                "kty": "EC", "use": "sig", "kid": kid, "alg": alg, "crv": "P-256", "x": x, "y": y
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_of_rfc_7638_section_3_1_comes_out() {
        let key = Jwk::Rsa {
            n: "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_\
                BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_F\
                DW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4v\
                MQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
                .to_owned(),
            e: "AQAB".to_owned(),
        };
        assert_eq!(
            key.thumbprint(),
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        );
    }

    #[test]
    fn every_member_is_a_text() {
        for key in [
            Jwk::Rsa {
                n: "n".to_owned(),
                e: "AQAB".to_owned(),
            },
            Jwk::Ec {
                x: "x".to_owned(),
                y: "y".to_owned(),
            },
        ] {
            let json = key.to_json();
            assert!(json.as_object().unwrap().values().all(Value::is_string));
            assert_eq!(json["kid"], key.thumbprint());
        }
    }

    #[test]
    fn a_compressed_or_cut_point_is_no_key() {
        assert_eq!(Jwk::from_point(&[2; 33]), None);
        assert_eq!(Jwk::from_point(&[4; 64]), None);
        assert!(Jwk::from_point(&[4; 65]).is_some());
        assert_eq!(Jwk::from_rsa_der(&[0; 20]), None);
    }
}
