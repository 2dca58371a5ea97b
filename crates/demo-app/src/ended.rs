//! The sessions that the provider has ended, for the cookies that say otherwise.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// How long an ended session is remembered: longer than a browser keeps one open. Who restarts the
/// shop forgets it; a shop that means it keeps its sessions in a database.
const REMEMBERED: i64 = 7 * 24 * 60 * 60;

/// No more than so many: the provider is trusted, but memory is short.
const MOST: usize = 10_000;

/// The sessions that the provider has ended, by their `sid`, and when.
#[derive(Default)]
pub(crate) struct Ended(Mutex<HashMap<String, i64>>);

impl Ended {
    pub(crate) fn contains(&self, sid: &str) -> bool {
        let ended = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ended.contains_key(sid)
    }

    pub(crate) fn insert(&self, sid: String, now: i64) {
        let mut ended = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ended.retain(|_, since| now - *since < REMEMBERED);
        if ended.len() < MOST {
            ended.insert(sid, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ended_session_is_remembered_for_a_week() {
        let ended = Ended::default();
        ended.insert("one".to_owned(), 0);
        ended.insert("two".to_owned(), REMEMBERED - 1);
        assert!(ended.contains("one") && ended.contains("two"));
        ended.insert("three".to_owned(), REMEMBERED);
        assert!(!ended.contains("one") && ended.contains("two") && ended.contains("three"));
    }
}
