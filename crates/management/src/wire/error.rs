//! How a call is refused: `code`, `message`, and what helps a program to go on.

use std::borrow::Cow;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use engine::{breakdown::Breakdown, failure::Failure};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{code::Code, json::json};

/// The body of a refusal.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Error)]
pub struct Refusal {
    /// What programs compare: `<area>.<name>`. What is broken has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = true)]
    pub(super) code: Option<&'static str>,
    /// What people read, in the language that `Accept-Language` asks for: English or French.
    #[schema(value_type = String)]
    pub(super) message: Cow<'static, str>,
    /// What else there is to say; its form depends on the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Value>, nullable = false)]
    pub(super) data: Option<Value>,
    /// For input that does not fit: where, and what is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) details: Option<String>,
}

impl Refusal {
    /// Something of ours is broken: there is nothing for programs to compare.
    const fn broken() -> Self {
        Self {
            code: None,
            message: Cow::Borrowed("Internal server error."),
            data: None,
            details: None,
        }
    }

    /// In English. Its parts go along, for whoever knows the language of the request
    /// ([`super::spoken`]).
    fn into_answer(self, status: StatusCode) -> Response {
        let mut response = json(status, &self);
        response.extensions_mut().insert(self);
        response
    }
}

/// Why there is no answer but this one.
#[derive(Debug)]
pub enum ApiError {
    /// The call cannot be done so.
    Refused {
        /// What is said.
        refusal: Box<Refusal>,
        /// With which status.
        status: StatusCode,
        /// What the caller has to prove (RFC 9110 §11.6.1).
        challenge: Option<&'static str>,
    },
    /// Something of ours is broken.
    Broken(Breakdown),
}

impl ApiError {
    /// A refusal in the words of its code.
    pub fn new(code: Code) -> Self {
        Self::saying(code, code.message())
    }

    /// The same in better words.
    pub fn saying(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self::Refused {
            refusal: Box::new(Refusal {
                code: Some(code.as_str()),
                message: message.into(),
                data: None,
                details: None,
            }),
            status: code.status(),
            challenge: challenge(code),
        }
    }

    /// With what a program can go on from.
    #[must_use]
    pub fn with_data(mut self, data: Value) -> Self {
        if let Self::Refused { refusal, .. } = &mut self {
            refusal.data = Some(data);
        }
        self
    }

    /// What the configuration file declares, and where it does, if that is known.
    pub fn declared(code: Code, declared_at: Option<String>) -> Self {
        let Some(place) = declared_at else {
            return Self::new(code);
        };
        let message = format!("{} It stands in {place}.", code.message());
        Self::saying(code, message).with_data(serde_json::json!({"declaredAt": place}))
    }

    /// The same code where it has another status.
    #[must_use]
    pub fn with_status(mut self, other: StatusCode) -> Self {
        if let Self::Refused { status, .. } = &mut self {
            *status = other;
        }
        self
    }

    /// A member of the request that does not fit, by its path (`profile.address`), and what is
    /// wrong with it: a sentence, or the rest of one whose subject is the member.
    pub fn invalid(member: &str, why: impl std::fmt::Display) -> Self {
        Self::misfit("custom", member, &why.to_string())
    }

    /// The same, with the kind of fault that validators know.
    pub(super) fn misfit(kind: &str, member: &str, why: &str) -> Self {
        let path: Vec<&str> = member.split('.').filter(|part| !part.is_empty()).collect();
        let issue = serde_json::json!({"code": kind, "path": path, "message": why});
        let data = serde_json::json!({"name": "ZodError", "issues": [issue]});
        let message = if member.is_empty() {
            why.to_owned()
        } else {
            format!("{member}: {why}")
        };
        let mut error = Self::saying(Code::InvalidInput, message).with_data(data);
        if let Self::Refused { refusal, .. } = &mut error {
            refusal.details = Some(format!("Error in key path \"{member}\": ({kind}) {why}"));
        }
        error
    }
}

