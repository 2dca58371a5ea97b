//! What strangers may write: so many megabytes per network, whatever they send.
//!
//! Everybody may begin a sign-in, and each is a row that stays for an hour. A network (an IPv4
//! address, an IPv6 /48) has a budget of bytes, counted in the database for all nodes together. A
//! node draws a megabyte of it at a time and counts within that in memory, so that most requests
//! cost no statement. What a node has drawn and not used is lost at its restart.
//!
//! All else that strangers can cause to be written hangs from a mail (codes, deliveries, proofs,
//! counters of recipients) and is bounded by the limits of mails; or is a counter of the network
//! itself, of which a /48 gets no more than it gets wishes (`sign_in::sending`); or is written once
//! per window (`sign_in::limit_reached`); or is a wrong password, an event and two counters, of which a
//! line and its site have as many as they may type wrongly (`sign_in::failures`).

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use oidc_core::{
    interaction::Interaction,
    secret::MacKey,
    time::{SKEW, Timestamp},
};
use store::{Claim, Counter, StoreError, Tx};

use crate::{
    network::{ClientIp, Network, NetworkKeys},
    span::Rate,
};

/// How much a node draws at once.
const PIECE: u64 = 1_000_000;

/// Beside the request: the row's other columns, its entry in an index, and what pages leave empty.
const ROW: u64 = 1_024;

/// Networks remembered, some 64 bytes each.
const MOST: usize = 50_000;

/// What each network has left here. One key stands for all whose address cannot be told.
#[derive(Debug, Default)]
pub struct StoredBytes(Mutex<HashMap<Option<Network>, Piece>>);

#[derive(Debug, Clone, Copy)]
struct Piece {
    left: u64,
    /// Whether there is more in the database.
    is_last: bool,
    drawn_at: Timestamp,
    until: Timestamp,
}

impl Piece {
    /// Whether its window has begun, as far as clocks may be apart, and is not over.
    fn is_live(&self, now: Timestamp) -> bool {
        !self.until.is_over(now) && self.drawn_at <= now.plus(SKEW)
    }
}

/// Whether something may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// Yes, and it was taken.
    Taken,
    /// A piece must be drawn first.
    Draw,
    /// No, until then.
    None(Timestamp),
}

/// What an interaction costs.
pub fn cost(interaction: &Interaction) -> u64 {
    let request = serde_json::to_vec(&interaction.goal).map_or(0, |bytes| bytes.len());
    ROW.saturating_add(u64::try_from(request).unwrap_or(u64::MAX))
}

/// The counter of a network's pieces.
pub fn pieces(ip: Option<ClientIp>, key: &MacKey, budget: Rate) -> Counter {
    Counter {
        kind: "stored",
        subject: NetworkKeys::of(ip, key).network,
        limit: budget.limit,
        window: budget.window.lifetime(),
    }
}

impl StoredBytes {
    /// Takes what is needed from what was drawn.
    pub fn take(&self, ip: Option<ClientIp>, bytes: u64, now: Timestamp) -> Room {
        let mut pieces = self.lock();
        let piece = pieces.get_mut(&ip.map(ClientIp::network));
        match piece.filter(|piece| piece.is_live(now)) {
            Some(piece) if piece.left >= bytes => {
                piece.left -= bytes;
                Room::Taken
            }
            Some(piece) if piece.is_last => Room::None(piece.until),
            _ => Room::Draw,
        }
    }

    /// Draws a piece from the database. What came of it is told to [`StoredBytes::drawn`] when the
    /// transaction has been committed.
    pub async fn draw(tx: &mut Tx, pieces: Counter, now: Timestamp) -> Result<Claim, StoreError> {
        tx.attempts().claim(&[pieces], now).await
    }

