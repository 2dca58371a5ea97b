//! How much of the room for a kind of delivery one receiver may take: one that hangs leaves the rest
//! to others, and many that hang leave half of it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::Notify;

/// To a receiver that answers, so many are under way at the same time; to any other, one.
const MOST: usize = 4;
/// Whoever takes longer for one is slow; or half of what it may take, if that is less.
const PROMPT: Duration = Duration::from_secs(3);

/// How long the last one took, as far as this node knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Pace {
    #[default]
    Unknown,
    Prompt,
    Slow,
}

#[derive(Debug, Clone, Copy, Default)]
struct Receiver {
    taken: usize,
    pace: Pace,
}

impl Receiver {
    const fn most(self) -> usize {
        match self.pace {
            Pace::Prompt => MOST,
            Pace::Unknown | Pace::Slow => 1,
        }
    }
}

/// Every receiver that was ever sent something: no more than there are clients.
#[derive(Debug, Default)]
struct Receivers(HashMap<String, Receiver>);

impl Receivers {
    fn of(&self, to: &str) -> Receiver {
        self.0.get(to).copied().unwrap_or_default()
    }

    fn taken_by_slow(&self) -> usize {
        let slow = self.0.values().filter(|own| own.pace == Pace::Slow);
        slow.map(|own| own.taken).sum()
    }
}

/// How many are under way to each receiver.
#[derive(Debug, Clone)]
pub(super) struct Shares(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    prompt: Duration,
    /// To all of those together, so that the rest of the room is for others.
    most_to_slow: usize,
    receivers: Mutex<Receivers>,
    freed: Notify,
}

/// What may be on its way now.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// How many more to each receiver, in the order in which they are served.
    pub(super) places: Vec<(String, usize)>,
    /// Whether there are others, which have all they may have.
    pub(super) others_wait: bool,
}

/// One that is under way; its place is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Share {
    shares: Shares,
    to: String,
    /// How long the receiver took; none when it was not asked.
    took: Option<Duration>,
}

impl Shares {
    /// Of so much room, for what may take so long.
    pub(super) fn new(room: usize, time_limit: Duration) -> Self {
        Self(Arc::new(Parts {
            prompt: PROMPT.min(time_limit / 2),
            most_to_slow: room / 2,
            receivers: Mutex::default(),
            freed: Notify::new(),
        }))
    }

    /// Who of those may be sent something, in their order: those that are slow do not stand back, or
    /// those that always have more waiting would keep them out.
    pub(super) fn plan(&self, due: Vec<String>) -> Plan {
        let receivers = self.0.receivers();
        let mut left_to_slow = self
            .0
            .most_to_slow
            .saturating_sub(receivers.taken_by_slow());
        let number = due.len();
        let places = due.into_iter().map(|to| {
            let own = receivers.of(&to);
            let mut left = own.most().saturating_sub(own.taken);
            if own.pace == Pace::Slow {
                left = left.min(left_to_slow);
                left_to_slow -= left;
            }
            (to, left)
        });
        let places: Vec<_> = places.filter(|(_, left)| *left > 0).collect();
        Plan {
            others_wait: places.len() < number,
            places,
        }
    }

    /// Takes a place.
    pub(super) fn take(&self, to: &str) -> Share {
        let mut receivers = self.0.receivers();
        receivers.0.entry(to.to_owned()).or_default().taken += 1;
        Share {
            shares: self.clone(),
            to: to.to_owned(),
            took: None,
        }
    }

    /// Waits until a receiver that had all it may have has a place again: others may wait for it.
    pub(super) async fn freed(&self) {
        self.0.freed.notified().await;
    }
}

