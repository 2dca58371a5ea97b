//! Proof Key for Code Exchange (RFC 7636), with `S256` only: `plain` protects nothing against
//! somebody who has read the request (RFC 9700 §2.1.1).

use std::{fmt, str::FromStr};

use aws_lc_rs::{constant_time, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

/// The one `code_challenge_method` on offer.
pub const METHOD: &str = "S256";

/// The text is not 43 to 128 characters of `[A-Za-z0-9-._~]` (RFC 7636 §4.1, §4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not 43 to 128 unreserved characters (RFC 7636 §4.1)")]
pub struct InvalidPkce;

/// What the client sent to the authorization endpoint. Not secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CodeChallenge(String);

/// What only the client that asked for the code can present. Does not print.
#[derive(Clone)]
pub struct CodeVerifier(String);

impl CodeChallenge {
    /// The challenge as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `BASE64URL(SHA256(verifier))` is this challenge (RFC 7636 §4.6).
    pub fn matches(&self, verifier: &CodeVerifier) -> bool {
        let digest = digest::digest(&digest::SHA256, verifier.0.as_bytes());
        let expected = URL_SAFE_NO_PAD.encode(digest);
        constant_time::verify_slices_are_equal(self.0.as_bytes(), expected.as_bytes()).is_ok()
    }
}

fn checked(text: &str) -> Result<String, InvalidPkce> {
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    if (43..=128).contains(&text.len()) && text.bytes().all(unreserved) {
        Ok(text.to_owned())
    } else {
        Err(InvalidPkce)
    }
}

impl FromStr for CodeChallenge {
    type Err = InvalidPkce;

    fn from_str(text: &str) -> Result<Self, InvalidPkce> {
        checked(text).map(Self)
    }
}

impl FromStr for CodeVerifier {
    type Err = InvalidPkce;

    fn from_str(text: &str) -> Result<Self, InvalidPkce> {
        checked(text).map(Self)
    }
}

impl TryFrom<String> for CodeChallenge {
    type Error = InvalidPkce;

    fn try_from(text: String) -> Result<Self, InvalidPkce> {
        text.parse()
    }
}

impl From<CodeChallenge> for String {
    fn from(challenge: CodeChallenge) -> Self {
        challenge.0
    }
}

impl fmt::Debug for CodeVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[verifier]")
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    // RFC 7636, appendix B
    pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_verifier_of_appendix_b_matches_its_challenge() {
        let challenge: CodeChallenge = CHALLENGE.parse().unwrap();
        assert!(challenge.matches(&VERIFIER.parse().unwrap()));
    }

    #[test]
    fn t_10_another_verifier_or_the_challenge_itself_does_not_match() {
        let challenge: CodeChallenge = CHALLENGE.parse().unwrap();
        assert!(!challenge.matches(&CHALLENGE.parse().unwrap()));
        assert!(!challenge.matches(&VERIFIER.replace('d', "e").parse().unwrap()));
    }

    #[test]
    fn a_verifier_of_42_characters_is_refused() {
        assert!("a".repeat(42).parse::<CodeVerifier>().is_err());
        assert!("a".repeat(43).parse::<CodeVerifier>().is_ok());
        assert!("a".repeat(128).parse::<CodeVerifier>().is_ok());
        assert!("a".repeat(129).parse::<CodeVerifier>().is_err());
    }

    #[test]
    fn a_verifier_with_other_characters_is_refused() {
        for bad in ["+", "/", "=", " ", "\0", "é"] {
            let text = format!("{}{bad}", "a".repeat(50));
            assert!(text.parse::<CodeVerifier>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_verifier_does_not_print() {
        let verifier: CodeVerifier = VERIFIER.parse().unwrap();
        assert_eq!(format!("{verifier:?}"), "[verifier]");
    }
}
