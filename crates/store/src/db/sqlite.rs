//! SQLite: one writer with group commit, readers of their own, durable by promise.

mod file;
pub(crate) mod link;
mod migrations;
mod place;
pub(crate) mod readers;

use std::{future::Future, path::Path};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use self::{file::File, link::Link, place::Place, readers::Readers};
use super::{
    checkpoint::Beside,
    inside::within,
    options::Options,
    tx::{Conn, Tx},
    writer::{self, Log, Order, Turn},
};
use crate::error::{Refusal, StoreError};

/// The way to the writer and the readers.
#[derive(Debug, Clone)]
pub(crate) struct Handle {
    queue: mpsc::Sender<Order>,
    /// None in memory, where readers share the writer's turns.
    readers: Option<Readers>,
    options: Options,
}

impl Handle {
    pub(crate) async fn open(url: &str, options: Options) -> Result<Self, StoreError> {
        Self::connect(Place::read(url)?, options).await
    }

    pub(crate) async fn open_file(path: &Path, options: Options) -> Result<Self, StoreError> {
        Self::connect(Place::of(path), options).await
    }

    async fn connect(place: Place, options: Options) -> Result<Self, StoreError> {
        let (log, readers) = match &place.file {
            None => (None, None),
            Some(path) => (
                Some(File(path.clone()).log()),
                Some(Readers::new(place.clone(), options.readers)),
            ),
        };
        let opened = tokio::task::spawn_blocking(move || opened(&place)).await;
        let (link, beside) = opened.map_err(|_| StoreError::Closed)??;
        let log = Log {
            path: log,
            soft: options.wal_soft,
            hard: options.wal_hard,
            beside: beside.map(Beside::start),
        };
        let (queue, orders) = mpsc::channel(options.queue);
        tokio::spawn(writer::run(link, orders, log));
        Ok(Self {
            queue,
            readers,
            options,
        })
    }

    pub(crate) async fn transact<T, E, W, F>(&self, work: &W) -> Result<T, E>
    where
        W: Fn(Tx) -> F + Send + Sync,
        F: Future<Output = Result<T, E>> + Send,
        E: From<StoreError> + Refusal + Send,
        T: Send,
    {
        let (tx, verdict) = self.turn().await?;
        tx.allow(self.options.work);
        let outcome = within(self.options.work, work(tx)).await?;
        if outcome.as_ref().is_err_and(Refusal::is_internal) {
            return outcome; // no verdict: rolled back
        }
        let (ack, done) = oneshot::channel();
        verdict.send(ack).map_err(|_| StoreError::Closed)?;
        // No answer means that the work was poisoned and did not say so itself.
        done.await.unwrap_or(Err(StoreError::RolledBack))?;
        outcome
    }

    pub(crate) async fn read<T, E, W, F>(&self, work: &W) -> Result<T, E>
    where
        W: Fn(Tx) -> F + Send + Sync,
        F: Future<Output = Result<T, E>> + Send,
        E: From<StoreError> + Refusal + Send,
        T: Send,
    {
        let Some(readers) = &self.readers else {
            let (tx, _no_verdict) = self.turn().await?;
            tx.allow(self.options.work);
            return within(self.options.work, work(tx)).await?;
        };
        let conn = readers.lend(self.options.wait).await?;
        let (tx, _back) = Tx::lend(Conn::SqliteReader(conn));
        tx.allow(self.options.work);
        within(self.options.work, work(tx)).await?
    }

    /// Waits for the writer to lend its connection.
    async fn turn(&self) -> Result<(Tx, oneshot::Sender<writer::Ack>), StoreError> {
        let (lend, coming) = oneshot::channel();
        let (say, verdict) = oneshot::channel();
        self.queue
            .try_send(Order::Turn(Turn { lend, verdict }))
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => StoreError::Busy,
                mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
            })?;
        let arrived = tokio::time::timeout(self.options.wait, coming).await;
        let tx = arrived
            .map_err(|_| StoreError::Busy)?
            .map_err(|_| StoreError::Closed)??;
        Ok((tx, say))
    }

    pub(crate) async fn close(&self) {
        if let Some(readers) = &self.readers {
            readers.close().await;
        }
        let (done, closed) = oneshot::channel();
        if self.queue.send(Order::Close(done)).await.is_ok() {
            let _ = closed.await;
        }
    }
}

/// The writer's connection to a database that is up to date, and for a file that of the checkpoints.
fn opened(place: &Place) -> Result<(Link, Option<Link>), StoreError> {
    let Some(path) = &place.file else {
        let mut link = Link::open(place).map_err(StoreError::from_driver)?;
        migrations::apply(&mut link)?;
        return Ok((link, None));
    };
    let file = File(path.clone());
    file.prepare()?;
    let durable = || {
        let link = Link::open(place)?;
        make_durable(&link)?;
        Ok(link)
    };
    let mut link = durable().map_err(|error| file.explain(error))?;
    file.check(&link)?;
    migrations::apply(&mut link)?;
    let beside = durable().map_err(|error| file.explain(error))?;
    Ok((link, Some(beside)))
}

/// An answered commit survives a power cut: write-ahead log, one `fdatasync` per commit. The log
/// is emptied beside the writer, never inside its commit. What is wiped or swept must not lie in the
/// file's free pages until they are needed.
fn make_durable(conn: &Connection) -> Result<(), rusqlite::Error> {
    conn.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 0; \
         pragma journal_size_limit = 8388608; pragma secure_delete = on",
    )
}