impl Parts {
    fn receivers(&self) -> MutexGuard<'_, Receivers> {
        self.receivers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Share {
    /// The receiver took so long, well or not.
    pub(super) const fn took(&mut self, span: Duration) {
        self.took = Some(span);
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let parts = &self.shares.0;
        let mut receivers = parts.receivers();
        let Some(own) = receivers.0.get_mut(&self.to) else {
            return;
        };
        // One that was the only one allowed may be followed by several now.
        if own.taken >= own.most() {
            parts.freed.notify_one();
        }
        own.taken -= 1;
        if let Some(span) = self.took {
            own.pace = if span <= parts.prompt {
                Pace::Prompt
            } else {
                Pace::Slow
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;

    const LONG: Duration = Duration::from_secs(10);
    const ROOM: usize = 12;

    fn shares() -> Shares {
        Shares::new(ROOM, LONG)
    }

    impl Share {
        fn ended(mut self, took: Duration) {
            self.took(took);
        }
    }

    fn left(shares: &Shares, to: &str) -> usize {
        let plan = shares.plan(vec![to.to_owned()]);
        assert_eq!(plan.others_wait, plan.places.is_empty());
        plan.places.first().map_or(0, |(_, left)| *left)
    }

    #[tokio::test]
    async fn a_receiver_that_answers_has_so_many_places_and_others_keep_theirs() {
        let shares = shares();
        shares.take("shop").ended(Duration::ZERO);
        assert!(timeout(Duration::ZERO, shares.freed()).await.is_ok());
        let mut taken: Vec<_> = (0..MOST).map(|_| shares.take("shop")).collect();
        assert_eq!((left(&shares, "shop"), left(&shares, "library")), (0, 1));
        assert!(timeout(Duration::ZERO, shares.freed()).await.is_err());
        taken.pop();
        assert_eq!(left(&shares, "shop"), 1);
        assert!(timeout(Duration::ZERO, shares.freed()).await.is_ok());
        taken.clear();
        assert_eq!(left(&shares, "shop"), MOST);
    }

    #[tokio::test]
    async fn one_whose_last_took_long_has_one_place_until_it_is_prompt() {
        let shares = shares();
        assert_eq!(left(&shares, "shop"), 1, "nobody knows it yet");
        let first = shares.take("shop");
        assert_eq!(left(&shares, "shop"), 0);
        first.ended(PROMPT);
        let [slow, quick] = [shares.take("shop"), shares.take("shop")];
        slow.ended(LONG);
        assert_eq!(left(&shares, "shop"), 0, "another one is under way");
        quick.ended(LONG);
        assert_eq!(left(&shares, "shop"), 1);
        shares.take("shop").ended(Duration::ZERO);
        assert_eq!(left(&shares, "shop"), MOST);
        let brief = Shares::new(ROOM, PROMPT);
        brief.take("shop").ended(PROMPT);
        assert_eq!(left(&brief, "shop"), 1, "that was all it may take");
    }

    #[tokio::test]
    async fn one_that_was_not_asked_is_neither_prompt_nor_slow_for_it() {
        let shares = shares();
        drop(shares.take("shop"));
        assert_eq!(left(&shares, "shop"), 1, "nobody knows it yet");
        shares.take("shop").ended(Duration::ZERO);
        drop(shares.take("shop"));
        assert_eq!(left(&shares, "shop"), MOST);
        shares.take("shop").ended(LONG);
        drop(shares.take("shop"));
        assert_eq!(left(&shares, "shop"), 1);
    }

    #[tokio::test]
    async fn those_that_are_slow_have_their_turn_and_leave_half_of_the_room() {
        let shares = shares();
        let name = |number: usize| format!("slow-{number}");
        let number = ROOM / 2 + 3;
        for slow in (0..number).map(name) {
            shares.take(&slow).ended(LONG);
        }
        let mut due: Vec<_> = (0..number).map(name).collect();
        due.push("new".to_owned());
        let plan = shares.plan(due.clone());
        let served: Vec<_> = plan
            .places
            .iter()
            .map(|(to, left)| (&**to, *left))
            .collect();
        let (last, slow) = served.split_last().unwrap();
        let oldest: Vec<_> = (0..ROOM / 2).map(name).collect();
        let oldest: Vec<_> = oldest.iter().map(|to| (&**to, 1)).collect();
        assert_eq!(slow, oldest, "whoever has waited longest comes first");
        assert_eq!(*last, ("new", 1));
        assert!(plan.others_wait);
        let mut taken: Vec<_> = slow.iter().map(|(to, _)| shares.take(to)).collect();
        assert_eq!(shares.plan(due.clone()).places, [("new".to_owned(), 1)]);
        while timeout(Duration::ZERO, shares.freed()).await.is_ok() {}
        taken.pop();
        assert!(timeout(Duration::ZERO, shares.freed()).await.is_ok());
        assert_eq!(shares.plan(due).places.len(), 2);
    }
}
