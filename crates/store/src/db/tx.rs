//! A connection inside a unit of work, and the ways to run a statement on it.
//!
//! [`Tx`] owns a lent connection and sends it home when it is dropped: returned, cancelled or
//! panicked. A failed or interrupted statement poisons it, because afterwards nobody knows what
//! the database has kept: SQLite undoes a whole batch when the disk is full, and PostgreSQL answers
//! `ROLLBACK` to the `COMMIT` of a broken transaction without calling it an error.

use std::time::Duration;

use sqlx::{PgConnection, Postgres, pool::PoolConnection};
use tokio::sync::oneshot;

use super::{
    flavour::Flavour,
    sqlite::{connection::SqliteConnection, pool::PooledConnection},
};
use crate::{driver_error::DriverError, error::StoreError};

/// A connection inside a unit of work. Dropping it gives the connection back.
#[derive(Debug)]
pub struct Tx {
    conn: Option<Conn>,
    state: State,
    home: Option<oneshot::Sender<Home>>,
}

/// What happened to a connection while it was lent.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    /// A statement failed, or was interrupted.
    pub(crate) poisoned: bool,
    /// The database asked to run the transaction again (40001, 40P01).
    pub(crate) again: bool,
    /// The connection broke.
    pub(crate) broken: bool,
    /// Why a statement failed.
    pub(crate) failed: Option<StoreError>,
}

