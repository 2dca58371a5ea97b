//! Addresses that applications were refused since this was last written down. Whoever sends requests
//! needs no account: they are gathered in memory, in no more places than there are for it, and written
//! by a job.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use oidc_core::{
    client::Client,
    id::{ClientId, RegistrationId},
    refused_redirect::{MOST, RefusedKind, RefusedUri},
    time::Timestamp,
};

/// How many are gathered of all applications; what is refused beside them is not told.
const MOST_OF_ALL: usize = 100;

/// An address that one registration of a client was refused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// Which client.
    pub client_id: ClientId,
    /// Which registration of its id.
    pub registration: Option<RegistrationId>,
    /// What was to be sent there.
    pub kind: RefusedKind,
    /// The address.
    pub uri: RefusedUri,
}

/// How often, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// How often.
    pub count: u32,
    /// When it was refused first.
    pub first: Timestamp,
    /// When it was refused last.
    pub last: Timestamp,
}

/// What was refused and is not written down yet.
#[derive(Debug, Default)]
pub struct RefusedRedirects(Mutex<BTreeMap<Refused, Tally>>);

impl RefusedRedirects {
    /// An address was refused to a client. A text that cannot be shown is not noted.
    pub fn note(&self, client: &Client, kind: RefusedKind, requested: &str, now: Timestamp) {
        let Ok(uri) = requested.parse::<RefusedUri>() else {
            return;
        };
        let refused = Refused {
            client_id: client.id.clone(),
            registration: client.registration.clone(),
            kind,
            uri,
        };
        let mut gathered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tally) = gathered.get_mut(&refused) {
            tally.count = tally.count.saturating_add(1);
            tally.last = now;
            return;
        }
        let own = gathered.keys().filter(|one| one.client_id == client.id);
        if gathered.len() < MOST_OF_ALL && own.count() < MOST {
            let tally = Tally {
                count: 1,
                first: now,
                last: now,
            };
            gathered.insert(refused, tally);
        }
    }

    /// What is to be written down now, in the order in which every node writes it.
    pub(crate) fn take(&self) -> BTreeMap<Refused, Tally> {
        let mut gathered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *gathered)
    }
}

#[cfg(test)]
mod tests {
    use oidc_core::{client::ClientKind, source::Source, time::Lifetime};

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn client(name: &str) -> Client {
        let id = name.parse().unwrap();
        Client::new(id, ClientKind::Spa, Source::Console, NOW)
    }

    #[test]
    fn the_same_refusal_is_gathered_in_one_place_and_taken_once() {
        let gathered = RefusedRedirects::default();
        let later = NOW.plus(Lifetime::seconds(1));
        for at in [NOW, NOW, later] {
            gathered.note(&client("web"), RefusedKind::SignIn, "https://a.example", at);
        }
        gathered.note(
            &client("web"),
            RefusedKind::SignOut,
            "https://a.example",
            NOW,
        );
        let taken: Vec<_> = gathered.take().into_values().collect();
        let three = Tally {
            count: 3,
            first: NOW,
            last: later,
        };
        assert_eq!((taken.len(), taken[0]), (2, three));
        assert!(gathered.take().is_empty());
    }

    #[test]
    fn a_flood_takes_a_bounded_part_of_the_memory_and_the_place_of_no_other_client() {
        let gathered = RefusedRedirects::default();
        for number in 0..10_000 {
            let uri = format!("https://{number}.example");
            gathered.note(&client("flooded"), RefusedKind::SignIn, &uri, NOW);
        }
        gathered.note(
            &client("web"),
            RefusedKind::SignIn,
            "https://a.example",
            NOW,
        );
        let taken = gathered.take();
        assert_eq!(taken.len(), MOST + 1);
        assert!(taken.keys().any(|one| one.client_id.as_str() == "web"));
        for number in 0..10_000 {
            let name = format!("client-{number}");
            gathered.note(
                &client(&name),
                RefusedKind::SignIn,
                "https://a.example",
                NOW,
            );
        }
        assert_eq!(gathered.take().len(), MOST_OF_ALL);
    }

    #[test]
    fn what_cannot_be_shown_is_not_noted() {
        let gathered = RefusedRedirects::default();
        for bad in ["", "a\nb", &"x".repeat(257)] {
            gathered.note(&client("web"), RefusedKind::SignIn, bad, NOW);
        }
        assert!(gathered.take().is_empty());
    }
}
