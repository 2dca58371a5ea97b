//! Days of UTC, by their number.

use crate::time::{Lifetime, Timestamp};

/// Milliseconds of a day.
const LENGTH: i64 = Lifetime::days(1).as_millis();

/// A day of UTC. The one that began the epoch has the number 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// The day with that number.
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// The day of a point in time.
    pub const fn of(time: Timestamp) -> Self {
        Self(time.as_millis().div_euclid(LENGTH))
    }

    /// Its number.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// So many days before it.
    #[must_use]
    pub const fn minus(self, days: i64) -> Self {
        Self(self.0.saturating_sub(days))
    }

    /// When it begins.
    pub const fn begins(self) -> Timestamp {
        Timestamp::from_millis(self.0.saturating_mul(LENGTH))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_a_millisecond_before_midnight() {
        let midnight = Day::from_number(20_000).begins();
        assert_eq!(Day::of(midnight).number(), 20_000);
        let before = midnight.minus(Lifetime::millis(1));
        assert_eq!(Day::of(before), Day::from_number(20_000).minus(1));
        assert_eq!(Day::of(Timestamp::from_millis(-1)).number(), -1);
    }
}
