//! Databases in memory. To bring one up to date takes longer than most of what a test asks of it, and
//! there are hundreds of them: it is done once, and each one is a copy.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use rusqlite::backup::Backup;

use super::{connection::SqliteConnection, migrations, place::Place};
use crate::error::StoreError;

/// Up to date and empty; none before the first database is opened.
static ORIGINAL: Mutex<Option<SqliteConnection>> = Mutex::new(None);

/// A database of its own that is up to date.
pub(super) fn open(place: &Place) -> Result<SqliteConnection, StoreError> {
    let mut conn = SqliteConnection::open(place).map_err(StoreError::from_driver)?;
    // It is put there when it is complete, and only read from then on.
    let mut original = ORIGINAL.lock().unwrap_or_else(PoisonError::into_inner);
    let from = match &*original {
        Some(original) => original,
        None => original.insert(up_to_date(place)?),
    };
    copy(from, &mut conn).map_err(StoreError::from_driver)?;
    Ok(conn)
}

fn up_to_date(place: &Place) -> Result<SqliteConnection, StoreError> {
    let mut conn = SqliteConnection::open(place).map_err(StoreError::from_driver)?;
    migrations::apply(&mut conn, StoreError::from_driver)?;
    Ok(conn)
}

fn copy(from: &SqliteConnection, to: &mut SqliteConnection) -> Result<(), rusqlite::Error> {
    Backup::new(from, to)?.run_to_completion(i32::MAX, Duration::ZERO, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open_one() -> SqliteConnection {
        open(&Place::read("sqlite::memory:").unwrap()).unwrap()
    }

    fn count(conn: &SqliteConnection, what: &str) -> i64 {
        let query = format!("select count(*) from {what}");
        conn.query_row(&query, (), |row| row.get(0)).unwrap()
    }

    #[test]
    fn each_is_up_to_date_and_knows_nothing_of_the_others() {
        let (first, second) = (open_one(), open_one());
        first.execute_batch("create table mine (x)").unwrap();
        for conn in [&second, &open_one()] {
            assert!(count(conn, "_sqlx_migrations") > 0);
            assert_eq!(count(conn, "users"), 0);
            let mine = "sqlite_schema where name = 'mine'";
            assert_eq!(count(conn, mine), 0);
        }
    }

    #[test]
    fn references_are_kept_in_a_copy() {
        let conn = open_one();
        let on: i64 = conn
            .query_row("pragma foreign_keys", (), |row| row.get(0))
            .unwrap();
        assert_eq!(on, 1);
    }
}
