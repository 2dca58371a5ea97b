//! Hands over what waits to go out: at once when it is written, and again until it is worth nothing
//! any more. So far that is mail.
//!
//! A mail is claimed by a lease, so that several servers share the work; one that dies lets its
//! lease run out. At least once: a server that dies between handing over and saying so sends the
//! mail a second time.

use std::{sync::Arc, time::Duration};

use connectors::{DeliveryError, EmailConnector};
use oidc_core::{
    account::usage_type::UsageType,
    actor::Actor,
    event::{Event, EventContext, EventKind},
    id::EventId,
    time::{Lifetime, Timestamp},
};
use rand_core::Rng;
use store::{Delivery, DeliveryKind, Keep, StoreError};
use tokio::{sync::Semaphore, time::MissedTickBehavior};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument;

use super::round::report;
use crate::{engine::Engine, mail::compose::compose};

/// A lease is longer by this than the connector may take for one mail: so soon after a server
/// died, another start goes on with what it had in hand.
const MARGIN: Duration = Duration::from_secs(5);
/// Mails that are under way at the same time.
const AT_ONCE: usize = 32;
/// Looked for even when nobody rings: mails of other servers, and those to be tried again.
const EVERY: Duration = Duration::from_secs(1);
/// The first wait after a failure; doubled each time, up to a minute.
const FIRST_WAIT: u32 = 2;
const LONGEST_WAIT: u32 = 60;

const MAIL: DeliveryKind = DeliveryKind::Mail;

