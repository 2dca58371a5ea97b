//! The journals of all visitors, in the memory of this process: so many, so large, for so long.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use openidconnect::CsrfToken;
use serde::{Deserialize, Serialize};

use crate::journal::Journal;

/// How many are kept; the one that was written least recently gives way.
const MOST: usize = 500;

/// For how many seconds after it was written a journal is kept.
const LIFETIME: i64 = 3_600;

/// Names a journal. It stands in the sealed session cookie.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub(crate) struct JournalId {
    /// The run of the program that kept it.
    run: String,
    key: String,
}

/// Why a journal is not there any more; the words are in `story.html`.
#[derive(Clone, Copy, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Lost {
    /// It was kept before this process started.
    Restart,
    /// It was too old, or one too many.
    Age,
}

struct Kept {
    at: i64,
    journal: Journal,
}

pub(crate) struct Journals {
    run: String,
    kept: Mutex<HashMap<String, Kept>>,
}

impl Journals {
    pub(crate) fn new() -> Self {
        Self {
            run: random(),
            kept: Mutex::default(),
        }
    }

    pub(crate) fn find(&self, id: &JournalId, now: i64) -> Result<Journal, Lost> {
        if id.run != self.run {
            return Err(Lost::Restart);
        }
        match self.lock().get(&id.key) {
            Some(kept) if !kept.is_stale(now) => Ok(kept.journal.clone()),
            _ => Err(Lost::Age),
        }
    }

    /// Keeps a journal in the place of the one with this id; without an id of this run it gets a
    /// new one.
    pub(crate) fn keep(&self, id: Option<JournalId>, mut journal: Journal, at: i64) -> JournalId {
        let id = id.filter(|id| id.run == self.run);
        let id = id.unwrap_or_else(|| JournalId {
            run: self.run.clone(),
            key: random(),
        });
        journal.shorten();
        let mut all = self.lock();
        all.retain(|key, kept| *key != id.key && !kept.is_stale(at));
        if all.len() >= MOST {
            let oldest = all.iter().min_by_key(|(_, kept)| kept.at);
            if let Some(key) = oldest.map(|(key, _)| key.clone()) {
                all.remove(&key);
            }
        }
        all.insert(id.key.clone(), Kept { at, journal });
        id
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn is_stale(&self, now: i64) -> bool {
        now - self.at > LIFETIME
    }
}

/// Sixteen random bytes.
fn random() -> String {
    CsrfToken::new_random().into_secret()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Step, StepKind};

    fn journal(at: i64) -> Journal {
        Journal {
            sign_in: vec![Step::new(StepKind::Userinfo, at)],
            ..Journal::default()
        }
    }

    #[test]
    fn a_journal_is_found_by_its_id_and_replaced_under_it() {
        let journals = Journals::new();
        let id = journals.keep(None, journal(1), 1);
        assert_eq!(journals.find(&id, 2).unwrap().latest(), Some(1));
        assert_eq!(journals.keep(Some(id.clone()), journal(2), 2), id);
        assert_eq!(journals.find(&id, 2).unwrap().latest(), Some(2));
        assert_ne!(journals.keep(None, journal(3), 3), id);
    }

    #[test]
    fn a_journal_is_forgotten_an_hour_after_it_was_written_not_before() {
        let journals = Journals::new();
        let id = journals.keep(None, journal(0), 0);
        assert!(journals.find(&id, LIFETIME).is_ok());
        assert_eq!(journals.find(&id, LIFETIME + 1).unwrap_err(), Lost::Age);
        journals.keep(None, journal(0), LIFETIME + 1);
        assert_eq!(journals.lock().len(), 1);
    }

    #[test]
    fn one_journal_too_many_takes_the_place_of_the_oldest() {
        let journals = Journals::new();
        let first = journals.keep(None, journal(0), 0);
        let second = journals.keep(None, journal(1), 1);
        for _ in 2..=MOST {
            journals.keep(None, journal(2), 2);
        }
        assert_eq!(journals.lock().len(), MOST);
        assert_eq!(journals.find(&first, 3).unwrap_err(), Lost::Age);
        assert!(journals.find(&second, 3).is_ok());
    }

    #[test]
    fn a_journal_of_another_run_is_known_as_such_and_gets_a_new_id() {
        let (before, after) = (Journals::new(), Journals::new());
        let old = before.keep(None, journal(1), 1);
        assert_eq!(after.find(&old, 1).unwrap_err(), Lost::Restart);
        let new = after.keep(Some(old.clone()), journal(2), 2);
        assert_ne!(new, old);
        assert!(after.find(&new, 2).is_ok());
    }
}
