//! Every error code we speak: its name, its HTTP status and its one text.
//!
//! The wire says *what* in a fixed text, the log says *why*: an error's `Display` names the cause
//! and is never sent to a client.

use crate::name::closed_set;

closed_set! {
    /// A registered error code (IANA "OAuth Extensions Error" registry, unless noted).
    ErrorCode, "error code" {
        /// RFC 6749 §4.1.2.1, §5.2; RFC 6750 §3.1.
        InvalidRequest = "invalid_request",
        /// RFC 6749 §5.2.
        InvalidClient = "invalid_client",
        /// RFC 6749 §5.2.
        InvalidGrant = "invalid_grant",
        /// RFC 6749 §4.1.2.1, §5.2.
        UnauthorizedClient = "unauthorized_client",
        /// RFC 6749 §5.2.
        UnsupportedGrantType = "unsupported_grant_type",
        /// RFC 6749 §4.1.2.1, §5.2.
        InvalidScope = "invalid_scope",
        /// RFC 6749 §4.1.2.1.
        AccessDenied = "access_denied",
        /// RFC 6749 §4.1.2.1.
        UnsupportedResponseType = "unsupported_response_type",
        /// Not registered; what deployed providers answer to a mode they do not offer.
        UnsupportedResponseMode = "unsupported_response_mode",
        /// RFC 6749 §4.1.2.1.
        ServerError = "server_error",
        /// RFC 6749 §4.1.2.1.
        TemporarilyUnavailable = "temporarily_unavailable",
        /// RFC 6750 §3.1.
        InvalidToken = "invalid_token",
        /// RFC 6750 §3.1.
        InsufficientScope = "insufficient_scope",
        /// RFC 8707 §2.
        InvalidTarget = "invalid_target",
        /// `OpenID` Connect Core §3.1.2.6.
        LoginRequired = "login_required",
        /// `OpenID` Connect Core §3.1.2.6.
        ConsentRequired = "consent_required",
        /// `OpenID` Connect Core Error Code `unmet_authentication_requirements` 1.0 §2.
        UnmetAuthenticationRequirements = "unmet_authentication_requirements",
        /// `OpenID` Connect Core §3.1.2.6.
        RequestNotSupported = "request_not_supported",
        /// `OpenID` Connect Core §3.1.2.6.
        RequestUriNotSupported = "request_uri_not_supported",
        /// `OpenID` Connect Core §3.1.2.6.
        RegistrationNotSupported = "registration_not_supported",
    }
}

impl ErrorCode {
    /// The HTTP status when the error is answered directly and not by a redirect.
    pub const fn status(self) -> u16 {
        match self {
            // RFC 6749 §5.2 allows 401 for every failed client authentication; one status for
            // unknown client and wrong secret, so that they cannot be told apart (T-34).
            Self::InvalidClient | Self::InvalidToken => 401,
            Self::InsufficientScope | Self::AccessDenied => 403,
            Self::ServerError => 500,
            Self::TemporarilyUnavailable => 503,
            Self::InvalidRequest
            | Self::InvalidGrant
            | Self::UnauthorizedClient
            | Self::UnsupportedGrantType
            | Self::InvalidScope
            | Self::UnsupportedResponseType
            | Self::UnsupportedResponseMode
            | Self::InvalidTarget
            | Self::LoginRequired
            | Self::ConsentRequired
            | Self::UnmetAuthenticationRequirements
            | Self::RequestNotSupported
            | Self::RequestUriNotSupported
            | Self::RegistrationNotSupported => 400,
        }
    }

    /// The `error_description`: one fixed text per code, so that it gives nothing away, in the
    /// characters RFC 6749 §5.2 allows.
    pub const fn description(self) -> &'static str {
        match self {
            Self::InvalidRequest => "a parameter is missing, malformed, repeated or not allowed",
            Self::InvalidClient => "client authentication failed",
            Self::InvalidGrant => {
                "the grant is invalid, expired, revoked or was issued to another client"
            }
            Self::UnauthorizedClient => "the client may not use this grant or response type",
            Self::UnsupportedGrantType => "the grant type is not supported",
            Self::InvalidScope => "the scope is malformed or exceeds what was granted",
            Self::AccessDenied => "access was denied",
            Self::UnsupportedResponseType => "the response type is not supported",
            Self::UnsupportedResponseMode => "the response mode is not supported",
            Self::ServerError => "an unexpected error occurred",
            Self::TemporarilyUnavailable => "the server is busy, try again later",
            Self::InvalidToken => "the access token is missing, expired, revoked or malformed",
            Self::InsufficientScope => "the access token lacks the scope this needs",
            Self::InvalidTarget => "the resource is unknown or not allowed",
            Self::LoginRequired => "the user must sign in",
            Self::ConsentRequired => "the user must consent",
            Self::UnmetAuthenticationRequirements => {
                "the user cannot be authenticated in the way that was asked for"
            }
            Self::RequestNotSupported => "the request parameter is not supported",
            Self::RequestUriNotSupported => "the request_uri parameter is not supported",
            Self::RegistrationNotSupported => "the registration parameter is not supported",
        }
    }
}

/// An error that can be told to a client by its code. Its `Display` is for the log: it names the
/// cause, and never a token, a code or a secret.
pub trait ProtocolError: std::error::Error {
    /// What the client is told.
    fn code(&self) -> ErrorCode;

    /// The `error_description`: the code's own, unless a cause that gives nothing away has words that
    /// programs know.
    fn error_description(&self) -> &'static str {
        self.code().description()
    }

    /// Whether this is a breakdown (roll back, 500) and not an answer (commit).
    fn is_internal(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(byte: u8) -> bool {
        matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e)
    }

    #[test]
    fn t_09_codes_and_descriptions_keep_to_the_characters_the_rfc_allows() {
        for code in ErrorCode::ALL {
            assert!(code.as_str().bytes().all(allowed));
            assert!(code.description().bytes().all(allowed), "{code}");
            assert!((400..600).contains(&code.status()));
        }
    }
}
