//! Times as an operator reads them.

use oidc_core::time::Timestamp;
use time::{OffsetDateTime, macros::format_description};

/// Day and minute, in UTC.
pub(super) fn written(at: Timestamp) -> String {
    let form = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    let moment = OffsetDateTime::from_unix_timestamp(at.as_seconds()).ok();
    let written = moment.and_then(|moment| moment.format(&form).ok());
    written.unwrap_or_else(|| format!("{} ms", at.as_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_with_its_day_and_minute() {
        let at = Timestamp::from_millis(1_760_000_000_123);
        assert_eq!(written(at), "2025-10-09 08:53 UTC");
        let far = Timestamp::from_millis(i64::MAX);
        assert!(written(far).ends_with(" ms"));
    }
}
