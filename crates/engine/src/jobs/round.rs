//! What the rounds of all jobs have in common.

use std::time::Duration;

use store::StoreError;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// A job that could not do its round. What the store has said already is not said each second.
pub(super) fn report(error: &StoreError, what: &'static str) {
    if matches!(error, StoreError::Down { .. }) {
        tracing::debug!(%error, "{what}");
    } else {
        tracing::warn!(%error, "{what}");
    }
}

/// Waits; false when the server stops first.
pub(super) async fn pause(span: Duration, stop: &CancellationToken) -> bool {
    tokio::select! {
        () = stop.cancelled() => false,
        () = tokio::time::sleep(span) => true,
    }
}

/// The same, but it ends early when `wake` is notified.
pub(super) async fn pause_unless_notified(
    span: Duration,
    stop: &CancellationToken,
    wake: &Notify,
) -> bool {
    tokio::select! {
        goes_on = pause(span, stop) => goes_on,
        () = wake.notified() => true,
    }
}
