//! What a provider reports of a mail that it took before.

use crate::{message_id::MessageId, name::closed_set, time::Timestamp};

closed_set! {
    /// What became of a mail after it was handed over, in the order in which one replaces another.
    Reported, "report of a mail" {
        /// The recipient's side did not take it for now; the provider tries again.
        Delayed = "delayed",
        /// The recipient's side has taken it.
        Delivered = "delivered",
        /// The recipient's side has refused it for good, perhaps after it had taken it.
        Bounced = "bounced",
    }
}

impl Reported {
    /// Whether a report of this, made at `at`, counts after the last one. Reports come more than once
    /// and in any order: none goes back, and of several delays the newest holds.
    pub fn counts_after(self, last: Option<(Self, Timestamp)>, at: Timestamp) -> bool {
        match last {
            None => true,
            Some((Self::Delayed, before)) if self == Self::Delayed => at > before,
            Some((last, _)) => self > last,
        }
    }
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailReport {
    /// Of which mail.
    pub message: MessageId,
    /// What became of it.
    pub state: Reported,
    /// When, by the clock of the provider.
    pub at: Timestamp,
    /// In the words of the provider: bounded, in one line, without addresses.
    pub detail: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::{
        Reported::{Bounced, Delayed, Delivered},
        *,
    };

    const fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn a_later_state_replaces_an_earlier_one_and_none_goes_back() {
        for (last, new, counts) in [
            (None, Delayed, true),
            (None, Delivered, true),
            (None, Bounced, true),
            (Some(Delayed), Delivered, true),
            (Some(Delayed), Bounced, true),
            (Some(Delivered), Bounced, true),
            (Some(Delivered), Delayed, false),
            (Some(Delivered), Delivered, false),
            (Some(Bounced), Delayed, false),
            (Some(Bounced), Delivered, false),
            (Some(Bounced), Bounced, false),
        ] {
            let last = last.map(|last| (last, at(1)));
            assert_eq!(new.counts_after(last, at(2)), counts, "{last:?} {new:?}");
        }
    }

    #[test]
    fn of_two_delays_the_newer_one_holds() {
        assert!(Delayed.counts_after(Some((Delayed, at(1))), at(2)));
        assert!(!Delayed.counts_after(Some((Delayed, at(2))), at(2)));
        assert!(!Delayed.counts_after(Some((Delayed, at(2))), at(1)));
    }
}
