//! Checkpoints off the commit path: a connection of its own copies the write-ahead log into the
//! database while the writer goes on. It never waits for anybody, so nobody waits for it.
//!
//! What is written meanwhile is still to be copied when it is done, and only a log that is copied
//! whole begins anew. So the writer copies the rest itself, which is little, when it is told that the
//! most is done.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::{
    sync::{Mutex, OwnedMutexGuard, mpsc},
    task::JoinHandle,
};

use super::sqlite::link::Link;
use crate::error::StoreError;

/// The task that makes checkpoints.
pub(crate) struct Beside {
    asks: mpsc::Sender<()>,
    task: JoinHandle<()>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// Held during a checkpoint: SQLite refuses a second one at once.
    running: Arc<Mutex<()>>,
    /// Whether one was made since the writer asked.
    is_done: AtomicBool,
}

impl Beside {
    /// Starts it on a connection of its own.
    pub(crate) fn start(conn: Link) -> Self {
        let (asks, asked) = mpsc::channel(1);
        let shared = Arc::<Shared>::default();
        Self {
            asks,
            task: tokio::spawn(run(conn, asked, Arc::clone(&shared))),
            shared,
        }
    }

    /// Asks for a checkpoint, unless one has been asked for.
    pub(crate) fn ask(&self) {
        let _ = self.asks.try_send(());
    }

    /// Whether a checkpoint was made since this was asked last.
    pub(crate) fn take_done(&self) -> bool {
        self.shared.is_done.swap(false, Ordering::Relaxed)
    }

    /// Waits for the checkpoint that runs, and lets none begin until the guard is dropped.
    pub(crate) async fn pause(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.shared.running).lock_owned().await
    }

    /// Waits until it is done with what it does.
    pub(crate) async fn close(self) {
        drop(self.asks);
        let _ = self.task.await;
    }
}

/// Serves the writer's requests until the writer is gone.
async fn run(mut conn: Link, mut asked: mpsc::Receiver<()>, shared: Arc<Shared>) {
    while asked.recv().await.is_some() {
        let _running = shared.running.lock().await;
        let done = tokio::task::spawn_blocking(move || {
            let outcome = passive(&conn);
            (conn, outcome)
        });
        let Ok((back, outcome)) = done.await else {
            return;
        };
        conn = back;
        match outcome {
            Ok(()) => shared.is_done.store(true, Ordering::Relaxed),
            Err(error) => failed(error),
        }
    }
}

/// Copies what is in the log, as far as it can without waiting for anybody.
pub(crate) fn passive(conn: &Link) -> Result<(), rusqlite::Error> {
    const PASSIVE: &str = "pragma wal_checkpoint(passive)";
    let (log, copied): (i64, i64) =
        conn.query_row(PASSIVE, (), |row| Ok((row.get(1)?, row.get(2)?)))?;
    tracing::trace!(pages.log = log, pages.copied = copied, "checkpoint");
    Ok(())
}

pub(crate) fn failed(error: rusqlite::Error) {
    let error = StoreError::from_driver(error);
    tracing::warn!(%error, "a checkpoint of the database failed; it will be tried again");
}
