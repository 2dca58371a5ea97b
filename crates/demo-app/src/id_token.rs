//! An ID token is believed only once it is checked (OIDC Core §3.1.3.7, §3.1.3.8 and §12.2).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, ClaimsVerificationError, IdToken, Nonce,
    SignatureVerificationError,
    core::{
        CoreGenderClaim, CoreIdToken, CoreIdTokenClaims, CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    },
};
use serde_json::Value;

use crate::{claim::Claims, moment::Moment, pending::Pending, provider::Discovered};

/// Seconds by which the provider's clock and ours may differ.
const SKEW: i64 = 60;

/// What an ID token must match besides our issuer, our client id and the clock.
#[derive(Clone, Copy)]
pub(crate) enum Expected<'a> {
    /// After a sign-in: its nonce (OIDC Core §3.1.3.7, 11) and how recent it must be (13).
    SignIn(&'a Pending),
    /// After a refresh: the same person as before (§12.2).
    Subject(&'a str),
}

/// Why an ID token is not believed.
pub(crate) enum Unverified {
    /// Worth another look at the provider's keys.
    UnknownKey,
    /// The name of the check that failed.
    Failed(&'static str),
}

impl From<ClaimsVerificationError> for Unverified {
    fn from(why: ClaimsVerificationError) -> Self {
        use ClaimsVerificationError as E;
        Self::Failed(match why {
            E::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
                return Self::UnknownKey;
            }
            E::SignatureVerification(_) => "signature",
            E::InvalidIssuer(_) => "iss",
            E::InvalidAudience(_) => "aud",
            E::Expired(_) => "exp",
            E::InvalidNonce(_) => "nonce",
            E::InvalidSubject(_) => "sub",
            E::InvalidAuthTime(_) => "auth_time",
            _ => "form",
        })
    }
}

/// All the checks, and what each compared: name and value.
pub(crate) fn verify(
    discovered: &Discovered,
    id_token: &CoreIdToken,
    access_token: &AccessToken,
    expected: Expected<'_>,
    now: i64,
) -> Result<Vec<(&'static str, String)>, Unverified> {
    let verifier = discovered.verifier();
    let claims = match expected {
        Expected::SignIn(pending) => id_token.claims(&verifier, &pending.nonce)?,
        // §12.2: a refreshed ID token should have no nonce.
        Expected::Subject(_) => id_token.claims(&verifier, |_: Option<&Nonce>| Ok(()))?,
    };
    let audiences: Vec<_> = claims.audiences().iter().map(|one| one.as_str()).collect();
    let mut checks = vec![
        ("signature", signature(id_token)),
        ("iss", claims.issuer().to_string()),
        ("aud", audiences.join(" ")),
        ("exp", date(claims.expiration().timestamp(), now)),
    ];
    match expected {
        Expected::SignIn(pending) => {
            checks.push(("nonce", pending.nonce.secret().clone()));
            if let Some(max_age) = pending.max_age() {
                checks.push(("auth_time", recent(claims, max_age, now)?));
            }
        }
        Expected::Subject(subject) if claims.subject().as_str() == subject => {
            checks.push(("sub", subject.to_owned()));
        }
        Expected::Subject(_) => return Err(Unverified::Failed("sub")),
    }
    if let Some(stated) = claims.access_token_hash() {
        let matches = id_token
            .signing_alg()
            .ok()
            .zip(id_token.signing_key(&verifier).ok());
        let computed =
            matches.and_then(|(alg, key)| AccessTokenHash::from_token(access_token, alg, key).ok());
        if computed.as_ref() != Some(stated) {
            return Err(Unverified::Failed("at_hash"));
        }
        checks.push(("at_hash", stated.to_string()));
    }
    Ok(checks)
}

/// §3.1.3.7, 13: who asks with `max_age` must look at `auth_time`.
fn recent(claims: &CoreIdTokenClaims, max_age: i64, now: i64) -> Result<String, Unverified> {
    match claims.auth_time().map(|moment| moment.timestamp()) {
        Some(since) if now - since <= max_age.saturating_add(SKEW) => Ok(date(since, now)),
        _ => Err(Unverified::Failed("auth_time")),
    }
}

/// What a token is signed with.
pub(crate) fn signature<C: AdditionalClaims>(
    token: &IdToken<C, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>,
) -> String {
    let alg = token
        .signing_alg()
        .ok()
        .and_then(|alg| serde_json::to_value(alg).ok());
    match alg {
        Some(Value::String(name)) => name,
        _ => String::new(),
    }
}

pub(crate) fn date(seconds: i64, now: i64) -> String {
    Moment::new(seconds, now).map_or_else(|| seconds.to_string(), |moment| moment.date)
}

/// The claims as they stand in the token, including those the library has no field for. Called
/// only for tokens that passed the checks.
pub(crate) fn payload(id_token: &CoreIdToken) -> Option<Claims> {
    let token = id_token.to_string();
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}
