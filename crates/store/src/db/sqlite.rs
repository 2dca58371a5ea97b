//! SQLite: one writer with group commit, readers of their own, durable by promise.

pub(crate) mod blocking_thread;
pub(crate) mod connection;
mod file;
mod memory;
mod migrations;
mod place;
pub(crate) mod pool;

use std::path::Path;

use tokio::sync::{mpsc, oneshot};

use self::{
    blocking_thread::BlockingThread, connection::SqliteConnection, file::File, place::Place,
    pool::Pool,
};
use super::{
    checkpoint::Beside,
    inside::within,
    options::Options,
    tx::{Conn, Tx},
    work::Work,
    writer::{self, Log, Order, Turn},
};
use crate::error::{Refusal, StoreError};

/// The way to the writer and the readers.
#[derive(Debug, Clone)]
pub(crate) struct Handle {
    queue: mpsc::Sender<Order>,
    /// None in memory, where readers share the writer's turns.
    readers: Option<Pool>,
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
                Some(Pool::new(place.clone(), options.readers)),
            ),
        };
        let opened = tokio::task::spawn_blocking(move || Opened::at(&place)).await;
        let opened = opened.map_err(|_| StoreError::Closed)??;
        let log = Log {
            path: log,
            soft: options.wal_soft,
            hard: options.wal_hard,
            beside: opened
                .beside
                .map(|(conn, thread)| Beside::start(conn, thread)),
        };
        let (queue, orders) = mpsc::channel(options.queue);
        tokio::spawn(writer::run(opened.conn, opened.thread, orders, log));
        Ok(Self {
            queue,
            readers,
            options,
        })
    }

    pub(crate) async fn transact<T, E>(&self, work: &Work<'_, T, E>) -> Result<T, E>
    where
        E: From<StoreError> + Refusal + Send,
        T: Send,
    {
        let (tx, verdict) = self.turn().await?;
        tx.set_time_limit(self.options.work);
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

    pub(crate) async fn read<T, E>(&self, work: &Work<'_, T, E>) -> Result<T, E>
    where
        E: From<StoreError> + Refusal + Send,
        T: Send,
    {
        let Some(readers) = &self.readers else {
            let (tx, _no_verdict) = self.turn().await?;
            tx.set_time_limit(self.options.work);
            return within(self.options.work, work(tx)).await?;
        };
        let conn = readers.lend(self.options.wait).await?;
        let (tx, _back) = Tx::lend(Conn::SqliteReader(conn));
        tx.set_time_limit(self.options.work);
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

/// The writer's connection to a database that is up to date, and for a file that of the checkpoints,
/// each with its thread.
struct Opened {
    conn: SqliteConnection,
    thread: BlockingThread,
    beside: Option<(SqliteConnection, BlockingThread)>,
}

impl Opened {
    fn at(place: &Place) -> Result<Self, StoreError> {
        let thread = |name| {
            let started = BlockingThread::start(name);
            started.map_err(|error| StoreError::from_driver(sqlx::Error::Io(error)))
        };
        let Some(path) = &place.file else {
            return Ok(Self {
                conn: memory::open(place)?,
                thread: thread("sqlite-writer")?,
                beside: None,
            });
        };
        let file = File(path.clone());
        file.prepare()?;
        let durable = || {
            let conn = SqliteConnection::open(place)?;
            make_durable(&conn)?;
            Ok(conn)
        };
        let mut conn = durable().map_err(|error| file.explain(error))?;
        file.check(&conn)?;
        migrations::apply(&mut conn, |error| file.explain(error))?;
        let beside = durable().map_err(|error| file.explain(error))?;
        Ok(Self {
            conn,
            thread: thread("sqlite-writer")?,
            beside: Some((beside, thread("sqlite-checkpoint")?)),
        })
    }
}

/// An answered commit survives a power cut: write-ahead log, one `fdatasync` per commit. Who commits
/// never empties the log. What is wiped or swept must not lie in the file's free pages until they are
/// needed.
fn make_durable(conn: &SqliteConnection) -> Result<(), rusqlite::Error> {
    // Of two that make one new file, SQLite lets neither wait for the other here.
    conn.retry_while_busy(|conn| conn.execute_batch("pragma journal_mode = wal"))?;
    conn.execute_batch(
        "pragma synchronous = full; pragma wal_autocheckpoint = 0; \
         pragma journal_size_limit = 8388608; pragma secure_delete = on",
    )
}
