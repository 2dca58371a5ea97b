//! How fast one caller may call: counted in memory, per node. It keeps a program that has gone wrong
//! from taking the place of all others.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use arc_swap::ArcSwapOption;
use engine::span::Rate;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _};
use oidc_core::actor::Actor;

/// So many callers are remembered; those that have not called for a while are forgotten before more
/// are. Only whoever was let in is counted, so that strangers cannot fill it.
const MOST: usize = 10_000;

/// The counters of all callers. They begin anew when the limit is changed.
#[derive(Default)]
pub struct Pace(ArcSwapOption<Counters>);

struct Counters {
    rate: Rate,
    limiter: DefaultKeyedRateLimiter<String>,
}

impl Pace {
    /// Counts a call, under the limit that is in force now.
    ///
    /// # Errors
    /// How long to wait, when there were too many.
    pub fn check(&self, rate: Rate, caller: &Actor) -> Result<(), Duration> {
        let counters = self.counters(rate);
        let limiter = &counters.limiter;
        if limiter.len() >= MOST {
            limiter.retain_recent();
        }
        limiter
            .check_key(&caller.to_string())
            .map_err(|not_until| not_until.wait_time_from(limiter.clock().now()))
    }

    fn counters(&self, rate: Rate) -> Arc<Counters> {
        if let Some(counters) = &*self.0.load()
            && counters.rate == rate
        {
            return Arc::clone(counters);
        }
        let burst = NonZeroU32::new(rate.limit).unwrap_or(NonZeroU32::MIN);
        let period = rate.window.duration() / burst.get();
        let quota = Quota::with_period(period.max(Duration::from_nanos(1)))
            .unwrap_or(Quota::per_second(burst))
            .allow_burst(burst);
        let fresh = Arc::new(Counters {
            rate,
            limiter: RateLimiter::keyed(quota),
        });
        self.0.store(Some(Arc::clone(&fresh)));
        fresh
    }
}

#[cfg(test)]
mod tests {
    use engine::span::Span;

    use super::*;

    #[test]
    fn each_caller_has_a_pace_of_its_own_and_a_changed_limit_begins_anew() {
        let pace = Pace::default();
        let [shop, deploy] = ["shop", "deploy"].map(|id| Actor::Client(id.parse().unwrap()));
        let rate = Rate::new(2, Span::seconds(3_600));
        assert!(pace.check(rate, &shop).is_ok() && pace.check(rate, &shop).is_ok());
        let wait = pace.check(rate, &shop).unwrap_err();
        assert!(wait > Duration::from_secs(1_700) && wait <= Duration::from_mins(30));
        assert!(pace.check(rate, &deploy).is_ok());
        assert!(
            pace.check(Rate::new(3, Span::seconds(3_600)), &shop)
                .is_ok()
        );
    }
}
