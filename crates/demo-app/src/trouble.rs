//! Everything that can stop a visitor, by cause. The words for it are in `trouble.html`.

use axum::http::StatusCode;
use openidconnect::ClaimsVerificationError;
use thiserror::Error;

use crate::{abbreviate, provider::Unavailable};

/// Which check of OIDC Core §3.1.3.7 an ID token failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    Signature,
    Issuer,
    Audience,
    Expiry,
    Nonce,
    Subject,
    AuthTime,
    AccessTokenHash,
    Other,
}

impl Check {
    fn name(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Issuer => "iss",
            Self::Audience => "aud",
            Self::Expiry => "exp",
            Self::Nonce => "nonce",
            Self::Subject => "sub",
            Self::AuthTime => "auth_time",
            Self::AccessTokenHash => "at_hash",
            Self::Other => "form",
        }
    }
}

impl From<&ClaimsVerificationError> for Check {
    fn from(why: &ClaimsVerificationError) -> Self {
        match why {
            ClaimsVerificationError::SignatureVerification(_) => Self::Signature,
            ClaimsVerificationError::InvalidIssuer(_) => Self::Issuer,
            ClaimsVerificationError::InvalidAudience(_) => Self::Audience,
            ClaimsVerificationError::Expired(_) => Self::Expiry,
            ClaimsVerificationError::InvalidNonce(_) => Self::Nonce,
            ClaimsVerificationError::InvalidSubject(_) => Self::Subject,
            ClaimsVerificationError::InvalidAuthTime(_) => Self::AuthTime,
            _ => Self::Other,
        }
    }
}

/// What the provider says when it refuses (RFC 6749 §4.1.2.1 and §5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: String,
    pub(crate) description: Option<String>,
}

impl Refusal {
    pub(crate) fn new(code: &str, description: Option<&str>) -> Self {
        Self {
            code: abbreviate::long(code),
            description: description.map(abbreviate::long),
        }
    }
}

/// Why a page says something other than what the visitor hoped for.
#[derive(Debug, Error)]
pub(crate) enum Trouble {
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The answer says no.
    #[error("the provider refused the authorization request")]
    Refused(Refusal),
    /// The answer says a thing twice, or nothing at all.
    #[error("the answer cannot be read")]
    Unreadable,
    /// We did not ask, or in another browser, or too long ago for the cookie to be there.
    #[error("the answer belongs to no sign-in of this browser")]
    UnknownState,
    /// We asked, more than ten minutes ago.
    #[error("the answer came too late")]
    TooLate,
    /// RFC 9207 §2.4.
    #[error("the answer is from another issuer")]
    AnswerFromOther { stated: Option<String> },
    #[error("the token endpoint refused")]
    TokenRefused(Refusal),
    /// No answer, or none that makes sense.
    #[error("the token endpoint did not answer properly")]
    TokenFailed(String),
    #[error("the token answer has no ID token")]
    NoIdToken,
    #[error("the ID token failed a check")]
    IdToken(Check),
    /// Somebody sends visitors here to sign in elsewhere (OIDC Core §4).
    #[error("asked to sign in at another issuer")]
    NotOurIssuer { stated: Option<String> },
    #[error("there is no refresh token")]
    NoRefreshToken,
    /// Signed out here, but the provider cannot be asked to do the same.
    #[error("the provider has no end-session endpoint")]
    NoEndSession,
    /// Signed out here, but the provider cannot be found.
    #[error("signed out here only")]
    SignedOutHereOnly,
    #[error("no such page")]
    NoSuchPage,
}

impl Trouble {
    /// The name the template and the log know it by.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Unavailable(Unavailable::NoAnswer) => "no_answer",
            Self::Unavailable(Unavailable::NotAProvider(_)) => "not_a_provider",
            Self::Unavailable(Unavailable::OtherIssuer(_)) => "other_issuer",
            Self::Unavailable(Unavailable::NoTrustedAlgorithm) => "no_trusted_algorithm",
            Self::Refused(_) => "refused",
            Self::Unreadable => "unreadable",
            Self::UnknownState => "unknown_state",
            Self::TooLate => "too_late",
            Self::AnswerFromOther { .. } => "answer_from_other",
            Self::TokenRefused(_) => "token_refused",
            Self::TokenFailed(_) => "token_failed",
            Self::NoIdToken => "no_id_token",
            Self::IdToken(_) => "id_token",
            Self::NotOurIssuer { .. } => "not_our_issuer",
            Self::NoRefreshToken => "no_refresh_token",
            Self::NoEndSession => "no_end_session",
            Self::SignedOutHereOnly => "signed_out_here_only",
            Self::NoSuchPage => "no_such_page",
        }
    }

    /// The registered error code, or the name of the failed check.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            Self::Refused(refusal) | Self::TokenRefused(refusal) => Some(&refusal.code),
            Self::IdToken(check) => Some(check.name()),
            _ => None,
        }
    }

    /// What the other side said, for whoever sets this up.
    pub(crate) fn detail(&self) -> Option<String> {
        match self {
            Self::Refused(refusal) | Self::TokenRefused(refusal) => refusal.description.clone(),
            Self::Unavailable(Unavailable::NoAnswer) => None,
            Self::Unavailable(why) => Some(why.to_string()),
            Self::TokenFailed(why) => Some(why.clone()),
            Self::AnswerFromOther { stated } | Self::NotOurIssuer { stated } => stated.clone(),
            _ => None,
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Unavailable(_)
            | Self::TokenRefused(_)
            | Self::TokenFailed(_)
            | Self::NoIdToken
            | Self::IdToken(_) => StatusCode::BAD_GATEWAY,
            Self::NoSuchPage => StatusCode::NOT_FOUND,
            Self::NoEndSession | Self::SignedOutHereOnly => StatusCode::OK,
            Self::Refused(_)
            | Self::Unreadable
            | Self::UnknownState
            | Self::TooLate
            | Self::AnswerFromOther { .. }
            | Self::NotOurIssuer { .. }
            | Self::NoRefreshToken => StatusCode::BAD_REQUEST,
        }
    }
}
