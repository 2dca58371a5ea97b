//! Addresses that applications were refused since this was last written down. Whoever sends requests
//! needs no account: they are gathered in memory, in no more places than there are for it, and written
//! by a job.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use oidc_core::{
    client::Client,
    id::{ClientId, RegistrationId},
    refused_redirect::{MOST, RefusedKind, RefusedUri},
    time::{Lifetime, Timestamp},
};

/// How many are gathered of all applications; what is refused beside them is not told.
const MOST_OF_ALL: usize = 100;

/// How many addresses of a client are let in within a minute that were not seen before. Whoever sends
/// another one each time causes no more writes than that, and displaces no more of what is remembered.
const MOST_NEW: usize = 5;

const MINUTE: Lifetime = Lifetime::minutes(1);

/// Of how many clients it is known which addresses were let in.
const MOST_CLIENTS: usize = 1_000;

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
pub struct RefusedRedirects(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    gathered: BTreeMap<Refused, Tally>,
    admitted: HashMap<ClientId, Admitted>,
}

/// What was let in of one registration of a client.
#[derive(Debug)]
struct Admitted {
    registration: Option<RegistrationId>,
    /// When the minute began in which so many new ones were let in.
    since: Timestamp,
    new: usize,
    /// Those that were let in last: as many as are remembered.
    known: VecDeque<(RefusedKind, RefusedUri)>,
}

impl Admitted {
    fn new(client: &Client, now: Timestamp) -> Self {
        Self {
            registration: client.registration.clone(),
            since: now,
            new: 0,
            known: VecDeque::new(),
        }
    }

    /// Whether its minute is over; a clock that was set back says nothing.
    fn is_over(&self, now: Timestamp) -> bool {
        now < self.since || now.since(self.since) >= MINUTE
    }

    /// Whether this one is known, or one of the few new ones.
    fn admits(&mut self, kind: RefusedKind, uri: &RefusedUri, now: Timestamp) -> bool {
        let mut known = self.known.iter();
        let place = known.position(|known| known.0 == kind && known.1 == *uri);
        if let Some(known) = place.and_then(|place| self.known.remove(place)) {
            self.known.push_back(known);
            return true;
        }
        if self.is_over(now) {
            (self.since, self.new) = (now, 0);
        }
        if self.new >= MOST_NEW {
            return false;
        }
        self.new += 1;
        if self.known.len() >= MOST {
            self.known.pop_front();
        }
        self.known.push_back((kind, uri.clone()));
        true
    }
}

impl Seen {
    fn admits(&mut self, client: &Client, refused: &Refused, now: Timestamp) -> bool {
        let own = self.gathered.keys();
        let own = own.filter(|one| one.client_id == client.id);
        if self.gathered.len() >= MOST_OF_ALL || own.count() >= MOST {
            return false;
        }
        let admitted = &mut self.admitted;
        if !admitted.contains_key(&client.id) && admitted.len() >= MOST_CLIENTS {
            admitted.retain(|_, own| !own.is_over(now));
            if admitted.len() >= MOST_CLIENTS {
                return false;
            }
        }
        let own = admitted.entry(client.id.clone());
        let own = own.or_insert_with(|| Admitted::new(client, now));
        if own.registration != client.registration {
            *own = Admitted::new(client, now);
        }
        own.admits(refused.kind, &refused.uri, now)
    }
}

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
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tally) = seen.gathered.get_mut(&refused) {
            tally.count = tally.count.saturating_add(1);
            tally.last = now;
            return;
        }
        if seen.admits(client, &refused, now) {
            let tally = Tally {
                count: 1,
                first: now,
                last: now,
            };
            seen.gathered.insert(refused, tally);
        }
    }

    /// What is to be written down now, in the order in which every node writes it.
    pub(crate) fn take(&self) -> BTreeMap<Refused, Tally> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut seen.gathered)
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
        assert_eq!(taken.len(), MOST_NEW + 1);
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
    fn five_new_addresses_of_a_client_are_let_in_within_a_minute_and_known_ones_always() {
        let gathered = RefusedRedirects::default();
        let note = |number: usize, at| {
            let uri = format!("https://{number}.example");
            gathered.note(&client("web"), RefusedKind::SignIn, &uri, at);
        };
        let soon = NOW.plus(Lifetime::seconds(59));
        for number in 0..9 {
            note(number, NOW);
        }
        assert_eq!(gathered.take().len(), MOST_NEW);
        for number in 3..9 {
            note(number, soon);
        }
        let taken: Vec<_> = gathered.take().into_keys().collect();
        let known = ["https://3.example", "https://4.example"];
        let taken: Vec<_> = taken.iter().map(|one| one.uri.as_str()).collect();
        assert_eq!(taken, known);
        // The next minute has room for five others, and another registration begins anew.
        for number in 0..99 {
            note(number, NOW.plus(MINUTE));
        }
        assert_eq!(gathered.take().len(), 2 * MOST_NEW);
        let again = Client {
            registration: Some("second".parse().unwrap()),
            ..client("web")
        };
        let uri = "https://99.example";
        gathered.note(&again, RefusedKind::SignIn, uri, NOW.plus(MINUTE));
        assert_eq!(gathered.take().len(), 1);
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
