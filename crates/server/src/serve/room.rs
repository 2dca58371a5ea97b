//! Room for connections: bounded altogether and for each network, and never kept by those who do
//! not ask for anything (T-68).

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use engine::network::ClientIp;
use ipnet::IpNet;
use tokio::sync::Notify;

use super::stage::Progress;
use crate::config::http::Http;

/// Everybody who is connected.
#[derive(Debug)]
pub(super) struct Room {
    capacity: usize,
    share: usize,
    trusted: Vec<IpNet>,
    seats: Mutex<Seats>,
}

#[derive(Debug, Default)]
struct Seats {
    next: u64,
    taken: HashMap<u64, Arc<Connection>>,
    by_network: HashMap<ClientIp, usize>,
}

/// What is known of one connection.
#[derive(Debug)]
pub(super) struct Connection {
    network: ClientIp,
    pub(super) progress: Progress,
    /// Rings when it has to go.
    pub(super) ended: Notify,
}

/// A place in the room; given back when dropped.
#[derive(Debug)]
pub(super) struct Seat {
    room: Arc<Room>,
    number: u64,
    pub(super) connection: Arc<Connection>,
}

/// What a newcomer gets.
#[derive(Debug)]
pub(super) enum Admission {
    /// A seat, perhaps of one that was ended for it.
    Seated(Seat),
    /// Its network has its whole share, and all of it is being worked on.
    Refused,
    /// Everybody here is being worked on: in a moment one of them is done.
    Full,
}

impl Room {
    pub(super) fn new(http: &Http) -> Self {
        Self {
            capacity: http.max_connections,
            share: http.max_connections_per_ip,
            trusted: http.trusted_proxies.clone(),
            seats: Mutex::default(),
        }
    }

    /// Takes a newcomer in. Whoever has its share makes room among its own connections; when all
    /// seats are taken, the oldest connection without a request does.
    pub(super) fn admit(self: &Arc<Self>, peer: IpAddr) -> Admission {
        let peer = peer.to_canonical();
        let network = ClientIp::new(peer);
        // A proxy speaks for many people.
        let is_proxy = self.trusted.iter().any(|net| net.contains(&peer));
        let mut seats = self.lock();
        let own = seats.by_network.get(&network).copied().unwrap_or(0);
        if !is_proxy && own >= self.share && !seats.make_room(|other| other.network == network) {
            return Admission::Refused;
        }
        if seats.taken.len() >= self.capacity && !seats.make_room(|_| true) {
            return Admission::Full;
        }
        let connection = Arc::new(Connection {
            network,
            progress: Progress::new(),
            ended: Notify::new(),
        });
        let number = seats.take(Arc::clone(&connection));
        drop(seats);
        Admission::Seated(Seat {
            room: Arc::clone(self),
            number,
            connection,
        })
    }

    /// Ends the connection that makes room first. False: all of them are being worked on.
    pub(super) fn make_room(&self) -> bool {
        self.lock().make_room(|_| true)
    }

    /// Whether three quarters of the seats are taken.
    pub(super) fn is_short(&self) -> bool {
        self.lock().taken.len() > self.capacity / 4 * 3
    }

