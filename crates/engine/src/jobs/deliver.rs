//! Hands over what waits to go out: at once when it is written, and again until it is worth nothing
//! any more. Mails, and calls that tell clients that a session has ended.
//!
//! A delivery is claimed by a lease, so that several servers share the work; one that dies lets its
//! lease run out. At least once: a server that dies between handing over and saying so sends it a
//! second time. Each kind has rounds and room of its own, so that clients that hang delay no mail; and
//! a client has a share of the room, by what is known of it, so that it delays no other.

mod back_off;
mod logout;
mod mail;
mod shares;

use std::{sync::Arc, time::Duration};

use connectors::EmailConnector;
use oidc_core::time::{Lifetime, Timestamp};
use store::{Delivery, DeliveryKind, StoreError};
use tokio::{
    sync::{Notify, Semaphore},
    time::MissedTickBehavior,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument;

use self::shares::{Plan, Share, Shares};
use super::round::report;
use crate::engine::Engine;

/// A lease is longer by this than handing one over may take: so soon after a server died, another
/// start goes on with what it had in hand.
const MARGIN: Duration = Duration::from_secs(5);
/// Of a kind, so many are under way at the same time.
const AT_ONCE: usize = 32;
/// Looked for even when nobody rings: those of other servers, and those to be tried again.
const EVERY: Duration = Duration::from_secs(1);

pub(super) async fn run(engine: Engine, kind: DeliveryKind, stop: CancellationToken) {
    let round = Round::new(engine, kind);
    let mut clock = tokio::time::interval(EVERY);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut search = Search::All;
    loop {
        let rest = match round.begin(search).await {
            Ok(rest) => rest,
            Err(error) => {
                report(&error, "cannot look for what waits to go out");
                Rest::Nothing
            }
        };
        search = match rest {
            Rest::NoRoom => Search::Rung,
            Rest::NoShare | Rest::Nothing => tokio::select! {
                () = stop.cancelled() => return round.end().await,
                () = wake(&round.engine, kind).notified() => Search::Rung,
                () = round.shares.freed() => Search::Rung,
                _ = clock.tick() => Search::All,
            },
        };
        if stop.is_cancelled() {
            return round.end().await;
        }
    }
}

/// Sends what is due and waits for it; whether there may be more. For whoever has no job running.
///
/// # Errors
/// When the database cannot be reached.
pub async fn deliver(engine: &Engine) -> Result<bool, StoreError> {
    let mut more = false;
    for kind in DeliveryKind::ALL {
        let round = Round::new(engine.clone(), kind);
        more |= round.begin(Search::All).await? != Rest::Nothing;
        round.end().await;
    }
    Ok(more)
}

/// What rings when one of a kind was written.
fn wake(engine: &Engine, kind: DeliveryKind) -> &Notify {
    match kind {
        DeliveryKind::Mail => &engine.delivery_wake,
        DeliveryKind::BackchannelLogout => &engine.logout_wake,
    }
}

/// What one of a kind is handed to, as things are now.
#[derive(Clone)]
enum Way {
    /// By each of these, until one takes it.
    Mail(Vec<Arc<EmailConnector>>),
    Logout,
}

impl Way {
    fn now(engine: &Engine, kind: DeliveryKind) -> Self {
        match kind {
            DeliveryKind::Mail => Self::Mail(engine.snapshot().connector.ways.clone()),
            DeliveryKind::BackchannelLogout => Self::Logout,
        }
    }

    /// How long handing one over may take.
    fn time_limit(&self, engine: &Engine) -> Duration {
        match self {
            Self::Mail(ways) => mail::time_limit(ways),
            Self::Logout => engine.config.outbound.time_limit(),
        }
    }

    /// How long one that was claimed is ours alone.
    fn lease(&self, engine: &Engine) -> Lifetime {
        seconds(self.time_limit(engine) + MARGIN)
    }

    async fn hand_over(
        &self,
        engine: &Engine,
        delivery: Delivery,
        share: Option<&mut Share>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Mail(ways) => mail::hand_over(engine, ways, delivery).await,
            Self::Logout => logout::hand_over(engine, &delivery, share).await,
        }
    }
}

fn seconds(span: Duration) -> Lifetime {
    Lifetime::seconds(u32::try_from(span.as_secs()).unwrap_or(u32::MAX))
}

/// What a round leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Nothing that is due.
    Nothing,
    /// There may be more, and there was no room for it.
    NoRoom,
    /// There may be more for receivers to which as much is under way as may be.
    NoShare,
}

/// One that was claimed.
struct Claimed {
    delivery: Delivery,
    at: Timestamp,
    share: Option<Share>,
}

impl Claimed {
    /// Whether handing it over now ends before its lease does. Not when this node was stopped since
    /// it was claimed: another one may have it in hand by now.
    fn is_in_time(&self, now: Timestamp) -> bool {
        now < self.at.plus(seconds(MARGIN))
    }

    async fn hand_over(mut self, engine: &Engine, way: &Way) {
        let (id, kind) = (self.delivery.id, self.delivery.kind.as_str());
        if !self.is_in_time(engine.clock.now()) {
            tracing::debug!(
                delivery.id = %id, delivery.kind = kind,
                "this node was stopped: a delivery is too late and left to its lease"
            );
            return;
        }
        let share = self.share.as_mut();
        if let Err(error) = way.hand_over(engine, self.delivery, share).await {
            tracing::warn!(
                delivery.id = %id, delivery.kind = kind, %error,
                "the database failed during a delivery: left to its lease, and perhaps sent twice"
            );
        }
    }
}

