//! Something of ours is broken: logged once, with its chain, and answered without detail.

use std::error::Error;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use store::StoreError;

/// A breakdown. Its cause goes to the log, where it is answered, and nowhere else.
#[derive(Debug)]
pub struct Internal {
    cause: Box<dyn Error + Send + Sync>,
    retry_after: Option<&'static str>,
    known: bool,
}

impl Internal {
    /// From any error of ours.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            cause: cause.into(),
            retry_after: None,
            known: false,
        }
    }

    /// Whether trying again in a moment is likely to help: 503 instead of 500.
    pub const fn is_busy(&self) -> bool {
        self.retry_after.is_some()
    }

    /// For a 503: after how many seconds to try again (RFC 9110 §10.2.3).
    pub const fn retry_after(&self) -> Option<HeaderValue> {
        match self.retry_after {
            Some(seconds) => Some(HeaderValue::from_static(seconds)),
            None => None,
        }
    }

    /// The status this is answered with.
    pub const fn status(&self) -> StatusCode {
        if self.is_busy() {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }

    /// Writes the whole chain to the log. Call it once, where the answer is made.
    pub fn log(&self) {
        let mut chain = self.cause.to_string();
        let mut source = self.cause.source();
        while let Some(error) = source {
            chain.push_str(": ");
            chain.push_str(&error.to_string());
            source = error.source();
        }
        if self.known {
            tracing::debug!(error = %chain, "answered 503");
        } else if self.is_busy() {
            tracing::warn!(error = %chain, "the store cannot do it now; answered 503");
        } else {
            tracing::error!(error = %chain, "a request broke down; answered 500");
        }
    }
}

impl From<StoreError> for Internal {
    fn from(error: StoreError) -> Self {
        let retry_after = error.is_temporary().then_some(match error {
            // A full disk is not emptied within a second.
            StoreError::Unavailable(_) => "5",
            _ => "1",
        });
        Self {
            // The store has said so when it began; every request in the meantime is no news.
            known: matches!(error, StoreError::Down { .. }),
            cause: Box::new(error),
            retry_after,
        }
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
