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
    busy: bool,
}

impl Internal {
    /// From any error of ours.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            cause: cause.into(),
            busy: false,
        }
    }

    /// Whether trying again in a moment is likely to help: 503 instead of 500.
    pub const fn is_busy(&self) -> bool {
        self.busy
    }

    /// The status this is answered with.
    pub const fn status(&self) -> StatusCode {
        if self.busy {
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
        if self.busy {
            tracing::warn!(error = %chain, "the store is busy; answered 503");
        } else {
            tracing::error!(error = %chain, "a request broke down; answered 500");
        }
    }
}

impl From<StoreError> for Internal {
    fn from(error: StoreError) -> Self {
        let busy = matches!(error, StoreError::Busy);
        Self {
            cause: Box::new(error),
            busy,
        }
    }
}

impl IntoResponse for Internal {
    /// The status alone: the door puts it into words.
    fn into_response(self) -> Response {
        self.log();
        let mut response = self.status().into_response();
        if self.busy {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
