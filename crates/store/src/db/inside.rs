//! Whether work runs inside a unit of work, and for how long it may.

use std::{future::Future, time::Duration};

use crate::error::StoreError;

tokio::task_local! {
    /// Set while work runs inside a unit of work, so that a nested one is refused at once.
    static INSIDE: ();
}

/// Refuses to begin a unit of work inside another one.
pub(crate) fn refuse_nested() -> Result<(), StoreError> {
    match INSIDE.try_with(|()| ()) {
        Ok(()) => Err(StoreError::Nested),
        Err(_) => Ok(()),
    }
}

/// Runs work under its time limit, marked as inside.
pub(crate) async fn within<T, E>(
    limit: Duration,
    work: impl Future<Output = Result<T, E>>,
) -> Result<Result<T, E>, StoreError> {
    tokio::time::timeout(limit, INSIDE.scope((), work))
        .await
        .map_err(|_| StoreError::TooSlow)
}
