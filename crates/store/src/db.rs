//! The store, and the unit of work. Nobody outside `db` knows that there are two databases.

pub(crate) mod checkpoint;
pub(crate) mod postgres;
pub(crate) mod sqlite;
mod tx;
pub(crate) mod writer;

use std::{future::Future, path::Path, time::Duration};

use crate::error::{Refusal, StoreError};
pub use tx::Tx;
pub(crate) use tx::{
    Conn, Driver, Home, execute, fetch_all, fetch_one, fetch_optional, give, insert, on, update,
};

tokio::task_local! {
    /// Set while work runs inside a unit of work, so that a nested one is refused at once.
    static INSIDE: ();
}

/// Which of the two databases a store talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// A file, or memory.
    Sqlite,
    /// A server.
    Postgres,
}

/// What can be tuned. The defaults are meant to stay.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long a transaction waits for its turn or a connection before it is [`StoreError::Busy`].
    pub wait: Duration,
    /// How long the work inside a transaction may take.
    pub work: Duration,
    /// SQLite: how many transactions may wait for their turn.
    pub queue: usize,
    /// SQLite: connections for reading.
    pub readers: u32,
    /// SQLite: size of the write-ahead log in bytes from which checkpoints run beside the writer.
    pub wal_soft: u64,
    /// SQLite: size of the write-ahead log in bytes at which nothing is written until a checkpoint
    /// has emptied it.
    pub wal_hard: u64,
    /// PostgreSQL: connections.
    pub connections: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            wait: Duration::from_secs(10),
            work: Duration::from_secs(10),
            queue: 1024,
            readers: 4,
            wal_soft: 4 << 20,
            wal_hard: 64 << 20,
            connections: 16,
        }
    }
}

/// A database that is open and up to date. Clones share it.
#[derive(Debug, Clone)]
pub struct Store(Backend);

#[derive(Debug, Clone)]
enum Backend {
    Sqlite(sqlite::Handle),
    Postgres(postgres::Handle),
}

impl Store {
    /// Opens a database and brings it up to date: `sqlite:path/to.db` (created if missing),
    /// `sqlite::memory:`, or `postgres://user:password@host/name`.
    ///
    /// # Errors
    /// One sentence that says what to change; never the password.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        Self::open_with(url, Options::default()).await
    }

    /// Opens an SQLite file, as its path is written: no character of it means anything else.
    ///
    /// # Errors
    /// As for [`Store::open`].
    pub async fn open_file(path: &Path) -> Result<Self, StoreError> {
        let handle = sqlite::Handle::open_file(path, Options::default()).await?;
        Ok(Self(Backend::Sqlite(handle)))
    }

    /// As [`Store::open`], with other limits.
    ///
    /// # Errors
    /// As for [`Store::open`].
    pub async fn open_with(url: &str, options: Options) -> Result<Self, StoreError> {
        match url.split(':').next() {
            Some("sqlite") => sqlite::Handle::open(url, options)
                .await
                .map(Backend::Sqlite),
            Some("postgres" | "postgresql") => postgres::Handle::open(url, options)
                .await
                .map(Backend::Postgres),
            _ => Err(StoreError::Url {
                why: "it begins with something else".to_owned(),
            }),
        }
        .map(Self)
    }

    /// Which database this is.
    pub const fn flavour(&self) -> Flavour {
        match self.0 {
            Backend::Sqlite(_) => Flavour::Sqlite,
            Backend::Postgres(_) => Flavour::Postgres,
        }
    }

    /// Runs a unit of work: commits on success and on a refusal, rolls back on a breakdown, on
    /// cancellation and on panic. When it returns `Ok` or a refusal, the commit is durable.
    ///
    /// The work may run again (PostgreSQL asks for it after a deadlock), so time and randomness
    /// are made before it, and it does nothing slow: SQLite has one writer, and it is you.
    ///
    /// # Errors
    /// Those of the work; [`StoreError::Nested`] inside another unit of work, [`StoreError::Busy`]
    /// when too much waits, [`StoreError::TooSlow`] past the time limit.
    pub async fn transact<T, E, W, F>(&self, work: W) -> Result<T, E>
    where
        W: Fn(Tx) -> F + Send + Sync,
        F: Future<Output = Result<T, E>> + Send,
        E: From<StoreError> + Refusal + Send,
        T: Send,
    {
        refuse_nested()?;
        match &self.0 {
            Backend::Sqlite(handle) => handle.transact(&work).await,
            Backend::Postgres(handle) => handle.transact(&work).await,
        }
    }

    /// Runs work that writes nothing, on connections of its own. Each statement sees what was
    /// committed when it began.
    ///
    /// # Errors
    /// As for [`Store::transact`].
    pub async fn read<T, E, W, F>(&self, work: W) -> Result<T, E>
    where
        W: Fn(Tx) -> F + Send + Sync,
        F: Future<Output = Result<T, E>> + Send,
        E: From<StoreError> + Refusal + Send,
        T: Send,
    {
        refuse_nested()?;
        match &self.0 {
            Backend::Sqlite(handle) => handle.read(&work).await,
            Backend::Postgres(handle) => handle.read(&work).await,
        }
    }

    /// Whether the database takes a write and keeps it. It costs one small commit: ask rarely.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn probe_write(&self) -> Result<(), StoreError> {
        self.transact(|mut tx| async move { tx.versions().touch().await })
            .await
    }

    /// Finishes what waits, then closes. Later calls are refused with [`StoreError::Closed`].
    pub async fn close(&self) {
        match &self.0 {
            Backend::Sqlite(handle) => handle.close().await,
            Backend::Postgres(handle) => handle.close().await,
        }
    }
}

fn refuse_nested() -> Result<(), StoreError> {
    match INSIDE.try_with(|()| ()) {
        Ok(()) => Err(StoreError::Nested),
        Err(_) => Ok(()),
    }
}

/// Runs work under its time limit, marked as inside.
async fn within<T, E>(
    limit: Duration,
    work: impl Future<Output = Result<T, E>>,
) -> Result<Result<T, E>, StoreError> {
    tokio::time::timeout(limit, INSIDE.scope((), work))
        .await
        .map_err(|_| StoreError::TooSlow)
}

/// A newer version has been here, or a migration failed.
fn migration_failed(error: sqlx::migrate::MigrateError) -> StoreError {
    use sqlx::migrate::MigrateError;
    match error {
        MigrateError::VersionMissing(version) => StoreError::Newer { version },
        MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _) => {
            StoreError::Migration(crate::error::Cause::new(cause))
        }
        other => StoreError::Migration(crate::error::Cause::new(sqlx::Error::Migrate(Box::new(
            other,
        )))),
    }
}
