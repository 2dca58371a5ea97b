//! A public key as JSON: JSON Web Key (RFC 7517) and its thumbprint (RFC 7638).

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::{RsaPublicKey, pkcs1::DecodeRsaPublicKey, traits::PublicKeyParts};
use serde_json::{Value, json};

use crate::{key::Algorithm, name::closed_set};

closed_set! {
    /// A curve (RFC 7518 §6.2.1.1).
    Curve, "curve" {
        /// With 32 bytes for a coordinate.
        P256 = "P-256",
        /// With 48.
        P384 = "P-384",
    }
}

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
    /// RFC 7518 §6.2.
    Ec {
        /// Where the point lies.
        curve: Curve,
        /// One coordinate.
        x: String,
        /// The other.
        y: String,
    },
}

impl Jwk {
    /// From what [`SigningKey::public_octets`](super::sign::SigningKey::public_octets) gave; none
    /// when it is no public key of this algorithm.
    pub fn from_octets(algorithm: Algorithm, octets: &[u8]) -> Option<Self> {
        let key = match algorithm {
            Algorithm::Rs256 => Self::from_rsa_der(octets),
            Algorithm::Es256 | Algorithm::Es384 => Self::from_point(octets),
        };
        key.filter(|key| key.algorithm() == algorithm)
    }

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
        let [4, coordinates @ ..] = point else {
            return None;
        };
        let curve = match coordinates.len() {
            64 => Curve::P256,
            96 => Curve::P384,
            _ => return None,
        };
        let (x, y) = coordinates.split_at(coordinates.len() / 2);
        Some(Self::Ec {
            curve,
            x: URL_SAFE_NO_PAD.encode(x),
            y: URL_SAFE_NO_PAD.encode(y),
        })
    }

    /// What the key signs with.
    pub const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Rsa { .. } => Algorithm::Rs256,
            Self::Ec { curve, .. } => match curve {
                Curve::P256 => Algorithm::Es256,
                Curve::P384 => Algorithm::Es384,
            },
        }
    }

    /// The key's name: SHA-256 of the required members in order, base64url (RFC 7638 §3).
    pub fn thumbprint(&self) -> String {
        // The values are base64url, so nothing in them needs escaping.
        let canonical = match self {
            Self::Rsa { n, e } => format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#),
            Self::Ec { curve, x, y } => {
                format!(r#"{{"crv":"{curve}","kty":"EC","x":"{x}","y":"{y}"}}"#)
            }
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
            Self::Ec { curve, x, y } => json!({
                "kty": "EC", "use": "sig", "kid": kid, "alg": alg, "crv": curve, "x": x, "y": y
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
            ec(Curve::P256, "x", "y"),
            ec(Curve::P384, "x", "y"),
        ] {
            let json = key.to_json();
            assert!(json.as_object().unwrap().values().all(Value::is_string));
            assert_eq!(json["kid"], key.thumbprint());
            assert_eq!(json["alg"], key.algorithm().as_str());
            assert_eq!(json["use"], "sig");
        }
    }

    fn ec(curve: Curve, x: &str, y: &str) -> Jwk {
        let (x, y) = (x.to_owned(), y.to_owned());
        Jwk::Ec { curve, x, y }
    }

    #[test]
    fn the_thumbprint_of_a_curve_is_over_its_name_and_coordinates_in_order() {
        // The key of RFC 7517 A.1; its thumbprint is the digest of the line of RFC 7638 §3.2.
        let key = ec(
            Curve::P256,
            "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        );
        assert_eq!(
            key.thumbprint(),
            "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"
        );
        let other = ec(Curve::P384, "x", "y");
        let line = br#"{"crv":"P-384","kty":"EC","x":"x","y":"y"}"#;
        let digest = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, line));
        assert_eq!(other.thumbprint(), digest);
    }

    #[test]
    fn a_compressed_or_cut_point_is_no_key() {
        assert_eq!(Jwk::from_point(&[2; 33]), None);
        assert_eq!(Jwk::from_point(&[4; 64]), None);
        assert_eq!(Jwk::from_point(&[4; 96]), None);
        let algorithm = |point| Jwk::from_point(point).map(|key| key.algorithm());
        assert_eq!(algorithm(&[4; 65]), Some(Algorithm::Es256));
        assert_eq!(algorithm(&[4; 97]), Some(Algorithm::Es384));
        assert_eq!(Jwk::from_rsa_der(&[0; 20]), None);
    }
}
