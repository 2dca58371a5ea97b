//! The JSON dialect of the protocol's endpoints: RFC 6749 §5.2 and Logto's `code` and `message`
//! beside it, because its SDKs report nothing without them.

use std::borrow::Cow;

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use oidc_core::error::{ErrorCode, ProtocolError};

use engine::failure::Failure;

use super::internal::Internal;
use crate::{app::App, door::Dialect};

/// What a 401 asks for that names nothing else. There is one in every 401 (RFC 9110 §11.6.1), also to
/// whoever sent the secret in the form: the header is the way that every server has to know (RFC 6749
/// §2.3.1).
const CHALLENGE: HeaderValue =
    HeaderValue::from_static("Basic realm=\"signet\", charset=\"UTF-8\"");

/// JSON, whoever asks.
pub struct OAuth;

impl Dialect for OAuth {
    type Asked = ();

    fn listen(_: &App, _: &mut Request) {}

    fn refuse(_: &App, (): &(), status: StatusCode) -> Response {
        let code = match status {
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                ErrorCode::TemporarilyUnavailable
            }
            _ if status.is_server_error() => ErrorCode::ServerError,
            _ => ErrorCode::InvalidRequest,
        };
        OAuthRefusal::of(code).with_status(status).into_response()
    }
}

/// A refusal on its way to a client.
#[derive(Debug)]
pub struct OAuthRefusal {
    code: ErrorCode,
    description: Cow<'static, str>,
    message: Option<&'static str>,
    status: StatusCode,
    challenge: Option<HeaderValue>,
    internal: Option<Internal>,
}

impl OAuthRefusal {
    /// The wire says *what*; the log, here, says *why*.
    pub fn new(error: &(impl ProtocolError + std::fmt::Display)) -> Self {
        let code = error.code();
        tracing::info!(error = code.as_str(), cause = %error, "refused");
        Self {
            description: error.error_description().into(),
            ..Self::of(code)
        }
    }

    /// A refusal whose code says it all.
    pub fn of(code: ErrorCode) -> Self {
        let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::BAD_REQUEST);
        Self {
            code,
            description: code.description().into(),
            message: None,
            status,
            challenge: None,
            internal: None,
        }
    }

    /// Another `WWW-Authenticate` than the usual one (RFC 6750 §3).
    #[must_use]
    pub fn with_challenge(mut self, challenge: &str) -> Self {
        self.challenge = HeaderValue::from_str(challenge).ok();
        self
    }

    /// In other words than the code's own. They must keep to the characters of RFC 6749 §5.2.
    #[must_use]
    pub fn saying(mut self, description: impl Into<Cow<'static, str>>) -> Self {
        self.description = description.into();
        self
    }

    /// With a `message` that is not the description.
    #[must_use]
    pub const fn with_message(mut self, message: &'static str) -> Self {
        self.message = Some(message);
        self
    }

    /// Answers with another status than the code's own.
    #[must_use]
    pub const fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
}

impl From<Internal> for OAuthRefusal {
    fn from(internal: Internal) -> Self {
        let mut refusal = Self::of(ErrorCode::ServerError);
        refusal.internal = Some(internal);
        refusal
    }
}

impl<R: ProtocolError + std::fmt::Display> From<Failure<R>> for OAuthRefusal {
    fn from(failure: Failure<R>) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::new(&refusal),
            Failure::Broken(breakdown) => Internal::from(breakdown).into(),
        }
    }
}

impl IntoResponse for OAuthRefusal {
    fn into_response(self) -> Response {
        if let Some(internal) = self.internal {
            return internal.into_response();
        }
        let (name, description) = (self.code.as_str(), self.description.as_ref());
        let body = serde_json::json!({
            "code": format!("oidc.{name}"),
            "message": self.message.unwrap_or(description),
            "error": name,
            "error_description": description,
        });
        let mut response = (self.status, axum::Json(body)).into_response();
        let usual = (self.status == StatusCode::UNAUTHORIZED).then_some(CHALLENGE);
        if let Some(challenge) = self.challenge.or(usual) {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, challenge);
        }
        no_store(response)
    }
}

/// RFC 6749 §5.1: answers with tokens, and refusals of them, are stored nowhere.
pub fn no_store(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        HeaderName::from_static("pragma"),
        HeaderValue::from_static("no-cache"),
    );
    response
}