/// What RFC 6750 §3 and RFC 9470 §3 put into `WWW-Authenticate`.
const fn challenge(code: Code) -> Option<&'static str> {
    match code {
        Code::AuthorizationHeaderMissing | Code::TokenTypeNotSupported => {
            Some("Bearer realm=\"signet\"")
        }
        Code::Unauthorized => Some("Bearer realm=\"signet\", error=\"invalid_token\""),
        Code::Forbidden => Some("Bearer realm=\"signet\", error=\"insufficient_scope\""),
        Code::StepUpRequired => Some(
            "Bearer realm=\"signet\", error=\"insufficient_user_authentication\", max_age=\"600\"",
        ),
        _ => None,
    }
}

/// What a use case that cannot refuse has failed of.
pub fn broken(error: impl Into<Breakdown>) -> ApiError {
    ApiError::Broken(error.into())
}

impl From<Code> for ApiError {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl From<Breakdown> for ApiError {
    fn from(breakdown: Breakdown) -> Self {
        Self::Broken(breakdown)
    }
}

impl<R: Into<Self>> From<Failure<R>> for ApiError {
    fn from(failure: Failure<R>) -> Self {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Broken(breakdown) => breakdown.into(),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            Self::Refused {
                refusal,
                status,
                challenge,
            } => {
                tracing::info!(error = refusal.code, "refused");
                let mut response = refusal.into_answer(status);
                if let Some(challenge) = challenge {
                    let challenge = HeaderValue::from_static(challenge);
                    response
                        .headers_mut()
                        .insert(header::WWW_AUTHENTICATE, challenge);
                }
                response
            }
            // The status alone: whoever serves the API puts it into words.
            Self::Broken(breakdown) => {
                breakdown.log();
                let retry = breakdown.retry_after().map(HeaderValue::from);
                let status = if retry.is_some() {
                    StatusCode::SERVICE_UNAVAILABLE
                } else {
                    StatusCode::INTERNAL_SERVER_ERROR
                };
                let mut response = status.into_response();
                if let Some(retry) = retry {
                    response.headers_mut().insert(header::RETRY_AFTER, retry);
                }
                response
            }
        }
    }
}

/// In the words of this API, what went wrong outside of its handlers: too much, too large, too
/// slow, a breakdown.
pub fn of_status(status: StatusCode) -> Response {
    match status {
        StatusCode::TOO_MANY_REQUESTS => ApiError::new(Code::TooManyRequests).into_response(),
        _ if status.is_client_error() => {
            let reason = status
                .canonical_reason()
                .unwrap_or("The request is invalid");
            let error = ApiError::saying(Code::InvalidInput, format!("{reason}."));
            error.with_status(status).into_response()
        }
        _ => Refusal::broken().into_answer(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_that_does_not_fit_is_named_in_every_form_that_programs_read() {
        let error = ApiError::invalid("profile.address", "is no object");
        let ApiError::Refused {
            refusal, status, ..
        } = error
        else {
            panic!("it is a refusal");
        };
        assert_eq!(status, 400);
        assert_eq!(
            serde_json::to_value(&*refusal).unwrap(),
            serde_json::json!({
                "code": "guard.invalid_input",
                "message": "profile.address: is no object",
                "details": "Error in key path \"profile.address\": (custom) is no object",
                "data": {"name": "ZodError", "issues": [{
                    "code": "custom", "path": ["profile", "address"], "message": "is no object",
                }]},
            })
        );
    }

    #[test]
    fn a_refused_token_is_told_how_to_be_a_better_one() {
        for (code, error) in [
            (Code::Unauthorized, Some("invalid_token")),
            (Code::Forbidden, Some("insufficient_scope")),
            (
                Code::StepUpRequired,
                Some("insufficient_user_authentication"),
            ),
            (Code::AuthorizationHeaderMissing, None),
        ] {
            let answer = ApiError::new(code).into_response();
            let challenge = answer.headers()[header::WWW_AUTHENTICATE].to_str().unwrap();
            assert!(challenge.starts_with("Bearer realm=\"signet\""));
            assert_eq!(challenge.contains("error="), error.is_some());
            assert!(error.is_none_or(|error| challenge.contains(error)));
        }
        let other = ApiError::new(Code::NotFound).into_response();
        assert!(!other.headers().contains_key(header::WWW_AUTHENTICATE));
    }
}
