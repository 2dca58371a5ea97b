//! The one place where the time is read.

use std::time::UNIX_EPOCH;

/// Now, in whole seconds since 1970-01-01 UTC (the unit of every time in an ID token).
#[expect(
    clippy::disallowed_methods,
    reason = "this is the place where the time is read"
)]
pub(crate) fn now() -> i64 {
    let elapsed = std::time::SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}
