//! Why a code or a refresh token is not accepted: many causes, one `invalid_grant`, one text
//! (RFC 6749 §5.2).

use crate::{
    error::{ErrorCode, ProtocolError},
    pkce::PkceFailed,
};

/// The causes, for the log and for what must follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidGrant {
    /// Never issued, altered, or long gone.
    #[error("the code or token was never issued or is long gone")]
    Unknown,
    /// A code that was redeemed before. Its grant must be revoked (RFC 6749 §4.1.2).
    #[error("the code was already redeemed")]
    Replayed,
    /// Past its time.
    #[error("the code or token has expired")]
    Expired,
    /// Issued to another client.
    #[error("the code or token belongs to another client")]
    WrongClient,
    /// Not the redirect URI the code was sent to.
    #[error("the redirect_uri is not the one the code was sent to")]
    WrongRedirectUri,
    /// The verifier does not fit.
    #[error(transparent)]
    Pkce(#[from] PkceFailed),
    /// The grant, the session or the user no longer stands.
    #[error("the grant no longer stands: revoked, expired, signed out or suspended")]
    Revoked,
    /// An old refresh token, shortly after its successor was used. Nothing is revoked.
    #[error("the refresh token was replaced a moment ago")]
    Replaced,
    /// An old refresh token, later than that. Its family must be revoked.
    #[error("the refresh token was replaced long ago; its family is revoked")]
    Reused,
}

impl ProtocolError for InvalidGrant {
    fn code(&self) -> ErrorCode {
        ErrorCode::InvalidGrant
    }
}
