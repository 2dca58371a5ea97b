//! The store, and the unit of work. Nobody outside `db` knows that there are two databases.

mod checkpoint;
mod flavour;
mod inside;
mod options;
mod postgres;
mod sqlite;
#[cfg(test)]
mod tests;
pub(crate) mod tx;
mod work;
mod writer;

use std::{future::Future, path::Path};

pub(crate) use self::tx::{
    execute, fetch_all, fetch_one, fetch_optional, insert, statement, update,
};
pub use self::{flavour::Flavour, options::Options, tx::Tx};
use self::{inside::refuse_nested, work::Running};
use crate::error::{Refusal, StoreError};

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
        let work = |tx| Box::pin(work(tx)) as Running<'_, T, E>;
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
        let work = |tx| Box::pin(work(tx)) as Running<'_, T, E>;
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
