//! What applications have come to do: noted in memory when it happens, and written down by a job. What
//! is noted already costs a request one look into memory.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use oidc_core::{
    client::Client,
    id::{ClientId, RegistrationId},
    milestone::Milestone,
    time::{Lifetime, Timestamp},
};

/// How often it is written down that people sign in to one client.
const EVERY: Lifetime = Lifetime::minutes(1);

/// How many clients are remembered. Whoever was forgotten is noted again, and what the database knows
/// stays as it is.
const MOST_CLIENTS: usize = 20_000;

/// What one registration of a client has come to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reached {
    /// Which client.
    pub client_id: ClientId,
    /// Which registration of its id.
    pub registration: Option<RegistrationId>,
    /// What.
    pub milestone: Milestone,
    /// When.
    pub at: Timestamp,
}

/// What this node knows that clients have come to do.
#[derive(Debug, Default)]
pub struct Milestones(Mutex<HashMap<ClientId, Own>>);

/// That of one client.
#[derive(Debug)]
struct Own {
    registration: Option<RegistrationId>,
    noted: Vec<Noted>,
}

#[derive(Debug)]
struct Noted {
    milestone: Milestone,
    at: Timestamp,
    is_written: bool,
}

impl Own {
    fn waits(&self) -> bool {
        self.noted.iter().any(|noted| !noted.is_written)
    }
}

impl Milestones {
    /// A client has come to do this.
    pub fn note(&self, client: &Client, milestone: Milestone, now: Timestamp) {
        let noted = Noted {
            milestone,
            at: now,
            is_written: false,
        };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = known.get_mut(&client.id);
        if let Some(own) = own.filter(|own| own.registration == client.registration) {
            let mut of_client = own.noted.iter_mut();
            match of_client.find(|noted| noted.milestone == milestone) {
                None => own.noted.push(noted),
                Some(before) if is_due_again(before, now) => *before = noted,
                Some(_) => {}
            }
            return;
        }
        if known.len() >= MOST_CLIENTS {
            known.retain(|_, own| own.waits());
        }
        // As many as that in one second are more than can be written down.
        if known.len() < MOST_CLIENTS {
            let own = Own {
                registration: client.registration.clone(),
                noted: vec![noted],
            };
            known.insert(client.id.clone(), own);
        }
    }

    /// What is to be written down now, in the order in which every node writes it: no more than `most`.
    pub(crate) fn take(&self, most: usize) -> Vec<Reached> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = Vec::new();
        for (client_id, own) in known.iter_mut().filter(|(_, own)| own.waits()) {
            for noted in own.noted.iter_mut().filter(|noted| !noted.is_written) {
                if taken.len() == most {
                    break;
                }
                noted.is_written = true;
                taken.push(Reached {
                    client_id: client_id.clone(),
                    registration: own.registration.clone(),
                    milestone: noted.milestone,
                    at: noted.at,
                });
            }
        }
        taken.sort();
        taken
    }

    /// That these were not written down after all.
    pub(crate) fn put_back(&self, taken: &[Reached]) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for reached in taken {
            let own = known.get_mut(&reached.client_id);
            let own = own.filter(|own| own.registration == reached.registration);
            let noted = own.into_iter().flat_map(|own| own.noted.iter_mut());
            for noted in noted.filter(|noted| noted.milestone == reached.milestone) {
                noted.is_written = false;
            }
        }
    }
}

/// The first time happens once.
fn is_due_again(noted: &Noted, now: Timestamp) -> bool {
    noted.milestone == Milestone::LastSignIn && noted.is_written && now.since(noted.at) >= EVERY
}

#[cfg(test)]
mod tests {
    use oidc_core::{client::ClientKind, source::Source};

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn client(name: &str) -> Client {
        let id = name.parse().unwrap();
        Client::new(id, ClientKind::Spa, Source::Console, NOW)
    }

    fn taken(milestones: &Milestones) -> Vec<(Milestone, Timestamp)> {
        let taken = milestones.take(10).into_iter();
        taken.map(|one| (one.milestone, one.at)).collect()
    }

    #[test]
    fn the_first_time_is_taken_once_and_the_last_one_once_a_minute() {
        let milestones = Milestones::default();
        let (first, last) = (Milestone::FirstToken, Milestone::LastSignIn);
        let (second, minute) = (NOW.plus(Lifetime::seconds(1)), NOW.plus(EVERY));
        for at in [NOW, second] {
            milestones.note(&client("web"), first, at);
            milestones.note(&client("web"), last, at);
        }
        assert_eq!(taken(&milestones), [(first, NOW), (last, NOW)]);
        milestones.note(&client("web"), last, second);
        assert_eq!(taken(&milestones), []);
        milestones.note(&client("web"), first, minute);
        milestones.note(&client("web"), last, minute);
        assert_eq!(taken(&milestones), [(last, minute)]);
    }

    #[test]
    fn what_was_not_written_is_taken_again_and_no_more_than_is_wanted() {
        let milestones = Milestones::default();
        for name in ["a", "b", "c"] {
            milestones.note(&client(name), Milestone::FirstToken, NOW);
        }
        let two = milestones.take(2);
        assert_eq!(two.len(), 2);
        milestones.put_back(&two);
        assert_eq!(milestones.take(10).len(), 3);
        assert_eq!(milestones.take(10), []);
    }

    #[test]
    fn another_client_of_the_same_id_begins_anew() {
        let milestones = Milestones::default();
        milestones.note(&client("web"), Milestone::FirstToken, NOW);
        assert_eq!(milestones.take(10).len(), 1);
        let next = Client {
            registration: Some("second".parse().unwrap()),
            ..client("web")
        };
        milestones.note(&next, Milestone::FirstToken, NOW);
        assert_eq!(milestones.take(10).len(), 1);
    }

    #[test]
    fn clients_are_forgotten_when_there_are_too_many_but_not_what_waits() {
        let milestones = Milestones::default();
        for number in 0..MOST_CLIENTS {
            milestones.note(&client(&format!("c{number}")), Milestone::FirstToken, NOW);
        }
        milestones.note(&client("late"), Milestone::FirstToken, NOW);
        assert_eq!(milestones.take(MOST_CLIENTS + 1).len(), MOST_CLIENTS);
        milestones.note(&client("late"), Milestone::FirstToken, NOW);
        assert_eq!(milestones.take(10).len(), 1);
    }
}
