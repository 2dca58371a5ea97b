//! How many tokens each machine client got, for the record of events. A busy machine asks thousands
//! of times a second, so there is one event when a client's secret is first used in a minute, and one
//! with the number of all others when that minute is over, on each node.
//!
//! The first event stands there when the answer arrives. What cannot be written is kept, and written
//! with the next; so is what a client that went away left half-way, which is told twice, rather than
//! never, where the write had come to its end. Only a node that is killed loses the number of its last
//! minute.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use oidc_core::{
    actor::Actor,
    event::{Event, EventContext, EventKind},
    id::{ClientId, EventId},
    time::{Lifetime, Timestamp},
};
use serde_json::Value;
use store::{Store, StoreError};

use crate::entropy::Entropy;

const MINUTE: i64 = 60_000;

/// Between two times that something is written down because it is read.
const PAUSE: Lifetime = Lifetime::seconds(10);

/// Where events are written, and when.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// The database.
    pub store: &'a Store,
    /// For the ids of events.
    pub entropy: &'a Entropy,
    /// Now.
    pub now: Timestamp,
}

/// Whose tokens, and by which of its secrets.
type Key = (ClientId, Option<String>);

/// What has not been written down of one minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Count {
    minute: i64,
    tokens: u64,
}

/// What a token was added to.
#[derive(Debug, PartialEq, Eq)]
enum Added {
    /// It is the first of its minute.
    First {
        /// What was counted in an earlier one and is not written down.
        former: Option<Count>,
    },
    /// Others of the same minute.
    ToOthers,
}

/// The counts of this node: one for each client and secret that were in use in the last minutes.
#[derive(Debug, Default)]
pub struct Tally {
    counts: Mutex<HashMap<Key, Count>>,
    /// When a reader was last told of those of a running minute.
    told: Mutex<Option<Timestamp>>,
}

impl Tally {
    /// Counts a token that is about to be handed out.
    ///
    /// # Errors
    /// When the first of a minute cannot be written down.
    pub async fn count(
        &self,
        record: Record<'_>,
        client: &ClientId,
        secret: Option<&str>,
        context: &EventContext,
    ) -> Result<(), StoreError> {
        let key = (client.clone(), secret.map(str::to_owned));
        let minute = minute(record.now);
        let kept = match self.add(&key, minute) {
            Added::ToOthers => return Ok(()),
            Added::First { former } => former.map_or(0, |count| count.tokens),
        };
        let unwritten = Unwritten {
            tally: self,
            minute,
            counts: vec![(key.clone(), kept)],
            put_back: Tally::put_back,
        };
        let former = (kept > 0).then(|| told(record, &key, kept, &EventContext::default()));
        let first = told(record, &key, 1, context);
        let (former, first) = (&former, &first);
        let written = record
            .store
            .transact(|mut tx| async move {
                match former {
                    Some(former) => tx.events().append_both([former, first]).await,
                    None => tx.events().append(first).await,
                }
            })
            .await;
        if written.is_ok() {
            unwritten.done();
        }
        written
    }

    /// Writes down the minutes that are over; the running one too when the node stops.
    ///
    /// # Errors
    /// When the database refuses; the numbers are kept.
    pub async fn settle(&self, record: Record<'_>, running_too: bool) -> Result<(), StoreError> {
        let minute = minute(record.now);
        let over = self.take(minute, running_too);
        self.write(record, minute, over).await
    }

    /// Writes down what was counted until now; the running minute goes on with nothing counted. For
    /// whoever reads the events: what was issued a moment ago is among them. Whoever reads again and
    /// again causes one write in ten seconds.
    ///
    /// # Errors
    /// As for [`Tally::settle`].
    pub async fn tell(&self, record: Record<'_>) -> Result<(), StoreError> {
        let counted = self.take_for_reader(record.now);
        self.write(record, minute(record.now), counted).await
    }

    async fn write(
        &self,
        record: Record<'_>,
        minute: i64,
        over: Vec<(Key, u64)>,
    ) -> Result<(), StoreError> {
        let context = EventContext::default();
        let events = over
            .iter()
            .map(|(key, tokens)| told(record, key, *tokens, &context));
        let events: Vec<Event> = events.collect();
        let events = &events;
        if events.is_empty() {
            return Ok(());
        }
        let unwritten = Unwritten {
            tally: self,
            minute,
            counts: over,
            put_back: Tally::keep,
        };
        let written = record
            .store
            .transact(|mut tx| async move {
                for event in events {
                    tx.events().append(event).await?;
                }
                Ok(())
            })
            .await;
        if written.is_ok() {
            unwritten.done();
        }
        written
    }

