//! Points in time and spans of it, in whole milliseconds.
//!
//! Nothing here reads a clock: `now` is always passed in. Milliseconds are what the database
//! stores and the management API shows; the protocol's own numbers are seconds.

use serde::{Deserialize, Serialize};

use crate::record::{Reader, Value, Writer};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The beginning of the epoch.
    pub const EPOCH: Self = Self(0);

    /// From milliseconds since the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, as `NumericDate` wants them (RFC 7519 §2).
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This point moved into the future.
    #[must_use]
    pub const fn plus(self, span: Lifetime) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// This point moved into the past.
    #[must_use]
    pub const fn minus(self, span: Lifetime) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// How long ago `earlier` was; zero when it lies in the future.
    #[must_use]
    pub fn since(self, earlier: Self) -> Lifetime {
        Lifetime(self.0.saturating_sub(earlier.0).max(0))
    }

    /// Whether something that lives until `self` is over at `now`.
    pub const fn is_over(self, now: Self) -> bool {
        self.0 <= now.0
    }
}

impl Value for Timestamp {
    fn write<W: Writer>(value: Option<&Self>, writer: &mut W) -> Result<(), W::Error> {
        writer.number(value.map(|value| value.0))
    }

    fn read<R: Reader>(reader: &mut R) -> Result<Option<Self>, R::Error> {
        Ok(reader.number()?.map(Self::from_millis))
    }
}

impl Value for Lifetime {
    fn write<W: Writer>(value: Option<&Self>, writer: &mut W) -> Result<(), W::Error> {
        writer.number(value.map(|value| value.0))
    }

    fn read<R: Reader>(reader: &mut R) -> Result<Option<Self>, R::Error> {
        Ok(reader.number()?.map(Self::millis))
    }
}

/// A span of time in milliseconds, never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lifetime(i64);

impl Lifetime {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// From milliseconds; negative values become zero.
    pub const fn millis(millis: i64) -> Self {
        Self(if millis < 0 { 0 } else { millis })
    }

    /// From seconds.
    pub const fn seconds(seconds: u32) -> Self {
        Self(seconds as i64 * 1000)
    }

    /// From minutes.
    pub const fn minutes(minutes: u32) -> Self {
        Self(minutes as i64 * 60_000)
    }

    /// From hours.
    pub const fn hours(hours: u32) -> Self {
        Self(hours as i64 * 3_600_000)
    }

    /// From days.
    pub const fn days(days: u32) -> Self {
        Self(days as i64 * 86_400_000)
    }

    /// In milliseconds.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// In whole seconds, rounded down.
    pub const fn as_seconds(self) -> i64 {
        self.0 / 1000
    }

    /// In whole minutes, rounded up: what a person is told to wait.
    pub const fn as_minutes_up(self) -> i64 {
        (self.0 + 59_999) / 60_000
    }
}

/// How far the clocks of two servers may be apart (T-43).
pub const SKEW: Lifetime = Lifetime::seconds(90);

/// Something that was made to live for a known span: when it ends, and for how long at most it
/// can have been made.
///
/// A clock may be set back: a thing that was made before that was made in the future, and its end
/// lies further ahead than it can live. What lives for an hour or less is over then. What lives
/// for days stays, so that one wrong clock does not sign everybody out, but its end is drawn in
/// when it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    expires_at: Timestamp,
    lifetime: Lifetime,
}

impl Validity {
    /// Of a thing that ends at `expires_at` and was made to live for `lifetime` at most.
    pub const fn new(expires_at: Timestamp, lifetime: Lifetime) -> Self {
        Self {
            expires_at,
            lifetime,
        }
    }

    /// The latest end that something with this lifetime can have when it was made in the past, or
    /// by a server whose clock is a little ahead: for the statements that look for what lives.
    pub const fn latest(lifetime: Lifetime, now: Timestamp) -> Timestamp {
        now.plus(lifetime).plus(SKEW)
    }

    /// Whether it was made in the future, by more than clocks may be apart.
    pub fn is_unborn(self, now: Timestamp) -> bool {
        self.expires_at > Self::latest(self.lifetime, now)
    }

    /// Whether something short-lived lives: neither over nor made in the future.
    pub fn is_live(self, now: Timestamp) -> bool {
        !self.expires_at.is_over(now) && !self.is_unborn(now)
    }

    /// What is left of something short-lived: nothing when it does not live, and never more than
    /// its lifetime.
    pub fn left(self, now: Timestamp) -> Lifetime {
        if self.is_live(now) {
            self.end(now).since(now)
        } else {
            Lifetime::ZERO
        }
    }

    /// When it ends, never further ahead than it can live.
    pub fn end(self, now: Timestamp) -> Timestamp {
        self.expires_at.min(now.plus(self.lifetime))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_760_000_000_000);
    const HOUR: Lifetime = Lifetime::hours(1);

    fn made(at: Timestamp) -> Validity {
        Validity::new(at.plus(HOUR), HOUR)
    }

    #[test]
    fn t_43_clocks_that_are_ninety_seconds_apart_agree_on_what_lives() {
        for at in [NOW.minus(SKEW), NOW, NOW.plus(SKEW)] {
            assert!(made(at).is_live(NOW), "{at:?}");
            assert!(made(at).left(NOW) <= HOUR, "{at:?}");
        }
    }

    #[test]
    fn t_43_what_was_made_in_the_future_is_over() {
        let unborn = made(NOW.plus(SKEW).plus(Lifetime::millis(1)));
        assert!(unborn.is_unborn(NOW) && !unborn.is_live(NOW));
        assert_eq!(unborn.left(NOW), Lifetime::ZERO);
        assert_eq!(unborn.end(NOW), NOW.plus(HOUR));
        assert!(!made(NOW.minus(HOUR)).is_live(NOW));
        assert!(!made(NOW.minus(HOUR)).is_unborn(NOW));
    }

    #[test]
    fn a_thing_is_over_at_the_very_moment_it_ends() {
        let end = Timestamp::from_millis(60_000);
        assert!(!end.is_over(Timestamp::from_millis(59_999)));
        assert!(end.is_over(Timestamp::from_millis(60_000)));
    }

    #[test]
    fn a_span_never_runs_backwards() {
        let (a, b) = (Timestamp::from_millis(5), Timestamp::from_millis(9));
        assert_eq!(a.since(b), Lifetime::ZERO);
        assert_eq!(b.since(a), Lifetime::millis(4));
    }

    #[test]
    fn a_person_is_told_whole_minutes_rounded_up() {
        assert_eq!(Lifetime::millis(60_001).as_minutes_up(), 2);
        assert_eq!(Lifetime::millis(1).as_minutes_up(), 1);
    }
}
