//! What an error of a driver means, by the code of its database: SQLSTATE (PostgreSQL, appendix A)
//! or the result code (<https://sqlite.org/rescode.html>).

/// The SQLSTATE, or the result code of SQLite.
pub(crate) fn code(error: &sqlx::Error) -> Option<String> {
    match error {
        sqlx::Error::Database(error) => error.code().map(String::from),
        _ => None,
    }
}

/// Serialization failure or deadlock: the transaction is gone and may be run again.
pub(crate) fn asks_again(error: &sqlx::Error) -> bool {
    matches!(code(error).as_deref(), Some("40001" | "40P01"))
}

/// The connection is gone: broken off, or ended by the server (57P01 to 57P03), or by a pooler that
/// has none to lend (class 08).
pub(crate) fn is_broken(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Io(_) | sqlx::Error::Protocol(_))
        || code(error).is_some_and(|code| {
            matches!(code.as_str(), "57P01" | "57P02" | "57P03") || code.starts_with("08")
        })
}

/// PostgreSQL: a prepared statement is there already (42P05), or is not there (26000).
pub(crate) fn is_unprepared(error: &dyn sqlx::error::DatabaseError) -> bool {
    matches!(error.code().as_deref(), Some("42P05" | "26000"))
}

/// SQLite: another process holds the lock (`SQLITE_BUSY`, 5). PostgreSQL: a lock did not come in
/// time (55P03), or there are no connections left (53300).
pub(crate) fn is_busy(error: &dyn sqlx::error::DatabaseError) -> bool {
    matches!(error.code().as_deref(), Some("5" | "55P03" | "53300"))
}

/// SQLite: the primary result codes READONLY, IOERR and FULL (<https://sqlite.org/rescode.html>).
/// PostgreSQL (appendix A): a read-only transaction, as on a standby (25006), a full disk (53100), an
/// I/O error (58030), a server that starts or stops (57P01 to 57P03), a broken connection (class 08).
pub(crate) fn is_unavailable(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else {
        return matches!(error, sqlx::Error::Io(_));
    };
    let Some(code) = error.code() else {
        return false;
    };
    if error
        .try_downcast_ref::<sqlx::sqlite::SqliteError>()
        .is_some()
    {
        return code
            .parse()
            .is_ok_and(|code: i32| matches!(code & 0xff, 8 | 10 | 13));
    }
    matches!(
        &*code,
        "25006" | "53100" | "58030" | "57P01" | "57P02" | "57P03"
    ) || code.starts_with("08")
}
