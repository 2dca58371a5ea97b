//! What can go wrong with a database, as one sentence each. Those of the start say what to change.
//!
//! No variant ever holds the database URL: it may contain a password.

use sqlx::migrate::MigrateError;

use crate::{cause::Cause, driver_error::DriverError, taken::Taken};

/// Says whether an error is a breakdown of ours, or an answer to whoever asked.
///
/// A refusal commits (a counted attempt and a revoked family must survive it), a breakdown rolls
/// back.
pub trait Refusal {
    /// Whether the transaction must be rolled back.
    fn is_internal(&self) -> bool;
}

/// Why the database did not do what it was asked to.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The URL names neither of the two databases.
    #[error(
        "The database URL is not understood ({why}): it must look like sqlite:data/signet.db or \
         postgres://user:password@host/name."
    )]
    Url {
        /// What is wrong with it.
        why: String,
    },
    /// The file or its folder cannot be created, read or written.
    #[error(
        "The database file {path} cannot be opened for writing ({why}): make its folder writable \
         for this user, or point the database URL elsewhere."
    )]
    File {
        /// The file.
        path: String,
        /// The operating system's or SQLite's reason.
        why: String,
    },
    /// The file is there, and it is somebody else's.
    #[error(
        "The database file {path} belongs to the user with the id {owner}, and the user of this \
         process may not read and write it: run Signet as that user, or give the file to this one."
    )]
    Foreign {
        /// The file.
        path: String,
        /// The id of its owner.
        owner: u32,
    },
    /// The file is something else, or damaged.
    #[error(
        "The file {path} is not a SQLite database ({why}): point the database URL to another file, \
         or restore this one from a backup."
    )]
    NotADatabase {
        /// The file.
        path: String,
        /// SQLite's reason.
        why: String,
    },
    /// SQLite would not promise that an answered commit survives a power cut.
    #[error(
        "SQLite cannot keep {path} durably ({setting} is {found} where {wanted} is needed): put the \
         file on a local disk that supports shared memory and locking."
    )]
    NotDurable {
        /// The file.
        path: String,
        /// The setting that was read back.
        setting: &'static str,
        /// What it is.
        found: String,
        /// What it must be.
        wanted: &'static str,
    },
    /// Nobody answers at that address.
    #[error(
        "The database at {place} cannot be reached ({why}): start it, or correct host and port in \
         the database URL."
    )]
    Unreachable {
        /// Host and port.
        place: String,
        /// The operating system's reason.
        why: String,
    },
    /// The server, or a pooler before it, refuses the connection.
    #[error(
        "The database at {place} refuses the connection ({why}): correct the database URL, or the \
         settings of that server or connection pooler."
    )]
    Refused {
        /// Host and port.
        place: String,
        /// What it says.
        why: String,
    },
    /// The server refuses this user or password.
    #[error(
        "The database at {place} refuses the user {user}: correct user and password in the \
         database URL."
    )]
    Credentials {
        /// Host and port.
        place: String,
        /// The user name.
        user: String,
    },
    /// There is no database of that name.
    #[error(
        "The database {name} does not exist at {place}: create it, or correct the name in the \
         database URL."
    )]
    NoSuchDatabase {
        /// Host and port.
        place: String,
        /// The database's name.
        name: String,
    },
    /// The user may not make tables.
    #[error(
        "The user {user} may not create tables in the database {name}: make it the owner of the \
         database, or grant it create on its schema."
    )]
    Privilege {
        /// The user name.
        user: String,
        /// The database's name.
        name: String,
    },
    /// A later version of Signet has changed this database.
    #[error(
        "The database was changed by a newer version of Signet (migration {version}): run that \
         version, or restore a backup from before the upgrade."
    )]
    Newer {
        /// The first migration that is not known here.
        version: i64,
    },
    /// The tables could not be brought up to date.
    #[error("The database could not be brought up to date: {0}")]
    Migration(Cause),
    /// The database refused a statement or broke down.
    #[error("the database failed: {0}")]
    Driver(#[source] Cause),
    /// A row holds what it must not hold.
    #[error("the database holds an invalid value: {what}")]
    Corrupt {
        /// Which column of what; never the value.
        what: String,
    },
    /// What was to be written belongs to another row, and to one alone. An answer to whoever chose
    /// it; what else was written with it is undone.
    #[error("{0} is in use already")]
    Taken(Taken),
    /// Statements that were prepared are gone, or stand in the way: a connection pooler that was
    /// not recognised as one.
    #[error(
        "a connection pooler does not keep prepared statements ({0}): add \
         ?statement-cache-capacity=0 to the database URL"
    )]
    Pooler(#[source] Cause),
    /// The connection broke while it was in use.
    #[error("the connection to the database was lost: {0}")]
    Lost(#[source] Cause),
    /// The server has not answered for a while: answer 503. It was said in the log when that began.
    #[error("the database at {place} has not answered for {seconds} s: {why}")]
    Down {
        /// Host and port.
        place: String,
        /// The operating system's or the server's reason.
        why: String,
        /// Since it was first noticed.
        seconds: u64,
    },
    /// Too much is waiting already: answer 503 and say when to come back.
    #[error("the database is busy: too many transactions wait their turn")]
    Busy,
    /// Nothing can be written, or nobody answers: a full disk, a file or server that is read-only, a
    /// disk that fails, a server that is down. Nothing is lost; it goes on by itself when the cause
    /// is gone. Answer 503.
    #[error("the database cannot do its work now: {0}")]
    Unavailable(#[source] Cause),
    /// The work inside a transaction took longer than its limit and was undone.
    #[error("a transaction took too long and was rolled back")]
    TooSlow,
    /// A statement failed and the work went on as if nothing had happened.
    #[error("the transaction was rolled back because a statement in it had failed")]
    RolledBack,
    /// A transaction was begun inside a transaction. A mistake in the program.
    #[error("a transaction was begun inside another one")]
    Nested,
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
}

impl Refusal for StoreError {
    fn is_internal(&self) -> bool {
        true
    }
}

impl StoreError {
    /// Keeps what a row may have shown apart from what a driver reports.
    pub(crate) fn from_driver(error: impl Into<DriverError>) -> Self {
        let error = error.into();
        if let Some(taken) = Taken::of(&error) {
            return Self::Taken(taken);
        }
        match error {
            DriverError::Postgres(sqlx::Error::PoolClosed) => Self::Closed,
            error if error.is_busy() => Self::Busy,
            error if error.is_too_slow() => Self::TooSlow,
            error if error.is_unprepared() => Self::Pooler(Cause::new(error)),
            error if error.is_broken() => Self::Lost(Cause::new(error)),
            error if error.is_unavailable() => Self::Unavailable(Cause::new(error)),
            error => match error.column() {
                Some(column) => Self::Corrupt {
                    what: column.to_owned(),
                },
                None => Self::Driver(Cause::new(error)),
            },
        }
    }

    /// A newer version has been here, or a migration failed.
    pub(crate) fn from_migration(error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(version) => Self::Newer { version },
            MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _) => {
                Self::Migration(Cause::new(cause))
            }
            other => Self::Migration(Cause::new(sqlx::Error::Migrate(Box::new(other)))),
        }
    }

    /// Whether the same is likely to succeed in a while: answer 503 and say when to come back.
    pub const fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::Busy | Self::Down { .. } | Self::Lost(_) | Self::Unavailable(_)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_cannot_be_read_is_named_but_not_shown() {
        let error = StoreError::from_driver(sqlx::Error::ColumnDecode {
            index: "users.email".to_owned(),
            source: "ada@example.com is odd".into(),
        });
        assert_eq!(
            error.to_string(),
            "the database holds an invalid value: users.email"
        );
        assert!(!format!("{error:?}").contains("ada@"));
    }

    #[test]
    fn a_full_database_is_told_apart_from_a_wrong_statement() {
        let conn = rusqlite::Connection::open_in_memory().unwrap();
        conn.execute_batch("create table t (x blob); pragma max_page_count = 8")
            .unwrap();
        let full = conn.execute("insert into t values (zeroblob(100000))", ());
        let full = StoreError::from_driver(full.unwrap_err());
        assert!(matches!(full, StoreError::Unavailable(_)), "{full:?}");
        let wrong = conn.execute("insert into nowhere values (1)", ());
        let wrong = StoreError::from_driver(wrong.unwrap_err());
        assert!(matches!(wrong, StoreError::Driver(_)), "{wrong:?}");
    }

    #[test]
    fn a_breakdown_of_the_store_is_never_an_answer() {
        assert!(StoreError::Busy.is_internal());
        assert!(StoreError::Nested.is_internal());
    }
}
