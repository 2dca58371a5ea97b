//! Which secrets of clients were used: noted in memory at each use, written down later and once in a
//! minute at most. What a crash takes with it is no loss.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use oidc_core::{
    id::ClientId,
    time::{Lifetime, Timestamp},
};

/// How often the use of one secret is written down.
const EVERY: Lifetime = Lifetime::minutes(1);

/// A use that is to be written down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretUse {
    /// Whose secret.
    pub client_id: ClientId,
    /// Which of them.
    pub name: Arc<str>,
    /// When.
    pub at: Timestamp,
}

/// The uses of the last minute.
#[derive(Debug, Default)]
pub struct SecretUses(Mutex<HashMap<ClientId, Vec<Noted>>>);

#[derive(Debug)]
struct Noted {
    name: Arc<str>,
    at: Timestamp,
    is_written: bool,
}

impl SecretUses {
    /// A client has authenticated by this secret.
    pub fn note(&self, client_id: &ClientId, name: &Arc<str>, now: Timestamp) {
        let mut uses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Noted {
            name: Arc::clone(name),
            at: now,
            is_written: false,
        };
        let Some(own) = uses.get_mut(client_id) else {
            uses.insert(client_id.clone(), vec![new()]);
            return;
        };
        match own.iter_mut().find(|noted| noted.name == *name) {
            Some(noted) if noted.is_written && is_old(noted, now) => *noted = new(),
            Some(_) => {}
            None => own.push(new()),
        }
    }

    /// What is to be written down now, in the order in which every node writes it.
    pub(crate) fn take(&self, now: Timestamp) -> Vec<SecretUse> {
        let mut uses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = Vec::new();
        for (client_id, own) in uses.iter_mut() {
            for noted in own.iter_mut().filter(|noted| !noted.is_written) {
                noted.is_written = true;
                taken.push(SecretUse {
                    client_id: client_id.clone(),
                    name: Arc::clone(&noted.name),
                    at: noted.at,
                });
            }
        }
        uses.retain(|_, own| {
            own.retain(|noted| !is_old(noted, now));
            !own.is_empty()
        });
        taken.sort();
        taken
    }
}

fn is_old(noted: &Noted, now: Timestamp) -> bool {
    now.since(noted.at) >= EVERY
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn used(uses: &SecretUses, name: &str, at: Timestamp) {
        uses.note(&"web".parse().unwrap(), &name.into(), at);
    }

    fn taken(uses: &SecretUses, now: Timestamp) -> Vec<(String, Timestamp)> {
        let taken = uses.take(now).into_iter();
        taken
            .map(|noted| (noted.name.to_string(), noted.at))
            .collect()
    }

    #[test]
    fn however_often_a_secret_is_used_it_is_written_down_once_a_minute() {
        let uses = SecretUses::default();
        let (second, minute) = (Lifetime::seconds(1), Lifetime::minutes(1));
        used(&uses, "new", NOW);
        used(&uses, "old", NOW);
        used(&uses, "new", NOW.plus(second));
        let both = [("new".to_owned(), NOW), ("old".to_owned(), NOW)];
        assert_eq!(taken(&uses, NOW.plus(second)), both);
        used(&uses, "new", NOW.plus(second));
        assert_eq!(taken(&uses, NOW.plus(second)), []);
        used(&uses, "new", NOW.plus(minute));
        let once = [("new".to_owned(), NOW.plus(minute))];
        assert_eq!(taken(&uses, NOW.plus(minute)), once);
    }

    #[test]
    fn a_use_that_was_never_written_is_not_lost_to_a_late_job() {
        let uses = SecretUses::default();
        used(&uses, "new", NOW);
        let late = NOW.plus(Lifetime::hours(1));
        assert_eq!(taken(&uses, late), [("new".to_owned(), NOW)]);
        assert!(
            uses.0.lock().unwrap().is_empty(),
            "nothing is kept for long"
        );
    }
}
