//! Why an authorization request is refused, once there is a client to tell.

use crate::{
    claims_request::InvalidClaims,
    error::{ErrorCode, ProtocolError},
    max_age::InvalidMaxAge,
    params::ParamsError,
    pkce::PkceRefused,
    prompt::InvalidPrompt,
    resource_server::InvalidTarget,
    response_mode::InvalidResponseMode,
    scope::InvalidScope,
};

/// The causes; each is one registered code (RFC 6749 §4.1.2.1, `OpenID` Connect Core §3.1.2.6).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizeError {
    /// A parameter is missing or repeated.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// A request object: not offered.
    #[error("the request carries a request object")]
    RequestObject,
    /// A reference to one: not offered.
    #[error("the request carries a request_uri")]
    RequestUri,
    /// Registration on the fly: not offered.
    #[error("the request carries a registration")]
    Registration,
    /// Not `code`.
    #[error("the response type is not code")]
    ResponseType,
    /// None there is, or none the client may have its answers in.
    #[error("the response mode is not on offer to this client")]
    ResponseMode,
    /// The kind of client may not send people here.
    #[error("this kind of client may not use the authorization code grant")]
    GrantNotAllowed,
    /// `scope` cannot be read.
    #[error(transparent)]
    Scope(#[from] InvalidScope),
    /// `resource` is unknown, or not for this client.
    #[error(transparent)]
    Resource(#[from] InvalidTarget),
    /// `code_challenge` is missing or wrong.
    #[error(transparent)]
    Pkce(#[from] PkceRefused),
    /// `prompt` cannot be served.
    #[error(transparent)]
    Prompt(#[from] InvalidPrompt),
    /// `max_age` cannot be read.
    #[error(transparent)]
    MaxAge(#[from] InvalidMaxAge),
    /// `claims` cannot be read.
    #[error(transparent)]
    Claims(#[from] InvalidClaims),
    /// A value that is stored or signed is too long.
    #[error("the parameter {name:?} is too long")]
    TooLong {
        /// Which.
        name: &'static str,
    },
    /// `id_token_hint` is not an ID token of ours for this client.
    #[error("the id_token_hint is not one of our ID tokens for this client")]
    IdTokenHint,
    /// `prompt=none`, or somebody else was expected, and nobody is signed in who could answer.
    #[error("the person expected is not signed in, and may not be asked")]
    LoginRequired,
    /// A class of authentication is essential to the client, and none is spoken of here.
    #[error("the claims parameter makes an acr essential")]
    AuthenticationClass,
    /// The user must agree, and no page may be shown.
    #[error("the client is a third party's, and the person may not be asked to agree")]
    ConsentRequired,
    /// The account may not be used, or the person said no.
    #[error("the account is suspended or the person declined")]
    AccessDenied,
}

impl From<InvalidResponseMode> for AuthorizeError {
    fn from(error: InvalidResponseMode) -> Self {
        match error {
            InvalidResponseMode::Params(error) => Self::Params(error),
            InvalidResponseMode::Unknown => Self::ResponseMode,
        }
    }
}

impl ProtocolError for AuthorizeError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Params(_)
            | Self::Pkce(_)
            | Self::Prompt(_)
            | Self::MaxAge(_)
            | Self::Claims(_)
            | Self::TooLong { .. }
            | Self::IdTokenHint => ErrorCode::InvalidRequest,
            Self::RequestObject => ErrorCode::RequestNotSupported,
            Self::RequestUri => ErrorCode::RequestUriNotSupported,
            Self::Registration => ErrorCode::RegistrationNotSupported,
            Self::ResponseType => ErrorCode::UnsupportedResponseType,
            Self::ResponseMode => ErrorCode::UnsupportedResponseMode,
            Self::GrantNotAllowed => ErrorCode::UnauthorizedClient,
            Self::Scope(_) => ErrorCode::InvalidScope,
            Self::Resource(_) => ErrorCode::InvalidTarget,
            Self::LoginRequired => ErrorCode::LoginRequired,
            Self::AuthenticationClass => ErrorCode::UnmetAuthenticationRequirements,
            Self::ConsentRequired => ErrorCode::ConsentRequired,
            Self::AccessDenied => ErrorCode::AccessDenied,
        }
    }
}
