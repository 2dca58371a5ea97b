//! An error of a driver as it may be shown.

use std::{fmt, sync::Arc};

/// A driver's error. Shared, because one failed commit answers a whole batch; prints the driver's
/// message only, because PostgreSQL's details quote the values of rows.
#[derive(Clone)]
pub struct Cause(Arc<sqlx::Error>);

impl Cause {
    pub(crate) fn new(error: sqlx::Error) -> Self {
        Self(Arc::new(error))
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            sqlx::Error::Database(error) => {
                let code = error.code();
                write!(
                    f,
                    "{} ({})",
                    error.message(),
                    code.as_deref().unwrap_or("no code")
                )
            }
            other => other.fmt(f),
        }
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Cause {}