    fn lock(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seats {
    fn take(&mut self, connection: Arc<Connection>) -> u64 {
        let number = self.next;
        self.next += 1;
        *self.by_network.entry(connection.network).or_default() += 1;
        self.taken.insert(number, connection);
        number
    }

    fn give_back(&mut self, number: u64) {
        let Some(connection) = self.taken.remove(&number) else {
            return;
        };
        if let Some(count) = self.by_network.get_mut(&connection.network) {
            *count -= 1;
            if *count == 0 {
                self.by_network.remove(&connection.network);
            }
        }
    }

    fn make_room(&mut self, among: impl Fn(&Connection) -> bool) -> bool {
        loop {
            let ranked = self.taken.iter().filter(|(_, other)| among(other));
            let ranked =
                ranked.filter_map(|(number, other)| Some((other.progress.rank()?, *number)));
            let Some((rank, number)) = ranked.min() else {
                return false;
            };
            // One that has gone on in the meantime has another rank, or none.
            let Some(first) = self.taken.get(&number) else {
                return false;
            };
            if first.progress.end(rank) {
                first.ended.notify_one();
                self.give_back(number);
                return true;
            }
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.room.lock().give_back(self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::stage::Stage, *};

    fn room(capacity: usize, share: usize) -> Arc<Room> {
        Arc::new(Room {
            capacity,
            share,
            trusted: vec!["10.0.0.1/32".parse().unwrap()],
            seats: Mutex::default(),
        })
    }

    fn seat(room: &Arc<Room>, peer: &str) -> Seat {
        match room.admit(peer.parse().unwrap()) {
            Admission::Seated(seat) => seat,
            other => panic!("{other:?}"),
        }
    }

    fn is_ended(seat: &Seat) -> bool {
        !seat.connection.progress.enter(Stage::Working)
    }

    #[test]
    fn a_full_network_makes_room_among_its_own() {
        let room = room(9, 2);
        let neighbour = seat(&room, "192.0.2.9");
        let [first, second, third] = [(); 3].map(|()| seat(&room, "192.0.2.1"));
        assert!(is_ended(&first));
        assert!(!is_ended(&second) && !is_ended(&third) && !is_ended(&neighbour));
    }

    #[test]
    fn a_line_of_ipv6_is_one_network_and_ipv4_inside_ipv6_is_ipv4() {
        let room = room(9, 1);
        let first = seat(&room, "2001:db8::1");
        let _other = seat(&room, "2001:db8:0:1::1");
        let _second = seat(&room, "2001:db8::2");
        assert!(is_ended(&first));
        let mapped = seat(&room, "::ffff:192.0.2.1");
        let _plain = seat(&room, "192.0.2.1");
        assert!(is_ended(&mapped));
    }

    #[test]
    fn a_full_house_ends_the_oldest_that_has_not_asked() {
        let room = room(3, 3);
        let [asking, silent, younger] = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];
        let asking = seat(&room, asking);
        assert!(asking.connection.progress.enter(Stage::Idle));
        let (silent, younger) = (seat(&room, silent), seat(&room, younger));
        let _newcomer = seat(&room, "192.0.2.4");
        assert!(is_ended(&silent) && !is_ended(&asking) && !is_ended(&younger));
    }

    #[test]
    fn nobody_is_ended_whose_request_is_worked_on() {
        let room = room(3, 2);
        let peer: IpAddr = "192.0.2.1".parse().unwrap();
        let busy = [seat(&room, "192.0.2.1"), seat(&room, "192.0.2.1")];
        for seat in &busy {
            assert!(seat.connection.progress.enter(Stage::Working));
        }
        assert!(matches!(room.admit(peer), Admission::Refused));
        let third = seat(&room, "192.0.2.2");
        assert!(third.connection.progress.enter(Stage::Working));
        let newcomer = || room.admit("192.0.2.3".parse().unwrap());
        assert!(matches!(newcomer(), Admission::Full));
        drop(busy);
        assert!(matches!(newcomer(), Admission::Seated(_)));
    }

    #[test]
    fn a_trusted_proxy_has_no_share() {
        let room = room(9, 1);
        let first = seat(&room, "10.0.0.1");
        let _second = seat(&room, "10.0.0.1");
        assert!(!is_ended(&first));
    }

    #[test]
    fn whoever_leaves_is_forgotten() {
        let room = room(2, 1);
        drop(seat(&room, "192.0.2.1"));
        let ended = seat(&room, "192.0.2.2");
        let _kept = seat(&room, "192.0.2.2");
        drop(ended);
        let seats = room.lock();
        assert_eq!((seats.taken.len(), seats.by_network.len()), (1, 1));
    }
}
