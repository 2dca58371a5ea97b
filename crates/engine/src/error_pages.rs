//! Error pages that people were shown, until they are written down. Whoever gets one needs no account:
//! they are gathered in memory, so many within a minute and no more, and written by a job.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use oidc_core::{
    event::Event,
    time::{Lifetime, Timestamp},
};

use crate::network::ClientIp;

/// How many within a minute; what is shown beside them is not told.
const MOST: usize = 60;

/// How many of them to one subscriber, so that nobody takes the place of all others.
const MOST_OF_ONE: usize = 6;

const MINUTE: Lifetime = Lifetime::minutes(1);

/// What was shown and is not written down yet.
#[derive(Debug, Default)]
pub struct ErrorPages(Mutex<Shown>);

#[derive(Debug, Default)]
struct Shown {
    waiting: Vec<Event>,
    /// When the minute began in which so many were let in.
    since: Option<Timestamp>,
    admitted: usize,
    of_each: HashMap<Option<ClientIp>, usize>,
}

impl Shown {
    fn admits(&mut self, who: Option<ClientIp>, now: Timestamp) -> bool {
        // A clock that was set back says nothing.
        let goes_on = |since: Timestamp| now >= since && now.since(since) < MINUTE;
        if !self.since.is_some_and(goes_on) {
            (self.since, self.admitted) = (Some(now), 0);
            self.of_each.clear();
        }
        if self.admitted >= MOST {
            return false;
        }
        let own = self.of_each.entry(who).or_default();
        if *own >= MOST_OF_ONE {
            return false;
        }
        *own += 1;
        self.admitted += 1;
        true
    }
}

impl ErrorPages {
    /// Somebody was shown one.
    pub fn note(&self, who: Option<ClientIp>, event: Event) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.admits(who, event.at) {
            shown.waiting.push(event);
        }
    }

    /// Takes those that are to be written down.
    pub fn take(&self) -> Vec<Event> {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut shown.waiting)
    }
}

#[cfg(test)]
mod tests {
    use oidc_core::{
        event::{EventContext, EventKind},
        id::EventId,
    };

    use super::*;

    fn shown(at: Timestamp) -> Event {
        let id = EventId::from_bytes([1; 16]);
        Event::new(id, EventKind::PageRefused, at, EventContext::default())
    }

    fn subscriber(last: u8) -> ClientIp {
        ClientIp::new([192, 0, 2, last].into())
    }

    #[test]
    fn one_subscriber_leaves_room_for_others() {
        let (pages, now) = (ErrorPages::default(), Timestamp::from_millis(1_000_000));
        for _ in 0..100 {
            pages.note(Some(subscriber(1)), shown(now));
        }
        pages.note(Some(subscriber(2)), shown(now));
        assert_eq!(pages.take().len(), MOST_OF_ONE + 1);
        assert!(pages.take().is_empty(), "each is taken once");
    }

    #[test]
    fn no_more_than_so_many_are_told_within_a_minute() {
        let (pages, now) = (ErrorPages::default(), Timestamp::from_millis(1_000_000));
        for last in 0..=255 {
            pages.note(Some(subscriber(last)), shown(now));
        }
        assert_eq!(pages.take().len(), MOST);
        pages.note(Some(subscriber(1)), shown(now));
        assert!(pages.take().is_empty(), "the minute goes on");
        pages.note(Some(subscriber(1)), shown(now.plus(MINUTE)));
        assert_eq!(pages.take().len(), 1);
    }

    #[test]
    fn a_clock_that_was_set_back_begins_a_minute() {
        let (pages, now) = (ErrorPages::default(), Timestamp::from_millis(1_000_000));
        for last in 0..=255 {
            pages.note(Some(subscriber(last)), shown(now));
        }
        pages.take();
        pages.note(Some(subscriber(1)), shown(now.minus(MINUTE)));
        assert_eq!(pages.take().len(), 1);
    }
}
