//! Something of ours is broken: logged once, with its chain, and answered without detail.

use std::error::Error;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use engine::{breakdown::Breakdown, failure::Failure};
use std::convert::Infallible;
use store::StoreError;

/// A breakdown on its way to an answer. Its cause goes to the log and nowhere else.
#[derive(Debug)]
pub struct Internal(Breakdown);

impl Internal {
    /// From any error of ours.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(Breakdown::new(cause))
    }

    /// For a 503: after how many seconds to try again (RFC 9110 §10.2.3).
    pub fn retry_after(&self) -> Option<HeaderValue> {
        self.0.retry_after().map(HeaderValue::from)
    }

    /// The status this is answered with: 503 where trying again is likely to help.
    pub const fn status(&self) -> StatusCode {
        if self.0.retry_after().is_some() {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }

    /// Whether trying again in a moment is likely to help.
    pub const fn is_busy(&self) -> bool {
        self.0.retry_after().is_some()
    }

    /// Writes the whole chain to the log. Call it once, where the answer is made.
    pub fn log(&self) {
        self.0.log();
    }
}

impl From<Breakdown> for Internal {
    fn from(breakdown: Breakdown) -> Self {
        Self(breakdown)
    }
}

impl From<StoreError> for Internal {
    fn from(error: StoreError) -> Self {
        Self(error.into())
    }
}

impl From<Failure<Infallible>> for Internal {
    fn from(failure: Failure<Infallible>) -> Self {
        Self(failure.into())
    }
}

impl IntoResponse for Internal {
    /// The status alone: the door puts it into words.
    fn into_response(self) -> Response {
        self.log();
        let mut response = self.status().into_response();
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}
