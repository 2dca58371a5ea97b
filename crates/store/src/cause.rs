//! An error of a driver as it may be shown.

use std::{fmt, sync::Arc};

use crate::driver_error::DriverError;

/// A driver's error. Shared, because one failed commit answers a whole batch; prints the driver's
/// message only, because PostgreSQL's details quote the values of rows.
#[derive(Clone)]
pub struct Cause(Arc<DriverError>);

impl Cause {
    pub(crate) fn new(error: impl Into<DriverError>) -> Self {
        Self(Arc::new(error.into()))
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            DriverError::Postgres(sqlx::Error::Database(error)) => {
                let code = error.code();
                let code = code.as_deref().unwrap_or("no code");
                write!(f, "{} ({code})", error.message())
            }
            DriverError::Sqlite(error) => match error.sqlite_error() {
                Some(code) => write!(f, "{error} ({})", code.extended_code),
                None => error.fmt(f),
            },
            DriverError::Postgres(error) => error.fmt(f),
        }
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Cause {}
