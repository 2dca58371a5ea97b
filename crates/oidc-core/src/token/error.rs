//! Why a token request is refused, once the client is authenticated (RFC 6749 §5.2).

use crate::{
    error::{ErrorCode, ProtocolError},
    params::ParamsError,
    pkce::PkceFailed,
    resource_server::InvalidTarget,
    scope::InvalidScope,
    token::invalid_grant::InvalidGrant,
};

/// The causes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// A parameter is missing or repeated.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// Not a grant type on offer.
    #[error("the grant type {0:?} is not on offer")]
    GrantType(String),
    /// A grant type this kind of client may not use.
    #[error("this kind of client may not use the grant type")]
    GrantNotAllowed,
    /// `scope` cannot be read.
    #[error(transparent)]
    Scope(#[from] InvalidScope),
    /// More than was granted (RFC 6749 §6).
    #[error("the scope asked for is wider than the one granted")]
    WiderScope,
    /// There is no token for the `resource`.
    #[error(transparent)]
    Resource(#[from] InvalidTarget),
    /// An organisation that the user is no member of.
    #[error("the user is not a member of the organisation asked for")]
    Organization,
    /// An organisation that the client is no member of.
    #[error("the application is not associated with the organisation asked for")]
    NoMember,
    /// The code or the refresh token.
    #[error(transparent)]
    Grant(#[from] InvalidGrant),
}

impl From<PkceFailed> for TokenError {
    fn from(failed: PkceFailed) -> Self {
        Self::Grant(InvalidGrant::Pkce(failed))
    }
}

impl ProtocolError for TokenError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Params(_) => ErrorCode::InvalidRequest,
            Self::GrantType(_) => ErrorCode::UnsupportedGrantType,
            Self::GrantNotAllowed => ErrorCode::UnauthorizedClient,
            Self::Scope(_) | Self::WiderScope => ErrorCode::InvalidScope,
            Self::Resource(_) => ErrorCode::InvalidTarget,
            Self::Organization | Self::NoMember => ErrorCode::AccessDenied,
            Self::Grant(grant) => grant.code(),
        }
    }

    /// Of what a machine is told Logto's own words, which programs compare.
    fn error_description(&self) -> &'static str {
        match self {
            Self::Resource(InvalidTarget::Missing) => {
                "both `resource` and `organization_id` are not provided"
            }
            Self::Resource(InvalidTarget::Unknown(_)) => {
                "resource indicator is missing, or unknown"
            }
            Self::NoMember => "app has not associated with the organization",
            _ => self.code().description(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client_auth::ClientAuthError;

    fn allowed(byte: u8) -> bool {
        matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e)
    }

    #[test]
    fn t_09_the_words_of_single_causes_keep_to_the_same_characters() {
        let unknown = InvalidTarget::Unknown("a \"quoted\" \\resource".to_owned());
        let causes: [&dyn ProtocolError; 7] = [
            &ClientAuthError::Missing,
            &ClientAuthError::Malformed,
            &ClientAuthError::TwoClients,
            &ClientAuthError::ExpiredSecret,
            &TokenError::Resource(InvalidTarget::Missing),
            &TokenError::Resource(unknown),
            &TokenError::NoMember,
        ];
        for cause in causes {
            let words = cause.error_description();
            assert_ne!(words, cause.code().description());
            assert!(words.bytes().all(allowed), "{words}");
        }
    }
}