#[derive(Debug)]
pub(crate) enum Conn {
    Sqlite(SqliteConnection),
    SqliteReader(PooledConnection),
    Postgres(sqlx::Transaction<'static, Postgres>),
    /// Lent by a pooler, and given to somebody else afterwards.
    Pooled(sqlx::Transaction<'static, Postgres>),
    PostgresReader(PoolConnection<Postgres>),
}

/// A connection that came home.
#[derive(Debug)]
pub(crate) struct Home {
    pub(crate) conn: Conn,
    pub(crate) state: State,
}

/// A connection for one statement, by driver.
pub(crate) enum Driver<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

impl Tx {
    /// Lends a connection; the receiver gets it back, whatever happens.
    pub(crate) fn lend(conn: Conn) -> (Self, oneshot::Receiver<Home>) {
        let (home, back) = oneshot::channel();
        (
            Self {
                conn: Some(conn),
                state: State::default(),
                home: Some(home),
            },
            back,
        )
    }

    pub(crate) const fn flavour(&self) -> Flavour {
        match self.conn {
            Some(Conn::Postgres(_) | Conn::Pooled(_) | Conn::PostgresReader(_)) => {
                Flavour::Postgres
            }
            _ => Flavour::Sqlite,
        }
    }

    /// SQLite: its statements may take so long, all together. PostgreSQL has a setting for that.
    pub(crate) fn set_time_limit(&self, limit: Duration) {
        let conn = match &self.conn {
            Some(Conn::Sqlite(conn)) => Some(conn),
            Some(Conn::SqliteReader(lent)) => lent.connection(),
            _ => None,
        };
        if let Some(conn) = conn {
            conn.set_time_limit(limit);
        }
    }

    /// Whether a statement that was prepared may stay on the connection.
    pub(crate) const fn keeps_statements(&self) -> bool {
        !matches!(self.conn, Some(Conn::Pooled(_)))
    }

    /// The connection for one statement. Poisoned until [`Tx::judge`] has seen the outcome: an
    /// interrupted statement leaves it so.
    pub(crate) fn begin_statement(&mut self) -> Result<Driver<'_>, StoreError> {
        if std::mem::replace(&mut self.state.poisoned, true) {
            return Err(StoreError::RolledBack);
        }
        let sqlite = match &mut self.conn {
            Some(Conn::Postgres(transaction) | Conn::Pooled(transaction)) => {
                return Ok(Driver::Postgres(transaction));
            }
            Some(Conn::PostgresReader(conn)) => return Ok(Driver::Postgres(conn)),
            Some(Conn::Sqlite(conn)) => Some(conn),
            Some(Conn::SqliteReader(lent)) => lent.connection_mut(),
            None => None,
        };
        let conn = sqlite.ok_or(StoreError::Closed)?;
        // Many short statements that never wait are not cut by a timer of the runtime.
        if conn.is_out_of_time() {
            return Err(StoreError::TooSlow);
        }
        Ok(Driver::Sqlite(conn))
    }

    pub(crate) fn judge<T>(&mut self, outcome: Result<T, DriverError>) -> Result<T, StoreError> {
        match outcome {
            Ok(value) => {
                self.state.poisoned = false;
                Ok(value)
            }
            Err(error) => {
                self.state.again = error.asks_again();
                self.state.broken = error.is_broken();
                let error = StoreError::from_driver(error);
                self.state.failed = Some(error.clone());
                Err(error)
            }
        }
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if let (Some(conn), Some(home)) = (self.conn.take(), self.home.take()) {
            // Nobody waits any more: the connection is dropped, and with it what it had begun.
            let _ = home.send(Home {
                conn,
                state: std::mem::take(&mut self.state),
            });
        }
    }
}

/// Runs a statement with the arguments that `$write` writes, as `$how` says: `execute`,
/// `fetch_optional`, `fetch_one` or `fetch_all`. Expands once per driver, so that each arm is checked
/// against its own types.
macro_rules! statement {
    ($how:ident, $tx:expr, $sql:expr, |$writer:ident| $write:expr) => {{
        let tx: &mut $crate::db::tx::Tx = $tx;
        let (sql, keep): (&'static str, bool) = ($sql, tx.keeps_statements());
        // The text, never what is bound to it: that may be anything (T-54, T-70).
        tracing::trace!(target: "store::statement", sql);
        let outcome = match tx.begin_statement()? {
            $crate::db::tx::Driver::Sqlite(conn) => {
                $crate::rows::sqlite::$how(conn, sql, |$writer| $write).map_err(Into::into)
            }
            $crate::db::tx::Driver::Postgres(conn) => {
                match $crate::rows::postgres::Statement::new(sql, keep, |$writer| $write) {
                    Ok(statement) => statement.$how(conn).await.map_err(Into::into),
                    Err(error) => Err(error.into()),
                }
            }
        };
        tx.judge(outcome)
    }};
}

/// The same with arguments that stand side by side.
macro_rules! arguments {
    ($how:ident, $tx:expr, $sql:expr $(, $argument:expr)* $(,)?) => {
        $crate::db::tx::statement!($how, $tx, $sql, |_writer| {
            $($crate::rows::Argument::write($argument, _writer)?;)*
            Ok(())
        })
    };
}

/// Runs a statement; the number of rows it touched.
macro_rules! execute {
    ($($all:tt)*) => { $crate::db::tx::arguments!(execute, $($all)*) };
}

/// The one row there may be.
macro_rules! fetch_optional {
    ($($all:tt)*) => { $crate::db::tx::arguments!(fetch_optional, $($all)*) };
}

/// The one row there always is.
macro_rules! fetch_one {
    ($($all:tt)*) => { $crate::db::tx::arguments!(fetch_one, $($all)*) };
}

/// All rows, for what is few.
macro_rules! fetch_all {
    ($($all:tt)*) => { $crate::db::tx::arguments!(fetch_all, $($all)*) };
}

/// Adds a record, by its `INSERT` or with what is to happen when it is there.
macro_rules! insert {
    ($tx:expr, $sql:expr, $record:expr) => {
        $crate::db::tx::statement!(execute, $tx, $sql, |writer| {
            oidc_core::record::Record::write($record, writer)
        })
    };
}

/// Writes a record over the one with its key.
macro_rules! update {
    ($tx:expr, $sql:expr, $record:expr) => {
        $crate::db::tx::statement!(execute, $tx, $sql, |writer| {
            oidc_core::record::Record::write_changes($record, writer)
        })
    };
}

pub(crate) use {
    arguments, execute, fetch_all, fetch_one, fetch_optional, insert, statement, update,
};
