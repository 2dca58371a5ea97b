//! That reports of mails are refused: whoever sends them does not tell the operator.

use std::sync::atomic::{AtomicI64, Ordering};

use oidc_core::time::Timestamp;

/// How often it is told, in milliseconds.
const TOLD_EVERY: i64 = 10 * 60 * 1000;

/// Why a report was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// No connector has its key.
    NotSigned,
    /// It was signed long ago, or later than now.
    Stale,
}

/// When each reason was told last, in milliseconds: anybody can send what is not signed, and hides nothing
/// by it.
#[derive(Debug, Default)]
pub(crate) struct RefusalTold {
    not_signed: AtomicI64,
    stale: AtomicI64,
}

impl RefusalTold {
    /// Tells it, if that was not done lately.
    pub(super) fn warn(&self, refused: Refused, now: Timestamp) {
        let (told, why) = match refused {
            Refused::NotSigned => (
                &self.not_signed,
                "no e-mail connector has the key it is signed with (webhookSigningKey)",
            ),
            Refused::Stale => (
                &self.stale,
                "it was signed more than nine hours ago, or the clock here is wrong",
            ),
        };
        if is_due(told, now) {
            tracing::warn!("a report of Mailgun is refused: {why}");
        }
    }
}

fn is_due(told: &AtomicI64, now: Timestamp) -> bool {
    let now = now.as_millis();
    // The clock may have been put right since.
    let next = |last: i64| ((now - last).abs() >= TOLD_EVERY).then_some(now);
    let order = Ordering::Relaxed;
    told.fetch_update(order, order, next).is_ok()
}

#[cfg(test)]
mod tests {
    use oidc_core::time::Lifetime;

    use super::*;

    #[test]
    fn it_is_told_once_in_ten_minutes_and_after_the_clock_was_put_right() {
        let (told, now) = (
            AtomicI64::default(),
            Timestamp::from_millis(1_800_000_000_000),
        );
        assert!(is_due(&told, now));
        assert!(!is_due(&told, now.plus(Lifetime::minutes(9))));
        assert!(is_due(&told, now.plus(Lifetime::minutes(10))));
        assert!(is_due(&told, now.minus(Lifetime::minutes(60))));
    }
}