/// What a round looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// The one that was just written, and whatever else is due: there is one, so nobody asks first.
    Rung,
    /// What is due, if there is anything, and what is worth nothing any more.
    All,
}

/// Those of a kind that are under way. Each has a task of its own, so that one that hangs delays no other.
#[derive(Debug)]
pub struct Round {
    engine: Engine,
    kind: DeliveryKind,
    room: Arc<Semaphore>,
    shares: Shares,
    under_way: TaskTracker,
}

impl Round {
    /// Nothing is under way yet.
    pub fn new(engine: Engine, kind: DeliveryKind) -> Self {
        let (room, under_way) = (Arc::new(Semaphore::new(AT_ONCE)), TaskTracker::new());
        let shares = Shares::new(AT_ONCE, Way::now(&engine, kind).time_limit(&engine));
        Self {
            engine,
            kind,
            room,
            shares,
            under_way,
        }
    }

    /// Claims what is due and sets it on its way.
    ///
    /// # Errors
    /// When the database cannot be reached. What was claimed comes back when its lease runs out.
    pub async fn begin(&self, search: Search) -> Result<Rest, StoreError> {
        // Room for one at least, before anything is claimed: a claimed one never waits.
        let Ok(first) = Arc::clone(&self.room).acquire_owned().await else {
            return Ok(Rest::Nothing);
        };
        let mut room = vec![first];
        while let Ok(more) = Arc::clone(&self.room).try_acquire_owned() {
            room.push(more);
        }
        // Keys and clients may have been replaced while this node was stopped.
        self.engine.look_after_own_sleep().await;
        let way = Way::now(&self.engine, self.kind);
        let lease = way.lease(&self.engine);
        let (claimed, rest) = match self.kind {
            DeliveryKind::Mail => self.claim(search, room.len(), lease).await?,
            DeliveryKind::BackchannelLogout => self.claim_shares(room.len(), lease).await?,
        };
        for (claimed, permit) in claimed.into_iter().zip(room) {
            let (engine, way) = (self.engine.clone(), way.clone());
            let under_way = async move {
                claimed.hand_over(&engine, &way).await;
                drop(permit);
            };
            self.under_way.spawn(under_way.in_current_span());
        }
        Ok(rest)
    }

    /// Waits for what is under way.
    pub async fn end(self) {
        self.under_way.close();
        self.under_way.wait().await;
    }

    async fn claim(
        &self,
        search: Search,
        room: usize,
        lease: Lifetime,
    ) -> Result<(Vec<Claimed>, Rest), StoreError> {
        let (store, kind, now) = (&self.engine.store, self.kind, self.engine.clock.now());
        let most = u32::try_from(room).unwrap_or(1);
        if search == Search::All {
            // Looking costs nothing; only what is due is worth the writer's turn.
            let due = store
                .read(|mut tx| async move { tx.deliveries().next_due(kind, now).await })
                .await?;
            if due.is_none_or(|due| due > now) {
                return Ok((Vec::new(), Rest::Nothing));
            }
        }
        let claimed = store
            .transact(|mut tx| async move {
                if search == Search::All {
                    tx.deliveries().expire(kind, now).await?;
                }
                tx.deliveries().claim(kind, now, lease, most).await
            })
            .await?;
        let is_full = claimed.len() == room;
        let rest = if is_full { Rest::NoRoom } else { Rest::Nothing };
        let claimed = claimed.into_iter().map(|delivery| Claimed {
            delivery,
            at: now,
            share: None,
        });
        Ok((claimed.collect(), rest))
    }

    /// Claims for each receiver no more than its share. There is one round of a kind at a time, so
    /// that nobody else takes of it meanwhile. What has expired is given up by the sweep.
    async fn claim_shares(
        &self,
        room: usize,
        lease: Lifetime,
    ) -> Result<(Vec<Claimed>, Rest), StoreError> {
        let (store, kind, now) = (&self.engine.store, self.kind, self.engine.clock.now());
        let due = store
            .read(|mut tx| async move { tx.deliveries().due_targets(kind, now).await })
            .await?;
        let Plan {
            places,
            others_wait,
        } = self.shares.plan(due);
        if places.is_empty() {
            let rest = if others_wait {
                Rest::NoShare
            } else {
                Rest::Nothing
            };
            return Ok((Vec::new(), rest));
        }
        let places = &places;
        let (claimed, has_more) = store
            .transact(|mut tx| async move {
                let (mut claimed, mut has_more) = (Vec::new(), others_wait);
                for (to, left) in places {
                    let most = (*left).min(room.saturating_sub(claimed.len()));
                    let limit = u32::try_from(most).unwrap_or_default();
                    let mut deliveries = tx.deliveries();
                    let of_one = deliveries.claim_for((kind, to), now, lease, limit).await?;
                    has_more |= of_one.len() == most;
                    claimed.extend(of_one);
                    if claimed.len() == room {
                        break;
                    }
                }
                Ok::<_, StoreError>((claimed, has_more))
            })
            .await?;
        let rest = match has_more {
            _ if claimed.len() == room => Rest::NoRoom,
            true => Rest::NoShare,
            false => Rest::Nothing,
        };
        let claimed = claimed.into_iter().map(|delivery| Claimed {
            share: delivery.target.as_deref().map(|to| self.shares.take(to)),
            delivery,
            at: now,
        });
        Ok((claimed.collect(), rest))
    }
}

#[cfg(test)]
mod tests;