    /// Counts one in a minute.
    fn add(&self, key: &Key, minute: i64) -> Added {
        let mut counts = self.counts();
        if let Some(count) = counts.get_mut(key).filter(|count| count.minute == minute) {
            count.tokens += 1;
            return Added::ToOthers;
        }
        let first = Count { minute, tokens: 0 };
        Added::First {
            former: counts.insert(key.clone(), first),
        }
    }

    fn take(&self, minute: i64, running_too: bool) -> Vec<(Key, u64)> {
        let mut counts = self.counts();
        let over = counts.extract_if(|_, count| running_too || count.minute != minute);
        let over = over.filter(|(_, count)| count.tokens > 0);
        over.map(|(key, count)| (key, count.tokens)).collect()
    }

    /// What is counted, unless a reader was told something a moment ago.
    fn take_for_reader(&self, now: Timestamp) -> Vec<(Key, u64)> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back says nothing.
        if told.is_some_and(|at| at <= now && now.since(at) < PAUSE) {
            return Vec::new();
        }
        let counted = self.take_counted();
        if !counted.is_empty() {
            *told = Some(now);
        }
        counted
    }

    /// What is counted, each under its minute, which stays.
    fn take_counted(&self) -> Vec<(Key, u64)> {
        let mut counts = self.counts();
        let counted = counts.iter_mut().filter(|(_, count)| count.tokens > 0);
        counted
            .map(|(key, count)| (key.clone(), std::mem::take(&mut count.tokens)))
            .collect()
    }

    /// The first of a minute was not written, and so not handed out, nor was what was to be written
    /// with it: the next one is the first, and takes what others counted since along.
    fn put_back(&self, key: &Key, tokens: u64, minute: i64) {
        if let Some(count) = self
            .counts()
            .get_mut(key)
            .filter(|count| count.minute == minute)
        {
            count.minute = minute - 1;
        }
        self.keep(key, tokens, minute);
    }

    /// Adds what could not be written to what is counted since, or keeps it as of an earlier minute.
    fn keep(&self, key: &Key, tokens: u64, minute: i64) {
        let mut counts = self.counts();
        let none = Count {
            minute: minute - 1,
            tokens: 0,
        };
        let count = counts.entry(key.clone()).or_insert(none);
        count.tokens = count.tokens.saturating_add(tokens);
        if *count == none {
            counts.remove(key);
        }
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<Key, Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was taken out to be written down: back with the others when this is dropped before it is,
/// because the database refuses or nobody waits for it any more.
struct Unwritten<'a> {
    tally: &'a Tally,
    minute: i64,
    counts: Vec<(Key, u64)>,
    put_back: fn(&Tally, &Key, u64, i64),
}

impl Unwritten<'_> {
    /// It stands in the database.
    fn done(mut self) {
        self.counts.clear();
    }
}

impl Drop for Unwritten<'_> {
    fn drop(&mut self) {
        for (key, tokens) in &self.counts {
            (self.put_back)(self.tally, key, *tokens, self.minute);
        }
    }
}

const fn minute(now: Timestamp) -> i64 {
    now.as_millis().div_euclid(MINUTE)
}

fn told(record: Record<'_>, (client, secret): &Key, tokens: u64, context: &EventContext) -> Event {
    let now = record.now;
    let id = EventId::mint(now, &mut record.entropy.rng());
    let mut event = Event {
        actor: Some(Actor::Client(client.clone())),
        client_id: Some(client.clone()),
        ..Event::new(id, EventKind::MachineTokensIssued, now, context.clone())
    };
    if let Some(secret) = secret {
        event
            .data
            .insert("secret".to_owned(), Value::from(secret.as_str()));
    }
    event.data.insert("tokens".to_owned(), tokens.into());
    event
}

#[cfg(test)]
mod tests {
    use std::{
        future::Future,
        pin::pin,
        task::{Context, Waker},
    };

    use store::Store;

    use super::*;

    fn key(secret: &str) -> Key {
        ("robot".parse().unwrap(), Some(secret.to_owned()))
    }

    #[test]
    fn the_first_of_a_minute_is_told_at_once_and_the_others_together() {
        let first = |former| Added::First { former };
        let tally = Tally::default();
        assert_eq!(tally.add(&key("a"), 7), first(None));
        assert_eq!(tally.add(&key("b"), 7), first(None));
        for _ in 0..3 {
            assert_eq!(tally.add(&key("a"), 7), Added::ToOthers);
        }
        let before = Count {
            minute: 7,
            tokens: 3,
        };
        assert_eq!(tally.add(&key("a"), 8), first(Some(before)));
    }

