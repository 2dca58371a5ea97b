//! The only reading of the time. Everything else takes `now: Timestamp`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use oidc_core::time::{Lifetime, Timestamp};

/// Says what time it is: the system's time, or in tests a time that is set.
#[derive(Debug, Clone)]
pub struct Clock(Kind);

#[derive(Debug, Clone)]
enum Kind {
    System,
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub const fn system() -> Self {
        Self(Kind::System)
    }

    /// A clock that stands still until it is set; its clones stand still together.
    pub fn fixed(now: Timestamp) -> Self {
        Self(Kind::Fixed(Arc::new(AtomicI64::new(now.as_millis()))))
    }

    /// The time, in milliseconds since 1970.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(match &self.0 {
            Kind::System => system_millis(),
            Kind::Fixed(millis) => millis.load(Ordering::SeqCst),
        })
    }

    /// Sets a fixed clock and its clones; the machine's clock is not ours to set.
    pub fn set(&self, now: Timestamp) {
        if let Kind::Fixed(millis) = &self.0 {
            millis.store(now.as_millis(), Ordering::SeqCst);
        }
    }

    /// Lets time pass on a fixed clock and its clones.
    pub fn advance(&self, span: Lifetime) {
        self.set(self.now().plus(span));
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the time"
)]
fn system_millis() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_moves_only_when_it_is_moved_and_its_clones_move_along() {
        let clock = Clock::fixed(Timestamp::from_millis(1_000));
        let other = clock.clone();
        assert_eq!(other.now(), Timestamp::from_millis(1_000));
        clock.advance(Lifetime::seconds(90));
        assert_eq!(other.now(), Timestamp::from_millis(91_000));
    }

    #[test]
    fn the_system_clock_knows_that_it_is_later_than_2025() {
        assert!(Clock::system().now() > Timestamp::from_millis(1_735_689_600_000));
    }
}
