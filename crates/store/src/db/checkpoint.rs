//! Checkpoints off the commit path: a connection of its own copies the write-ahead log into the
//! database while the writer goes on. It never waits for anybody, so nobody waits for it.

use tokio::{sync::mpsc, task::JoinHandle};

use super::sqlite::link::Link;
use crate::error::StoreError;

/// The task that makes checkpoints.
pub(crate) struct Beside {
    asks: mpsc::Sender<()>,
    task: JoinHandle<()>,
}

impl Beside {
    /// Starts it on a connection of its own.
    pub(crate) fn start(conn: Link) -> Self {
        let (asks, asked) = mpsc::channel(1);
        Self {
            asks,
            task: tokio::spawn(run(conn, asked)),
        }
    }

    /// Asks for a checkpoint, unless one has been asked for.
    pub(crate) fn ask(&self) {
        let _ = self.asks.try_send(());
    }

    /// Waits until it is done with what it does.
    pub(crate) async fn close(self) {
        drop(self.asks);
        let _ = self.task.await;
    }
}

/// Serves the writer's requests until the writer is gone.
async fn run(mut conn: Link, mut asked: mpsc::Receiver<()>) {
    while asked.recv().await.is_some() {
        let done = tokio::task::spawn_blocking(move || {
            let outcome = passive(&conn);
            (conn, outcome)
        });
        let Ok((back, outcome)) = done.await else {
            return;
        };
        conn = back;
        if let Err(error) = outcome {
            let error = StoreError::from_driver(error);
            tracing::warn!(%error, "a checkpoint of the database failed; it will be tried again");
        }
    }
}

fn passive(conn: &Link) -> Result<(), rusqlite::Error> {
    const PASSIVE: &str = "pragma wal_checkpoint(passive)";
    let (log, copied): (i64, i64) =
        conn.query_row(PASSIVE, (), |row| Ok((row.get(1)?, row.get(2)?)))?;
    tracing::trace!(pages.log = log, pages.copied = copied, "checkpoint");
    Ok(())
}
