//! Looks at the database out of turn, because of a request: before it is refused over something that
//! another node may have written a moment ago, and before a node that was asleep goes on as if no
//! time had passed. Both are bounded, so that nobody makes the database work by asking.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use oidc_core::time::{Lifetime, Timestamp};
use tokio::{
    sync::{Mutex, Semaphore},
    time::{Instant, sleep_until},
};

/// Between two looks for something unknown.
const PAUSE: Duration = Duration::from_secs(1);

/// How many requests may wait for such a look; who comes then goes on without.
const WAITING: usize = 256;

/// A node that looks every second was asleep when its last look is so old.
const ASLEEP: Lifetime = Lifetime::seconds(5);

/// When this node looked.
#[derive(Debug)]
pub struct Looks {
    /// In milliseconds, by the node's clock.
    last: AtomicI64,
    /// When a request last tried to look after a sleep; in the same way.
    tried: AtomicI64,
    /// When the last look for something unknown began.
    for_unknown: Mutex<Option<Instant>>,
    waiting: Semaphore,
}

impl Looks {
    /// After a first look.
    pub(crate) fn new(now: Timestamp) -> Self {
        Self {
            last: AtomicI64::new(now.as_millis()),
            tried: AtomicI64::new(now.as_millis()),
            for_unknown: Mutex::default(),
            waiting: Semaphore::new(WAITING),
        }
    }

    /// A look has succeeded that was begun at this time.
    pub(crate) fn note(&self, begun: Timestamp) {
        self.last.store(begun.as_millis(), Ordering::Relaxed);
    }

    /// Whether the last one is so old that this node was stopped or cut off.
    pub(crate) fn was_asleep(&self, now: Timestamp) -> bool {
        let last = Timestamp::from_millis(self.last.load(Ordering::Relaxed));
        now.since(last) > ASLEEP
    }

    /// Whether a request may try to look after a sleep: one in a second.
    pub(crate) fn may_try(&self, now: Timestamp) -> bool {
        let now = now.as_millis();
        let pause = i64::try_from(PAUSE.as_millis()).unwrap_or(i64::MAX);
        let next = |last: i64| ((now - last).abs() >= pause).then_some(now);
        let order = Ordering::Relaxed;
        self.tried.fetch_update(order, order, next).is_ok()
    }

    /// Looks for something unknown. At most once in a second: who comes in between waits for the
    /// next look, and is content with one that began after it came.
    pub(crate) async fn for_unknown(&self, look: impl Future<Output = ()>) {
        let Ok(_place) = self.waiting.try_acquire() else {
            return;
        };
        let came = Instant::now();
        let mut last = self.for_unknown.lock().await;
        if let Some(begun) = *last {
            if begun >= came {
                return;
            }
            sleep_until(begun + PAUSE).await;
        }
        *last = Some(Instant::now());
        look.await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, atomic::AtomicU32};

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    #[tokio::test]
    async fn many_who_ask_at_once_share_a_look_and_the_next_one_waits_a_second() {
        let (looks, looked) = (Arc::new(Looks::new(NOW)), Arc::new(AtomicU32::new(0)));
        let begun = Instant::now();
        let ask = || {
            let (looks, looked) = (Arc::clone(&looks), Arc::clone(&looked));
            tokio::spawn(async move {
                let look = async { _ = looked.fetch_add(1, Ordering::Relaxed) };
                looks.for_unknown(look).await;
            })
        };
        let asked: Vec<_> = (0..50).map(|_| ask()).collect();
        for asked in asked {
            asked.await.unwrap();
        }
        // One is under way when the others come, and they are content with the one after it.
        assert!(looked.load(Ordering::Relaxed) <= 2);
        ask().await.unwrap();
        let seconds = begun.elapsed().as_secs() + 1;
        assert!(u64::from(looked.load(Ordering::Relaxed)) <= seconds);
        assert!(seconds >= 2, "{seconds}");
    }

    #[tokio::test]
    async fn who_finds_no_place_to_wait_goes_on_without_a_look() {
        let looks = Looks::new(NOW);
        let _all = looks.waiting.try_acquire_many(256).unwrap();
        looks.for_unknown(async { panic!("it looked") }).await;
    }

    #[test]
    fn a_node_that_has_not_looked_for_long_was_asleep() {
        let looks = Looks::new(NOW);
        assert!(!looks.was_asleep(NOW.plus(ASLEEP)));
        let later = NOW.plus(ASLEEP).plus(Lifetime::millis(1));
        assert!(looks.was_asleep(later));
        looks.note(later);
        assert!(!looks.was_asleep(later));
        assert!(!looks.was_asleep(NOW), "a clock that was set back");
    }
}
