//! Something of ours is broken: the error of a use case that is not an answer.

use std::error::Error;

use oidc_core::key::sign::KeyError;
use store::{StoreError, Taken};

/// A breakdown. Its cause is for the log and for nobody who asks.
#[derive(Debug)]
pub struct Breakdown {
    cause: Box<dyn Error + Send + Sync>,
    retry_after: Option<u32>,
    is_reported: bool,
}

impl Breakdown {
    /// From any error of ours.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            cause: cause.into(),
            retry_after: None,
            is_reported: false,
        }
    }

    /// What cannot be, in words of its own.
    pub fn saying(what: &'static str) -> Self {
        Self::new(what)
    }

    /// What is likely to be over in so many seconds.
    pub fn until(cause: impl Into<Box<dyn Error + Send + Sync>>, retry_after: u32) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(cause)
        }
    }

    /// After how many seconds trying again is likely to help; none when it is not.
    pub const fn retry_after(&self) -> Option<u32> {
        self.retry_after
    }

    /// Whether the log says already that it happens, and that every further case is no news.
    pub const fn is_reported(&self) -> bool {
        self.is_reported
    }

    /// What belongs to another row already, if that is why a row was not written.
    pub fn taken(&self) -> Option<Taken> {
        match self.cause.downcast_ref()? {
            StoreError::Taken(taken) => Some(*taken),
            _ => None,
        }
    }

    /// The causes, from the outermost to the first.
    pub fn chain(&self) -> String {
        let mut chain = self.cause.to_string();
        let mut source = self.cause.source();
        while let Some(error) = source {
            chain.push_str(": ");
            chain.push_str(&error.to_string());
            source = error.source();
        }
        chain
    }
}

impl Breakdown {
    /// Writes the whole chain to the log. Call it once, where the answer is made.
    pub fn log(&self) {
        let chain = self.chain();
        if self.is_reported {
            tracing::debug!(error = %chain, "answered 503");
        } else if self.retry_after.is_some() {
            tracing::warn!(error = %chain, "it cannot be done now; answered 503");
        } else {
            tracing::error!(error = %chain, "a request broke down; answered 500");
        }
    }
}

impl From<KeyError> for Breakdown {
    fn from(error: KeyError) -> Self {
        // One that is missing is being made, which takes some tenths of a second.
        let retry_after = matches!(error, KeyError::Missing).then_some(1);
        Self {
            retry_after,
            ..Self::new(error)
        }
    }
}

impl From<StoreError> for Breakdown {
    fn from(error: StoreError) -> Self {
        let retry_after = error.is_temporary().then_some(match error {
            // A full disk is not emptied within a second.
            StoreError::Unavailable(_) => 5,
            _ => 1,
        });
        Self {
            // The store says when it begins.
            is_reported: matches!(error, StoreError::Down { .. }),
            cause: Box::new(error),
            retry_after,
        }
    }
}
