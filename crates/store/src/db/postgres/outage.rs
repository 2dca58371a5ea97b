//! Whether the server answers at all. A pool only says that no connection came in time, which may
//! also mean that all of them are in use.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::{ConnectOptions, Connection, postgres::PgConnectOptions};

use super::place::Place;
use crate::{driver_error::is_broken, error::StoreError};

/// How long the server may take to answer one connection of its own.
const ANSWER: Duration = Duration::from_secs(2);
/// How long anybody waits for a connection to a server that is known not to answer.
///
/// Connecting takes place in this time too: it must be enough for a server that is far or busy, or
/// no connection would ever come again.
const PATIENCE: Duration = ANSWER;

const TOO_MANY_CONNECTIONS: &str = "53300";

fn has_code(error: &sqlx::Error, code: &str) -> bool {
    matches!(error, sqlx::Error::Database(error) if error.code().as_deref() == Some(code))
}

/// What is known about it.
#[derive(Debug)]
pub(super) struct Outage {
    place: Place,
    connect: PgConnectOptions,
    /// Read on every way to the database; the rest only when something changes.
    is_down: AtomicBool,
    since: Mutex<Option<(Instant, String)>>,
    /// Held by whoever asks: one connection beside the pool is enough, however many wait.
    asking: tokio::sync::Mutex<()>,
}

impl Outage {
    pub(super) fn new(place: Place, connect: PgConnectOptions) -> Self {
        Self {
            place,
            connect,
            is_down: AtomicBool::new(false),
            since: Mutex::new(None),
            asking: tokio::sync::Mutex::new(()),
        }
    }

    /// How long to wait for a connection, if not as long as always.
    pub(super) fn patience(&self) -> Option<Duration> {
        self.is_down.load(Ordering::Relaxed).then_some(PATIENCE)
    }

    /// What kept a connection from coming.
    pub(super) async fn explain(&self, error: sqlx::Error) -> StoreError {
        if let Some(known) = self.known() {
            return known;
        }
        match error {
            sqlx::Error::PoolTimedOut => {
                let Ok(_alone) = self.asking.try_lock() else {
                    return StoreError::Busy;
                };
                match self.ask().await {
                    None => StoreError::Busy,
                    Some(why) => self.begins(why),
                }
            }
            error if is_broken(&error) || matches!(error, sqlx::Error::Tls(_)) => {
                self.begins(text(&error))
            }
            error => StoreError::from_driver(error),
        }
    }

    /// Why the server does not answer; none when it does.
    async fn ask(&self) -> Option<String> {
        match tokio::time::timeout(ANSWER, self.connect.connect()).await {
            Ok(Ok(conn)) => {
                let _ = conn.close().await;
                None
            }
            // All its connections are in use, ours among them: it answers.
            Ok(Err(error)) if has_code(&error, TOO_MANY_CONNECTIONS) => None,
            Ok(Err(error)) => Some(text(&error)),
            Err(_) => Some("no answer in time".to_owned()),
        }
    }

    fn known(&self) -> Option<StoreError> {
        let since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        since.as_ref().map(|(since, why)| StoreError::Down {
            place: self.place.address().to_owned(),
            why: why.clone(),
            seconds: since.elapsed().as_secs(),
        })
    }

    /// Said once, however many wait.
    fn begins(&self, why: String) -> StoreError {
        let place = self.place.address();
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        if since.is_none() {
            tracing::error!(
                place,
                why,
                "the database does not answer; requests are answered 503 until it does"
            );
            *since = Some((Instant::now(), why.clone()));
            self.is_down.store(true, Ordering::Relaxed);
        }
        StoreError::Down {
            place: place.to_owned(),
            why,
            seconds: 0,
        }
    }

    /// The server has answered. At the level of a warning, so that whoever has read of the outage
    /// reads of its end.
    pub(super) fn is_over(&self) {
        if !self.is_down.load(Ordering::Relaxed) {
            return;
        }
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_down.store(false, Ordering::Relaxed);
        if let Some((since, _)) = since.take() {
            let (place, seconds) = (self.place.address(), since.elapsed().as_secs());
            tracing::warn!(place, seconds, "the database answers again");
        }
    }
}

/// The driver's message without the details that may quote values.
fn text(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        sqlx::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    }
}
