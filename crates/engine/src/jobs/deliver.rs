//! Hands over what waits to go out: at once when it is written, and again until it is worth nothing
//! any more. Mails, and calls that tell clients that a session has ended.
//!
//! A delivery is claimed by a lease, so that several servers share the work; one that dies lets its
//! lease run out. At least once: a server that dies between handing over and saying so sends it a
//! second time. Each kind has rounds and room of its own, so that clients that hang delay no mail.

mod back_off;
mod logout;
mod mail;

use std::{sync::Arc, time::Duration};

use connectors::EmailConnector;
use oidc_core::time::Lifetime;
use store::{Delivery, DeliveryKind, StoreError};
use tokio::{
    sync::{Notify, Semaphore},
    time::MissedTickBehavior,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument;

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
        let more = match round.begin(search).await {
            Ok(more) => more,
            Err(error) => {
                report(&error, "cannot look for what waits to go out");
                false
            }
        };
        search = if more {
            Search::Rung
        } else {
            tokio::select! {
                () = stop.cancelled() => return round.end().await,
                () = wake(&round.engine, kind).notified() => Search::Rung,
                _ = clock.tick() => Search::All,
            }
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
        more |= round.begin(Search::All).await?;
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
    /// None when the connector in the database cannot be read.
    Mail(Option<Arc<EmailConnector>>),
    Logout,
}

impl Way {
    fn now(engine: &Engine, kind: DeliveryKind) -> Self {
        match kind {
            DeliveryKind::Mail => Self::Mail(engine.snapshot().connector.email.clone()),
            DeliveryKind::BackchannelLogout => Self::Logout,
        }
    }

    /// How long one that was claimed is ours alone.
    fn lease(&self, engine: &Engine) -> Lifetime {
        let limit = match self {
            Self::Mail(connector) => mail::time_limit(connector.as_deref()),
            Self::Logout => engine.config.outbound.time_limit(),
        };
        let span = limit + MARGIN;
        Lifetime::seconds(u32::try_from(span.as_secs()).unwrap_or(u32::MAX))
    }

    async fn hand_over(&self, engine: &Engine, delivery: Delivery) -> Result<(), StoreError> {
        match self {
            Self::Mail(connector) => mail::hand_over(engine, connector.as_deref(), delivery).await,
            Self::Logout => logout::hand_over(engine, &delivery).await,
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
    under_way: TaskTracker,
}

impl Round {
    /// Nothing is under way yet.
    pub fn new(engine: Engine, kind: DeliveryKind) -> Self {
        let (room, under_way) = (Arc::new(Semaphore::new(AT_ONCE)), TaskTracker::new());
        Self {
            engine,
            kind,
            room,
            under_way,
        }
    }

    /// Claims what is due and sets it on its way; whether there may be more.
    ///
    /// # Errors
    /// When the database cannot be reached. What was claimed comes back when its lease runs out.
    pub async fn begin(&self, search: Search) -> Result<bool, StoreError> {
        // Room for one at least, before anything is claimed: a claimed one never waits.
        let Ok(first) = Arc::clone(&self.room).acquire_owned().await else {
            return Ok(false);
        };
        let mut room = vec![first];
        while let Ok(more) = Arc::clone(&self.room).try_acquire_owned() {
            room.push(more);
        }
        let way = Way::now(&self.engine, self.kind);
        let most = u32::try_from(room.len()).unwrap_or(1);
        let claimed = self.claim(search, most, way.lease(&self.engine)).await?;
        let full = claimed.len() == room.len();
        for (delivery, permit) in claimed.into_iter().zip(room) {
            let (engine, way) = (self.engine.clone(), way.clone());
            let under_way = async move {
                if let Err(error) = way.hand_over(&engine, delivery).await {
                    tracing::warn!(%error, "cannot write down what became of a delivery");
                }
                drop(permit);
            };
            self.under_way.spawn(under_way.in_current_span());
        }
        Ok(full)
    }

    /// Waits for what is under way.
    pub async fn end(self) {
        self.under_way.close();
        self.under_way.wait().await;
    }

    async fn claim(
        &self,
        search: Search,
        most: u32,
        lease: Lifetime,
    ) -> Result<Vec<Delivery>, StoreError> {
        let (store, kind, now) = (&self.engine.store, self.kind, self.engine.clock.now());
        if search == Search::Rung {
            return store
                .transact(
                    |mut tx| async move { tx.deliveries().claim(kind, now, lease, most).await },
                )
                .await;
        }
        // Looking costs nothing; only what is due is worth the writer's turn.
        let due = store
            .read(|mut tx| async move { tx.deliveries().next_due(kind, now).await })
            .await?;
        if due.is_none_or(|due| due > now) {
            return Ok(Vec::new());
        }
        store
            .transact(|mut tx| async move {
                tx.deliveries().expire(kind, now).await?;
                tx.deliveries().claim(kind, now, lease, most).await
            })
            .await
    }
}

#[cfg(test)]
mod tests;