    /// Notes what was drawn, `bytes` of which are used already.
    pub fn drawn(&self, ip: Option<ClientIp>, claim: &Claim, bytes: u64, now: Timestamp) {
        let (fresh, is_last, until) = match claim {
            Claim::Counted(counts) => match counts.first() {
                Some(stands) => (PIECE.saturating_sub(bytes), false, stands.until),
                None => return,
            },
            Claim::Full { until, .. } => (0, true, *until),
        };
        let mut pieces = self.lock();
        let network = ip.map(ClientIp::network);
        if pieces.len() >= MOST && !pieces.contains_key(&network) {
            // Whoever is forgotten draws anew, and has lost a megabyte at most.
            pieces.clear();
        }
        let piece = pieces.entry(network).or_insert(Piece {
            left: 0,
            is_last,
            drawn_at: now,
            until,
        });
        if !piece.is_live(now) {
            piece.left = 0;
        }
        *piece = Piece {
            left: piece.left.saturating_add(fresh),
            is_last,
            drawn_at: now,
            until,
        };
    }

    /// Forgets what is over.
    pub fn tidy(&self, now: Timestamp) {
        let mut pieces = self.lock();
        pieces.retain(|_, piece| piece.is_live(now));
        pieces.shrink_to_fit();
    }

    /// Nothing in here can be left half done by a panic.
    fn lock(&self) -> MutexGuard<'_, HashMap<Option<Network>, Piece>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use oidc_core::time::Lifetime;
    use store::Count;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_760_000_000_000);

    fn ip(text: &str) -> ClientIp {
        ClientIp::new(text.parse().unwrap())
    }

    fn counted() -> Claim {
        let until = NOW.plus(Lifetime::hours(1));
        Claim::Counted(vec![Count { count: 1, until }])
    }

    #[test]
    fn a_piece_is_used_up_and_then_another_is_drawn() {
        let (stored, here) = (StoredBytes::default(), Some(ip("1.2.3.4")));
        assert_eq!(stored.take(here, 1_000, NOW), Room::Draw);
        stored.drawn(here, &counted(), 1_000, NOW);
        for _ in 0..999 {
            assert_eq!(stored.take(here, 1_000, NOW), Room::Taken);
        }
        assert_eq!(stored.take(here, 1_000, NOW), Room::Draw);
        assert_eq!(stored.take(Some(ip("1.2.3.5")), 1_000, NOW), Room::Draw);
    }

    #[test]
    fn a_piece_ends_with_its_window_and_an_empty_budget_too() {
        let (stored, here) = (StoredBytes::default(), Some(ip("2001:db8::1")));
        let until = NOW.plus(Lifetime::hours(1));
        stored.drawn(here, &counted(), 0, NOW);
        assert_eq!(stored.take(here, 1, until), Room::Draw);
        stored.drawn(here, &Claim::Full { at: 0, until }, 1, NOW);
        assert_eq!(stored.take(here, PIECE + 1, NOW), Room::None(until));
        let neighbour = Some(ip("2001:db8:0:9::1"));
        assert_eq!(stored.take(neighbour, PIECE + 1, NOW), Room::None(until));
        assert_eq!(stored.take(here, 1, until), Room::Draw);
        stored.tidy(until);
        assert!(stored.lock().is_empty());
    }

    #[test]
    fn t_43_after_the_clock_was_set_back_an_empty_piece_is_drawn_anew() {
        let (stored, here) = (StoredBytes::default(), Some(ip("1.2.3.4")));
        let ahead = NOW.plus(Lifetime::days(30));
        let until = ahead.plus(Lifetime::hours(1));
        stored.drawn(here, &Claim::Full { at: 0, until }, 0, ahead);
        assert_eq!(stored.take(here, 1, ahead), Room::None(until));
        assert_eq!(stored.take(here, 1, NOW), Room::Draw);
    }

    #[test]
    fn memory_is_bounded_however_many_networks_there_are() {
        let stored = StoredBytes::default();
        for last in 0..60_000_u32 {
            let address = std::net::IpAddr::V4(last.into());
            stored.drawn(Some(ClientIp::new(address)), &counted(), 1, NOW);
        }
        assert!(stored.lock().len() <= MOST);
    }
}
