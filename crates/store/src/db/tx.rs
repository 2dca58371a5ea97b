//! A connection inside a unit of work, and the ways to run a statement on it.
//!
//! [`Tx`] owns a lent connection and sends it home when it is dropped: returned, cancelled or
//! panicked. A failed or interrupted statement poisons it, because afterwards nobody knows what
//! the database has kept: SQLite undoes a whole batch when the disk is full, and PostgreSQL answers
//! `ROLLBACK` to the `COMMIT` of a broken transaction without calling it an error.

use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, pool::PoolConnection};
use tokio::sync::oneshot;

use super::flavour::Flavour;
use crate::{driver_error, error::StoreError};

/// A connection inside a unit of work. Dropping it gives the connection back.
#[derive(Debug)]
pub struct Tx {
    conn: Option<Conn>,
    state: State,
    home: Option<oneshot::Sender<Home>>,
}

/// What happened to a connection while it was lent.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct State {
    /// A statement failed, or was interrupted.
    pub(crate) poisoned: bool,
    /// The database asked to run the transaction again (40001, 40P01).
    pub(crate) again: bool,
    /// The connection broke.
    pub(crate) broken: bool,
}

#[derive(Debug)]
pub(crate) enum Conn {
    Sqlite(SqliteConnection),
    SqliteReader(PoolConnection<Sqlite>),
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

/// A connection for one statement, by driver: the arms of `on!`.
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
        match &mut self.conn {
            Some(Conn::Sqlite(conn)) => Ok(Driver::Sqlite(conn)),
            Some(Conn::SqliteReader(conn)) => Ok(Driver::Sqlite(conn)),
            Some(Conn::Postgres(transaction) | Conn::Pooled(transaction)) => {
                Ok(Driver::Postgres(transaction))
            }
            Some(Conn::PostgresReader(conn)) => Ok(Driver::Postgres(conn)),
            None => Err(StoreError::Closed),
        }
    }

    pub(crate) fn judge<T>(&mut self, outcome: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        match outcome {
            Ok(value) => {
                self.state.poisoned = false;
                Ok(value)
            }
            Err(error) => {
                self.state.again = driver_error::asks_again(&error);
                self.state.broken = driver_error::is_broken(&error);
                Err(StoreError::from_driver(error))
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
                state: self.state,
            });
        }
    }
}

/// Expands one query once per driver, so that each arm is checked against its own types.
macro_rules! on {
    ($tx:expr, $sql:expr, |$conn:ident| $query:expr) => {{
        let tx: &mut $crate::db::tx::Tx = $tx;
        // The text, never what is bound to it: that may be anything (T-54, T-70).
        tracing::trace!(target: "store::statement", sql = $sql);
        let outcome: Result<_, sqlx::Error> = match tx.begin_statement()? {
            $crate::db::tx::Driver::Sqlite($conn) => $query,
            $crate::db::tx::Driver::Postgres($conn) => $query,
        };
        tx.judge(outcome)
    }};
}

/// Runs a statement; the number of rows it touched.
macro_rules! execute {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {{
        let tx: &mut $crate::db::tx::Tx = $tx;
        let keep = tx.keeps_statements();
        $crate::db::tx::on!(tx, $sql, |conn| {
            sqlx::query($sql)$(.bind($bind))*.persistent(keep).execute(conn).await.map(|done| done.rows_affected())
        })
    }};
}

/// Runs a statement that is given a record: the number of rows it touched.
macro_rules! give {
    ($tx:expr, $sql:expr, |$writer:ident| $write:expr) => {{
        let tx: &mut $crate::db::tx::Tx = $tx;
        let keep = tx.keeps_statements();
        $crate::db::tx::on!(
            tx,
            $sql,
            |conn| match $crate::rows::written($sql, |$writer| $write) {
                Ok(query) => query
                    .persistent(keep)
                    .execute(conn)
                    .await
                    .map(|done| done.rows_affected()),
                Err(error) => Err(error),
            }
        )
    }};
}

/// Adds a record, by its `INSERT` or with what is to happen when it is there.
macro_rules! insert {
    ($tx:expr, $sql:expr, $record:expr) => {
        $crate::db::tx::give!($tx, $sql, |writer| oidc_core::record::Record::write(
            $record, writer
        ))
    };
}

/// Writes a record over the one with its key.
macro_rules! update {
    ($tx:expr, $sql:expr, $record:expr) => {
        $crate::db::tx::give!($tx, $sql, |writer| {
            oidc_core::record::Record::write_changes($record, writer)
        })
    };
}

/// The one row there may be.
macro_rules! fetch_optional {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {{
        let tx: &mut $crate::db::tx::Tx = $tx;
        let keep = tx.keeps_statements();
        $crate::db::tx::on!(tx, $sql, |conn| {
            sqlx::query_as::<_, $crate::rows::Whole<_>>($sql)$(.bind($bind))*.persistent(keep)
                .fetch_optional(conn).await.map(|found| found.map(|row| row.0))
        })
    }};
}

/// The one row there always is.
macro_rules! fetch_one {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {{
        let tx: &mut $crate::db::tx::Tx = $tx;
        let keep = tx.keeps_statements();
        $crate::db::tx::on!(tx, $sql, |conn| {
            sqlx::query_as::<_, $crate::rows::Whole<_>>($sql)$(.bind($bind))*.persistent(keep)
                .fetch_one(conn).await.map(|row| row.0)
        })
    }};
}

/// All rows, for what is few.
macro_rules! fetch_all {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {{
        let tx: &mut $crate::db::tx::Tx = $tx;
        let keep = tx.keeps_statements();
        $crate::db::tx::on!(tx, $sql, |conn| {
            sqlx::query_as::<_, $crate::rows::Whole<_>>($sql)$(.bind($bind))*.persistent(keep)
                .fetch_all(conn).await
                .map(|rows| rows.into_iter().map(|row| row.0).collect::<Vec<_>>())
        })
    }};
}

pub(crate) use {execute, fetch_all, fetch_one, fetch_optional, give, insert, on, update};
