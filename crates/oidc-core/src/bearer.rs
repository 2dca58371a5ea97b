//! Bearer tokens: where a request carries one, and how it is refused (RFC 6750).

use crate::{
    error::{ErrorCode, ProtocolError},
    id::AccessTokenId,
    opaque::Opaque,
    params::{Params, ParamsError},
};

/// Why a request may not see what it asks for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BearerError {
    /// No token at all.
    #[error("the request carries no access token")]
    Missing,
    /// The form cannot be read.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// A token in the header and another in the body (RFC 6750 §2).
    #[error("the request carries an access token in two places")]
    TwoPlaces,
    /// Not a token of ours, or none that was issued.
    #[error("the access token was never issued, or is long gone")]
    Unknown,
    /// Past its time.
    #[error("the access token has expired")]
    Expired,
    /// It or its grant no longer stands.
    #[error("the access token or its grant no longer stands")]
    Revoked,
    /// Lacks `openid`.
    #[error("the access token lacks the scope {needed:?}")]
    InsufficientScope {
        /// What it would need.
        needed: &'static str,
    },
}

impl ProtocolError for BearerError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Params(_) | Self::TwoPlaces => ErrorCode::InvalidRequest,
            Self::Missing | Self::Unknown | Self::Expired | Self::Revoked => {
                ErrorCode::InvalidToken
            }
            Self::InsufficientScope { .. } => ErrorCode::InsufficientScope,
        }
    }
}

impl BearerError {
    /// The `WWW-Authenticate` header (RFC 6750 §3). A request without a token is told nothing but
    /// the scheme (§3.1).
    pub fn challenge(&self, realm: &str) -> String {
        // A realm is ours, but a quote in it would end the text.
        let realm: String = realm.chars().filter(|c| !matches!(c, '"' | '\\')).collect();
        if *self == Self::Missing {
            return format!("Bearer realm=\"{realm}\"");
        }
        let (code, description) = (self.code(), self.code().description());
        let scope = match self {
            Self::InsufficientScope { needed } => format!(", scope=\"{needed}\""),
            _ => String::new(),
        };
        format!(
            "Bearer realm=\"{realm}\", error=\"{code}\", error_description=\"{description}\"{scope}"
        )
    }
}

/// Reads the token from the header (RFC 6750 §2.1) or from a form (§2.2), never from a URL (§2.3).
/// `form` is given for POST requests only.
///
/// # Errors
/// [`BearerError`].
pub fn read(
    authorization: Option<&str>,
    form: Option<&Params>,
) -> Result<Opaque<AccessTokenId>, BearerError> {
    let header = authorization.and_then(bearer);
    let body = form.map_or(Ok(None), |form| form.optional("access_token"))?;
    let token = match (header, body) {
        (Some(_), Some(_)) => return Err(BearerError::TwoPlaces),
        (None, None) => return Err(BearerError::Missing),
        (Some(token), None) | (None, Some(token)) => token,
    };
    Opaque::parse(token).map_err(|_| BearerError::Unknown)
}

/// What follows the scheme, whose case does not matter (RFC 9110 §11.1).
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.trim().split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim_start())
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;
    use crate::{id::SessionId, time::Timestamp};

    fn token() -> Opaque<AccessTokenId> {
        Opaque::mint(Timestamp::EPOCH, &mut ChaCha20Rng::seed_from_u64(9))
    }

    #[test]
    fn a_token_is_read_from_header_and_form() {
        let token = token();
        for scheme in ["Bearer", "bearer", "BEARER"] {
            let read = read(Some(&format!("{scheme} {}", token.expose())), None).unwrap();
            assert_eq!(read.id(), token.id());
        }
        let form = Params::parse(&format!("access_token={}", token.expose())).unwrap();
        assert_eq!(read(None, Some(&form)).unwrap().id(), token.id());
        let header = format!("Bearer {}", token.expose());
        assert_eq!(
            read(Some(&header), Some(&form)).unwrap_err(),
            BearerError::TwoPlaces
        );
    }

    #[test]
    fn a_request_without_a_token_is_told_nothing_but_the_scheme() {
        for header in [None, Some(""), Some("Bearer"), Some("Basic ZGVtbzp4")] {
            let error = read(header, None).unwrap_err();
            assert_eq!(
                error.challenge("https://id.example"),
                "Bearer realm=\"https://id.example\""
            );
            assert_eq!(error.code().status(), 401);
        }
    }

    #[test]
    fn t_28_what_is_no_token_of_ours_is_invalid() {
        let session =
            Opaque::<SessionId>::mint(Timestamp::EPOCH, &mut ChaCha20Rng::seed_from_u64(9));
        for text in [
            "x",
            "eyJhbGciOiJub25lIn0.e30.",
            session.expose(),
            &token().expose()[1..],
        ] {
            let error = read(Some(&format!("Bearer {text}")), None).unwrap_err();
            assert_eq!(error, BearerError::Unknown);
            assert!(error.challenge("r").contains("error=\"invalid_token\""));
        }
    }

    #[test]
    fn a_token_without_the_scope_is_forbidden_and_told_which() {
        let error = BearerError::InsufficientScope { needed: "openid" };
        assert_eq!(error.code().status(), 403);
        assert!(error.challenge("r").ends_with(", scope=\"openid\""));
    }
}
