//! An access token for the shop's API is believed only once it is checked (RFC 9068 §4).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use openidconnect::{
    AdditionalClaims, IdToken, Nonce,
    core::{CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    id_token::{Unverified, date, signature},
    provider::Discovered,
};

/// RFC 9068 §2.1: so that no other token of the provider passes for an access token.
const TYP: &str = "at+jwt";

/// The type that the header states.
fn typ(token: &str) -> Option<String> {
    let header = BASE64_URL_SAFE_NO_PAD
        .decode(token.split('.').next()?)
        .ok()?;
    let header: Value = serde_json::from_slice(&header).ok()?;
    Some(header.get("typ")?.as_str()?.to_owned())
}

/// RFC 7515 §4.1.9: a media type, in any case, whose "application/" may be left out.
fn is_access_token(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ) == TYP
}

/// What an access token has beside the claims of an ID token, which has all the others.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct AccessClaims {
    scope: Option<String>,
}

impl AdditionalClaims for AccessClaims {}

type AccessToken = IdToken<
    AccessClaims,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

/// A token that passed every check.
pub(crate) struct Verified {
    /// Each check and what it compared: name and value.
    pub(crate) checks: Vec<(&'static str, String)>,
    scope: String,
}

impl Verified {
    /// Whether it allows this (RFC 6749 §3.3).
    pub(crate) fn allows(&self, scope: &str) -> bool {
        self.scope.split(' ').any(|one| one == scope)
    }
}

/// The checks that an API can make without asking the provider: type, signature, issuer, audience
/// and end. They do not show what has happened since the token was made.
pub(crate) fn verify(
    discovered: &Discovered,
    audience: &str,
    token: &str,
    now: i64,
) -> Result<Verified, Unverified> {
    let form = |_| Unverified::Failed("form");
    // §4: the type is a must, and the library would let a token without one pass.
    if typ(token).is_none_or(|typ| !is_access_token(&typ)) {
        return Err(Unverified::Failed("typ"));
    }
    let token: AccessToken = token.parse().map_err(form)?;
    let verifier = discovered.access_token_verifier(audience);
    let verifier = verifier.allow_all_jose_types();
    let claims = token.claims(&verifier, |_: Option<&Nonce>| Ok(()))?;
    let audiences: Vec<_> = claims.audiences().iter().map(|one| one.as_str()).collect();
    let scope = claims.additional_claims().scope.clone().unwrap_or_default();
    let checks = vec![
        ("typ", TYP.to_owned()),
        ("signature", signature(&token)),
        ("iss", claims.issuer().to_string()),
        ("aud", audiences.join(" ")),
        ("exp", date(claims.expiration().timestamp(), now)),
        ("scope", scope.clone()),
    ];
    Ok(Verified { checks, scope })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_compared_as_a_media_type() {
        for typ in ["at+jwt", "AT+JWT", "application/at+jwt"] {
            assert!(is_access_token(typ), "{typ}");
        }
        for typ in ["JWT", "", "application/jwt", "logout+jwt", "at+jwt;v=1"] {
            assert!(!is_access_token(typ), "{typ}");
        }
    }
}
