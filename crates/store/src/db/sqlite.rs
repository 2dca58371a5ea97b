//! SQLite: one writer with group commit, readers of their own, durable by promise.

mod file;

use std::{future::Future, path::Path, str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions, SqliteConnection, SqlitePool,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::{mpsc, oneshot};

use self::file::File;
use super::{
    checkpoint::Beside,
    inside::within,
    options::Options,
    tx::{Conn, Tx},
    writer::{self, Log, Order, Turn},
};
use crate::error::{Refusal, StoreError};

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");

/// How long SQLite itself waits for a lock that another process holds.
const BUSY: Duration = Duration::from_secs(5);
/// More than there are statements, so that each is prepared once per connection.
const STATEMENTS: usize = 256;

/// The way to the writer and the readers.
#[derive(Debug, Clone)]
pub(crate) struct Handle {
    queue: mpsc::Sender<Order>,
    /// None in memory, where readers share the writer's turns.
    readers: Option<SqlitePool>,
    options: Options,
}

impl Handle {
    pub(crate) async fn open(url: &str, options: Options) -> Result<Self, StoreError> {
        let connect = SqliteConnectOptions::from_str(url).map_err(|error| StoreError::Url {
            why: error.to_string(),
        })?;
        let in_memory = url.contains(":memory:") || url.contains("mode=memory");
        Self::connect(connect, in_memory, options).await
    }

    /// A path is no URL: nothing in it is decoded, and nothing in it is an option.
    pub(crate) async fn open_file(path: &Path, options: Options) -> Result<Self, StoreError> {
        // SQLite itself takes what begins so for a URI.
        let path = if path.to_string_lossy().starts_with("file:") {
            Path::new(".").join(path)
        } else {
            path.to_owned()
        };
        let connect = SqliteConnectOptions::new().filename(path);
        Self::connect(connect, false, options).await
    }

    async fn connect(
        connect: SqliteConnectOptions,
        in_memory: bool,
        options: Options,
    ) -> Result<Self, StoreError> {
        let connect = connect
            .busy_timeout(BUSY)
            .statement_cache_capacity(STATEMENTS)
            .foreign_keys(true)
            .disable_statement_logging();
        let log = |path, beside| Log {
            path,
            soft: options.wal_soft,
            hard: options.wal_hard,
            beside,
        };
        let (conn, log, readers) = if in_memory {
            let mut conn = connect.connect().await.map_err(StoreError::from_driver)?;
            migrate(&mut conn).await?;
            (conn, log(None, None), None)
        } else {
            let file = File(connect.get_filename().to_owned());
            file.prepare()?;
            let connect = durable(connect);
            let mut conn = connect
                .connect()
                .await
                .map_err(|error| file.explain(error))?;
            file.check(&mut conn).await?;
            migrate(&mut conn).await?;
            let beside = connect
                .connect()
                .await
                .map_err(|error| file.explain(error))?;
            let beside = Beside::start(beside);
            let readers = SqlitePoolOptions::new()
                .max_connections(options.readers)
                .acquire_timeout(options.wait)
                .test_before_acquire(false)
                .max_lifetime(None)
                .idle_timeout(None)
                .connect_lazy_with(connect.pragma("query_only", "on"));
            (conn, log(Some(file.log()), Some(beside)), Some(readers))
        };
        let (queue, orders) = mpsc::channel(options.queue);
        tokio::spawn(writer::run(conn, orders, log));
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
            return within(self.options.work, work(tx)).await?;
        };
        let conn = readers.acquire().await.map_err(StoreError::from_driver)?;
        let (tx, _back) = Tx::lend(Conn::SqliteReader(conn));
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

/// An answered commit survives a power cut: write-ahead log, one `fdatasync` per commit. The log
/// is emptied beside the writer, never inside its commit.
fn durable(connect: SqliteConnectOptions) -> SqliteConnectOptions {
    connect
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("wal_autocheckpoint", "0")
        .pragma("journal_size_limit", "8388608")
        // What is wiped or swept must not lie in the file's free pages until they are needed.
        .pragma("secure_delete", "on")
}

async fn migrate(conn: &mut SqliteConnection) -> Result<(), StoreError> {
    MIGRATIONS
        .run_direct(None, conn, false)
        .await
        .map_err(StoreError::from_migration)
}
