//! What an error of a driver means, by the code of its database: SQLSTATE (PostgreSQL, appendix A)
//! or the result code (<https://sqlite.org/rescode.html>).

/// An error of one of the two drivers.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DriverError {
    #[error(transparent)]
    Postgres(#[from] sqlx::Error),
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

impl DriverError {
    /// Serialization failure or deadlock: the transaction is gone and may be run again.
    pub(crate) fn asks_again(&self) -> bool {
        matches!(self, Self::Postgres(error)
            if matches!(code(error).as_deref(), Some("40001" | "40P01")))
    }

    /// The connection is gone.
    pub(crate) fn is_broken(&self) -> bool {
        matches!(self, Self::Postgres(error) if is_broken(error))
    }

    /// PostgreSQL: a prepared statement is there already (42P05), or is not there (26000).
    pub(crate) fn is_unprepared(&self) -> bool {
        matches!(self, Self::Postgres(error)
            if matches!(code(error).as_deref(), Some("42P05" | "26000")))
    }

    /// Too much waits. SQLite: another process holds the lock (`SQLITE_BUSY`). PostgreSQL: a lock did
    /// not come in time (55P03), or there are no connections left (53300).
    pub(crate) fn is_busy(&self) -> bool {
        match self {
            Self::Postgres(sqlx::Error::PoolTimedOut) => true,
            Self::Postgres(error) => matches!(code(error).as_deref(), Some("55P03" | "53300")),
            Self::Sqlite(error) => result(error) == Some(rusqlite::ffi::SQLITE_BUSY),
        }
    }

    /// A statement was ended because it took too long. SQLite: `SQLITE_INTERRUPT`. PostgreSQL:
    /// `statement_timeout` (57014).
    pub(crate) fn is_too_slow(&self) -> bool {
        match self {
            Self::Postgres(error) => code(error).as_deref() == Some("57014"),
            Self::Sqlite(error) => result(error) == Some(rusqlite::ffi::SQLITE_INTERRUPT),
        }
    }

    /// SQLite: READONLY, IOERR and FULL. PostgreSQL: a read-only transaction, as on a standby
    /// (25006), a full disk (53100), an I/O error (58030), a server that starts or stops (57P01 to
    /// 57P03), a broken connection (class 08).
    pub(crate) fn is_unavailable(&self) -> bool {
        use rusqlite::ffi::{SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY};
        match self {
            Self::Sqlite(error) => matches!(
                result(error),
                Some(SQLITE_READONLY | SQLITE_IOERR | SQLITE_FULL)
            ),
            Self::Postgres(sqlx::Error::Io(_)) => true,
            Self::Postgres(error) => code(error).is_some_and(|code| {
                matches!(
                    code.as_str(),
                    "25006" | "53100" | "58030" | "57P01" | "57P02" | "57P03"
                ) || code.starts_with("08")
            }),
        }
    }

    /// What keeps rows apart, where a statement would have made two alike. SQLite: the columns
    /// (`SQLITE_CONSTRAINT_UNIQUE`, `SQLITE_CONSTRAINT_PRIMARYKEY`). PostgreSQL: the constraint
    /// (23505).
    pub(crate) fn violated(&self) -> Option<&str> {
        use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
        match self {
            Self::Postgres(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                error.constraint()
            }
            Self::Sqlite(rusqlite::Error::SqliteFailure(code, Some(message)))
                if matches!(
                    code.extended_code,
                    SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY
                ) =>
            {
                message.split_once(": ").map(|(_, columns)| columns)
            }
            _ => None,
        }
    }

    /// The column whose value could not be read.
    pub(crate) fn column(&self) -> Option<&str> {
        match self {
            Self::Postgres(sqlx::Error::ColumnDecode { index, .. }) => Some(index),
            Self::Sqlite(rusqlite::Error::InvalidColumnType(_, name, _)) => Some(name),
            _ => None,
        }
    }
}

/// The SQLSTATE.
pub(crate) fn code(error: &sqlx::Error) -> Option<String> {
    match error {
        sqlx::Error::Database(error) => error.code().map(String::from),
        _ => None,
    }
}

/// The primary result code of SQLite.
pub(crate) fn result(error: &rusqlite::Error) -> Option<i32> {
    error.sqlite_error().map(|error| error.extended_code & 0xff)
}

/// The connection is gone: broken off, or ended by the server (57P01 to 57P03), or by a pooler that
/// has none to lend (class 08).
pub(crate) fn is_broken(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Io(_) | sqlx::Error::Protocol(_))
        || code(error).is_some_and(|code| {
            matches!(code.as_str(), "57P01" | "57P02" | "57P03") || code.starts_with("08")
        })
}
