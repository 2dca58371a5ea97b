//! Proof Key for Code Exchange (RFC 7636), with `S256` only: `plain` protects nothing against
//! somebody who has read the request (RFC 9700 §2.1.1).

use std::{fmt, str::FromStr};

use aws_lc_rs::{constant_time, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::{
    client::Client,
    params::{Params, ParamsError},
};

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

/// Why a request's challenge is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PkceRefused {
    /// A client that must send one did not (RFC 9700 §2.1.1).
    #[error("a public client sent no code_challenge")]
    Missing,
    /// `plain`, which is also what a missing method means (RFC 7636 §4.3).
    #[error("code_challenge_method is not S256")]
    Method,
    /// A method without a challenge.
    #[error("code_challenge_method stands without a code_challenge")]
    MethodAlone,
    /// Not 43 to 128 unreserved characters.
    #[error("code_challenge is malformed")]
    Malformed,
}

/// Why a verifier does not prove that the one who asked for the code redeems it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PkceFailed {
    /// A challenge was sent, no verifier.
    #[error("the code_verifier is missing")]
    Missing,
    /// A verifier was sent, no challenge: somebody took it out of the request (RFC 9700 §4.8.2).
    #[error("there is a code_verifier, but the request had no code_challenge")]
    Downgraded,
    /// Not 43 to 128 unreserved characters.
    #[error("the code_verifier is malformed")]
    Malformed,
    /// They do not belong together.
    #[error("the code_verifier does not match the code_challenge")]
    Mismatch,
}

/// The challenge of an authorization request (RFC 7636 §4.3, §4.4.1).
///
/// # Errors
/// [`PkceRefused`] and [`ParamsError::Repeated`], as the caller's error.
pub fn of_authorization<E>(params: &Params, client: &Client) -> Result<Option<CodeChallenge>, E>
where
    E: From<ParamsError> + From<PkceRefused>,
{
    let challenge = params.optional("code_challenge")?;
    let method = params.optional("code_challenge_method")?;
    Ok(challenge_for(challenge, method, client)?)
}

fn challenge_for(
    challenge: Option<&str>,
    method: Option<&str>,
    client: &Client,
) -> Result<Option<CodeChallenge>, PkceRefused> {
    match (challenge, method) {
        (Some(challenge), Some(METHOD)) => challenge
            .parse()
            .map(Some)
            .map_err(|_| PkceRefused::Malformed),
        (Some(_), _) => Err(PkceRefused::Method),
        (None, Some(_)) => Err(PkceRefused::MethodAlone),
        (None, None) if client.needs_pkce() => Err(PkceRefused::Missing),
        (None, None) => Ok(None),
    }
}

/// Whether the verifier belongs to the challenge (RFC 7636 §4.6). Either without the other is
/// refused.
///
/// # Errors
/// [`PkceFailed`].
pub fn verify(
    challenge: Option<&CodeChallenge>,
    verifier: Option<&CodeVerifier>,
) -> Result<(), PkceFailed> {
    match (challenge, verifier) {
        (None, None) => Ok(()),
        (Some(_), None) => Err(PkceFailed::Missing),
        (None, Some(_)) => Err(PkceFailed::Downgraded),
        (Some(challenge), Some(verifier)) if challenge.matches(verifier) => Ok(()),
        (Some(_), Some(_)) => Err(PkceFailed::Mismatch),
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

crate::record::text_value!(CodeChallenge);

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
    use crate::client::{ClientKind, tests::client};

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
    fn t_11_a_verifier_without_a_challenge_is_a_downgrade() {
        let (challenge, verifier) = (CHALLENGE.parse().unwrap(), VERIFIER.parse().unwrap());
        assert_eq!(verify(None, Some(&verifier)), Err(PkceFailed::Downgraded));
        assert_eq!(verify(Some(&challenge), None), Err(PkceFailed::Missing));
        assert_eq!(verify(Some(&challenge), Some(&verifier)), Ok(()));
        assert_eq!(verify(None, None), Ok(()));
    }

    #[test]
    fn t_12_a_public_client_must_send_a_challenge_and_nobody_may_send_plain() {
        let spa = client(ClientKind::Spa, &[]);
        let web = client(ClientKind::Traditional, &[]);
        assert_eq!(challenge_for(None, None, &spa), Err(PkceRefused::Missing));
        assert_eq!(challenge_for(None, None, &web), Ok(None));
        for method in [None, Some("plain"), Some("s256"), Some("S512")] {
            let refused = challenge_for(Some(CHALLENGE), method, &web);
            assert_eq!(refused, Err(PkceRefused::Method), "{method:?}");
        }
        let alone = challenge_for(None, Some("S256"), &web);
        assert_eq!(alone, Err(PkceRefused::MethodAlone));
        let short = challenge_for(Some("short"), Some("S256"), &web);
        assert_eq!(short, Err(PkceRefused::Malformed));
        assert!(challenge_for(Some(CHALLENGE), Some("S256"), &spa).is_ok());
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
