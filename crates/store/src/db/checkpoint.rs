//! Checkpoints off the commit path: a connection of its own copies the write-ahead log into the
//! database while the writer goes on.
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

use super::sqlite::{blocking_thread::BlockingThread, connection::SqliteConnection};
use crate::error::StoreError;

/// At most so many pages are little: some milliseconds.
const LITTLE: i64 = 1024;

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
    /// Whether one has left only a little since the writer asked.
    is_nearly_done: AtomicBool,
}

impl Beside {
    /// Starts it on a connection and a thread of its own.
    pub(crate) fn start(conn: SqliteConnection, thread: BlockingThread) -> Self {
        let (asks, asked) = mpsc::channel(1);
        let shared = Arc::<Shared>::default();
        Self {
            asks,
            task: tokio::spawn(run(conn, thread, asked, Arc::clone(&shared))),
            shared,
        }
    }

    /// Asks for a checkpoint, unless one has been asked for.
    pub(crate) fn ask(&self) {
        let _ = self.asks.try_send(());
    }

    /// Lets no checkpoint begin until the guard is dropped, if one has left only a little to copy and
    /// none runs. It answers so once per checkpoint.
    pub(crate) fn pause_if_nearly_done(&self) -> Option<OwnedMutexGuard<()>> {
        let is_nearly_done = self.shared.is_nearly_done.swap(false, Ordering::Relaxed);
        let guard = is_nearly_done.then(|| Arc::clone(&self.shared.running).try_lock_owned());
        guard?.ok()
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
async fn run(
    mut conn: SqliteConnection,
    thread: BlockingThread,
    mut asked: mpsc::Receiver<()>,
    shared: Arc<Shared>,
) {
    while asked.recv().await.is_some() {
        let _running = shared.running.lock().await;
        let Some((back, left)) = thread.run(conn, passive).await else {
            return;
        };
        conn = back;
        let is_little = left.is_some_and(|pages| pages <= LITTLE);
        shared.is_nearly_done.store(is_little, Ordering::Relaxed);
    }
    thread.close(conn).await;
}

/// Copies what is in the log, as far as it can without waiting for anybody; how many pages are left.
/// None: it copied nothing.
pub(crate) fn passive(conn: &SqliteConnection) -> Option<i64> {
    const PASSIVE: &str = "pragma wal_checkpoint(passive)";
    let done = conn.query_row(PASSIVE, (), |row| {
        Ok((row.get::<_, bool>(0)?, row.get(1)?, row.get(2)?))
    });
    match done {
        Ok((is_busy, log, copied)) => {
            let (log, copied): (i64, i64) = (log, copied);
            tracing::trace!(pages.log = log, pages.copied = copied, "checkpoint");
            (!is_busy).then_some(log - copied)
        }
        Err(error) => {
            let error = StoreError::from_driver(error);
            tracing::warn!(%error, "a checkpoint of the database failed; it will be tried again");
            None
        }
    }
}