    #[test]
    fn what_could_not_be_written_is_counted_with_what_follows() {
        let tally = Tally::default();
        for _ in 0..4 {
            tally.add(&key("a"), 7);
        }
        let Added::First {
            former: Some(former),
        } = tally.add(&key("a"), 8)
        else {
            panic!("the first of its minute")
        };
        // Somebody else counts before the write of the first fails.
        assert_eq!(tally.add(&key("a"), 8), Added::ToOthers);
        tally.put_back(&key("a"), former.tokens, 8);
        let kept = Count {
            minute: 7,
            tokens: 4,
        };
        let former = Some(kept);
        assert_eq!(tally.add(&key("a"), 8), Added::First { former });
        // And what was taken of minutes that are over.
        tally.add(&key("a"), 8);
        assert_eq!(tally.take(9, false), [(key("a"), 1)]);
        tally.keep(&key("a"), 1, 9);
        assert_eq!(tally.take(9, false), [(key("a"), 1)]);
        // A client of which nothing is left takes no place.
        tally.add(&key("b"), 9);
        tally.put_back(&key("b"), 0, 9);
        assert!(tally.counts().is_empty());
    }

    #[test]
    fn what_is_over_is_taken_once_and_the_running_minute_at_the_end() {
        let tally = Tally::default();
        for secret in ["a", "a", "b"] {
            tally.add(&key(secret), 7);
        }
        assert_eq!(tally.take(7, false), []);
        assert_eq!(tally.take(8, false), [(key("a"), 1)]);
        assert_eq!(tally.take(8, false), []);
        tally.add(&key("a"), 8);
        tally.add(&key("a"), 8);
        assert_eq!(tally.take(8, true), [(key("a"), 1)]);
    }

    #[test]
    fn what_is_told_to_a_reader_leaves_the_minute_running() {
        let tally = Tally::default();
        for secret in ["a", "a", "b"] {
            tally.add(&key(secret), 7);
        }
        assert_eq!(tally.take_counted(), [(key("a"), 1)]);
        assert_eq!(tally.take_counted(), []);
        // The next one is no first of its minute.
        assert_eq!(tally.add(&key("a"), 7), Added::ToOthers);
        tally.keep(&key("a"), 1, 7);
        assert_eq!(tally.take_counted(), [(key("a"), 2)]);
    }

    #[test]
    fn whoever_reads_again_and_again_is_told_once_in_ten_seconds() {
        let tally = Tally::default();
        let at = |second| Timestamp::from_millis(7 * MINUTE).plus(Lifetime::seconds(second));
        let taken = |second| {
            tally.add(&key("a"), 7);
            tally.take_for_reader(at(second))
        };
        assert_eq!(taken(1), [], "the first one is written when it is issued");
        assert_eq!(taken(2), [(key("a"), 1)]);
        assert_eq!(taken(3), []);
        assert_eq!(taken(11), []);
        assert_eq!(taken(12), [(key("a"), 3)]);
        assert_eq!(taken(1), [(key("a"), 1)], "the clock was set back");
    }

    /// Begins something and goes away, as a client does that closes its connection.
    fn begin_and_leave(work: impl Future) {
        let mut context = Context::from_waker(Waker::noop());
        assert!(pin!(work).poll(&mut context).is_pending());
    }

    #[tokio::test]
    async fn a_request_that_is_dropped_half_way_loses_no_count() {
        let store = &Store::open("sqlite::memory:").await.unwrap();
        let entropy = &Entropy::seeded(1);
        let (tally, robot) = (Tally::default(), &"robot".parse().unwrap());
        let context = &EventContext::default();
        let at = |minute: i64| Record {
            store,
            entropy,
            now: Timestamp::from_millis(minute * MINUTE),
        };
        for _ in 0..4 {
            let counted = tally.count(at(7), robot, None, context);
            counted.await.unwrap();
        }
        // Of those four, one is written down.
        begin_and_leave(tally.count(at(8), robot, None, context));
        begin_and_leave(tally.settle(at(8), false));
        begin_and_leave(tally.settle(at(8), true));
        let told = || store.read(|mut tx| async move { tx.events().recent(9).await });
        let before: Result<Vec<Event>, StoreError> = told().await;
        assert_eq!(before.unwrap().len(), 1);
        tally.count(at(8), robot, None, context).await.unwrap();
        let after: Vec<Event> = told().await.unwrap();
        let tokens = after.iter().map(|event| event.data["tokens"].as_u64());
        let mut tokens: Vec<_> = tokens.collect();
        tokens.sort_unstable();
        assert_eq!(tokens, [1, 1, 3].map(Some));
    }
}
