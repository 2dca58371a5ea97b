//! How long a delivery that failed waits for its next try.

use std::time::Duration;

use oidc_core::time::Lifetime;
use rand_core::Rng;

use crate::engine::Engine;

/// The waits of a kind of delivery, in seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct BackOff {
    /// After the first failure; doubled each time.
    pub(super) first: u32,
    /// At most.
    pub(super) longest: u32,
}

impl BackOff {
    /// Doubles with each attempt, at least as long as the other side asks for, and a random part
    /// more, so that many that failed do not come back together.
    pub(super) fn wait(self, engine: &Engine, attempts: u32, asked: Option<Duration>) -> Lifetime {
        let doublings = attempts.clamp(1, 16) - 1;
        let doubled = self.first.saturating_mul(1 << doublings).min(self.longest);
        let asked = asked.map_or(0, |span| u32::try_from(span.as_secs()).unwrap_or(u32::MAX));
        // Who asks for a day would hear of nothing: what waits lives no longer.
        let base = i64::from(doubled.max(asked.min(self.longest))) * 1_000;
        let jitter = i64::from(engine.entropy.rng().next_u32()) % (base / 4 + 1);
        Lifetime::millis(base + jitter)
    }
}