pub(super) async fn run(engine: Engine, stop: CancellationToken) {
    let round = Round::new(engine);
    let mut clock = tokio::time::interval(EVERY);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut search = Search::All;
    loop {
        let more = match round.begin(search).await {
            Ok(more) => more,
            Err(error) => {
                report(&error, "cannot look for waiting mails");
                false
            }
        };
        search = if more {
            Search::Rung
        } else {
            tokio::select! {
                () = stop.cancelled() => return round.end().await,
                () = round.engine.delivery_wake.notified() => Search::Rung,
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
    let round = Round::new(engine.clone());
    let more = round.begin(Search::All).await?;
    round.end().await;
    Ok(more)
}

/// What a round looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Search {
    /// The mail that was just written, and whatever else is due: there is one, so nobody asks first.
    Rung,
    /// What is due, if there is anything, and mails whose code has expired.
    All,
}

/// Mails under way. Each has a task of its own, so that one that hangs delays no other.
#[derive(Debug)]
pub struct Round {
    engine: Engine,
    room: Arc<Semaphore>,
    under_way: TaskTracker,
}

impl Round {
    /// Nothing is under way yet.
    pub fn new(engine: Engine) -> Self {
        let (room, under_way) = (Arc::new(Semaphore::new(AT_ONCE)), TaskTracker::new());
        Self {
            engine,
            room,
            under_way,
        }
    }

    /// Claims what is due and sets it on its way; whether there may be more.
    ///
    /// # Errors
    /// When the database cannot be reached. What was claimed comes back when its lease runs out.
    pub async fn begin(&self, search: Search) -> Result<bool, StoreError> {
        // Room for one at least, before anything is claimed: a claimed mail never waits.
        let Ok(first) = Arc::clone(&self.room).acquire_owned().await else {
            return Ok(false);
        };
        let mut room = vec![first];
        while let Ok(more) = Arc::clone(&self.room).try_acquire_owned() {
            room.push(more);
        }
        let connector = self.engine.snapshot().connector.email.clone();
        let most = u32::try_from(room.len()).unwrap_or(1);
        let mails = self
            .claim(search, most, lease(connector.as_deref()))
            .await?;
        let full = mails.len() == room.len();
        for (mail, permit) in mails.into_iter().zip(room) {
            let (engine, connector) = (self.engine.clone(), connector.clone());
            let under_way = async move {
                if let Err(error) = hand_over(&engine, connector.as_deref(), mail).await {
                    tracing::warn!(%error, "cannot write down what became of a mail");
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
        let (store, now) = (&self.engine.store, self.engine.clock.now());
        if search == Search::Rung {
            return store
                .transact(
                    |mut tx| async move { tx.deliveries().claim(MAIL, now, lease, most).await },
                )
                .await;
        }
        // Looking costs nothing; only what is due is worth the writer's turn.
        let due = store
            .read(|mut tx| async move { tx.deliveries().next_due(MAIL, now).await })
            .await?;
        if due.is_none_or(|due| due > now) {
            return Ok(Vec::new());
        }
        store
            .transact(|mut tx| async move {
                tx.deliveries().expire(MAIL, now).await?;
                tx.deliveries().claim(MAIL, now, lease, most).await
            })
            .await
    }
}

/// How long a claimed mail is ours alone.
fn lease(connector: Option<&EmailConnector>) -> Lifetime {
    let span = connector.map_or(Duration::ZERO, EmailConnector::time_limit) + MARGIN;
    Lifetime::seconds(u32::try_from(span.as_secs()).unwrap_or(u32::MAX))
}

async fn hand_over(
    engine: &Engine,
    connector: Option<&EmailConnector>,
    mail: Delivery,
) -> Result<(), StoreError> {
    let Some(connector) = connector else {
        return failed(engine, &mail, &Failure::NoConnector, engine.clock.now()).await;
    };
    let outcome = match compose(engine, &mail) {
        Ok(composed) => connector.send(&composed).await.map_err(Failure::Delivery),
        Err(error) => Err(Failure::Ours(error)),
    };
    let now = engine.clock.now();
    match outcome {
        Ok(()) => sent(engine, connector, &mail, now).await,
        Err(failure) => failed(engine, &mail, &failure, now).await,
    }
}

/// Why a mail did not leave. Prints nothing of the mail.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0}")]
    Delivery(DeliveryError),
    #[error("{0:#}")]
    Ours(anyhow::Error),
    #[error("the e-mail connector in the database cannot be read")]
    NoConnector,
}

async fn sent(
    engine: &Engine,
    connector: &EmailConnector,
    mail: &Delivery,
    now: Timestamp,
) -> Result<(), StoreError> {
    let keep = match connector {
        EmailConnector::Mailbox(_) => Keep::Day,
        EmailConnector::Mailgun(_) | EmailConnector::Smtp(_) => Keep::Wipe,
    };
    engine
        .store
        .transact(|mut tx| async move { tx.deliveries().sent(&[mail.id], now, keep).await })
        .await?;
    tracing::info!(mail.id = %mail.id, connector = connector.kind(), "a mail was handed over");
    Ok(())
}

async fn failed(
    engine: &Engine,
    mail: &Delivery,
    failure: &Failure,
    now: Timestamp,
) -> Result<(), StoreError> {
    let text = failure.to_string();
    let retry = match failure {
        Failure::Delivery(error) if error.is_retryable() => {
            Some(now.plus(wait(engine, mail.attempts, error.retry_after())))
        }
        _ => None,
    };
    if let Some(next) = retry.filter(|next| *next < mail.expires_at) {
        tracing::warn!(mail.id = %mail.id, mail.attempts, failure = text, "a mail is to be retried");
        let text = text.as_str();
        return engine
            .store
            .transact(|mut tx| async move { tx.deliveries().retry(&mail.id, next, text).await })
            .await;
    }
    let event = &event(engine, mail, failure, now);
    tracing::error!(
        mail.id = %mail.id,
        event = event.kind.as_str(),
        failure = text,
        "a mail was given up; the code page says so"
    );
    let text = text.as_str();
    engine
        .store
        .transact(|mut tx| async move {
            tx.deliveries().dead(&mail.id, now, text).await?;
            tx.events().append(event).await
        })
        .await
}

fn event(engine: &Engine, mail: &Delivery, failure: &Failure, now: Timestamp) -> Event {
    let (kind, cause) = match failure {
        Failure::Delivery(error @ DeliveryError::Misconfigured { .. }) => {
            (EventKind::MailMisconfigured, error.cause())
        }
        Failure::NoConnector => (EventKind::MailMisconfigured, "misconfigured"),
        Failure::Delivery(error) => (EventKind::MailDead, error.cause()),
        Failure::Ours(_) => (EventKind::MailDead, "internal"),
    };
    let usage_type = mail.usage_type.map(UsageType::as_str);
    let data = [
        ("mail_id".to_owned(), mail.id.to_string().into()),
        ("usage_type".to_owned(), usage_type.into()),
        ("cause".to_owned(), cause.into()),
        ("attempts".to_owned(), mail.attempts.into()),
    ];
    let id = EventId::mint(now, &mut engine.entropy.rng());
    Event {
        actor: Some(Actor::System),
        data: data.into_iter().collect(),
        ..Event::new(id, kind, now, EventContext::default())
    }
}

/// Doubles with each attempt, at least as long as the other side asks for, and a random part more,
/// so that many failed mails do not come back together.
fn wait(engine: &Engine, attempts: u32, asked: Option<Duration>) -> Lifetime {
    let doubled = FIRST_WAIT
        .saturating_pow(attempts.clamp(1, 6))
        .min(LONGEST_WAIT);
    let asked = asked.map_or(0, |span| {
        u32::try_from(span.as_secs()).unwrap_or(LONGEST_WAIT)
    });
    let base = i64::from(doubled.max(asked)) * 1_000;
    let jitter = i64::from(engine.entropy.rng().next_u32()) % (base / 4 + 1);
    Lifetime::millis(base + jitter)
}

#[cfg(test)]
mod tests;
