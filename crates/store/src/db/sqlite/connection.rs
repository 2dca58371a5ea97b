//! A connection to an SQLite database, and how long its statements may take.

use std::{
    ops::{Deref, DerefMut},
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use rusqlite::{
    Connection, Error, OpenFlags,
    config::DbConfig,
    ffi::ErrorCode,
    functions::{Context, FunctionFlags},
};

use super::place::Place;

/// How long SQLite itself waits for a lock that another process holds.
const BUSY: Duration = Duration::from_secs(5);
/// How long it is before what SQLite does not wait for is tried again.
const AGAIN: Duration = Duration::from_millis(5);
/// More than there are statements, so that each is prepared once per connection.
const STATEMENTS: usize = 256;
/// After so many steps of its virtual machine SQLite asks whether to go on: some milliseconds.
const STEPS: i32 = 100_000;

/// Times are kept as milliseconds since the first of them, which an atomic number can hold.
static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// A connection. A statement that takes longer than it may is interrupted, for it runs on a thread
/// that others need.
#[derive(Debug)]
pub(crate) struct SqliteConnection {
    conn: Connection,
    /// When what runs now must end, in milliseconds since `BEGAN`.
    until: Arc<AtomicU64>,
}

impl SqliteConnection {
    /// Opens it; a new file is made.
    pub(super) fn open(place: &Place) -> Result<Self, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = match (&place.file, &place.vfs) {
            (Some(path), Some(vfs)) => {
                Connection::open_with_flags_and_vfs(path, flags, vfs.as_str())
            }
            (Some(path), None) => Connection::open_with_flags(path, flags),
            (None, _) => Connection::open_in_memory_with_flags(flags),
        }?;
        conn.busy_timeout(BUSY)?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS);
        // A statement's plan never depends on what is bound to it; else it is made anew each time.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        conn.execute_batch("pragma foreign_keys = on")?;
        let flags = FunctionFlags::SQLITE_UTF8
            | FunctionFlags::SQLITE_DETERMINISTIC
            | FunctionFlags::SQLITE_INNOCUOUS;
        conn.create_scalar_function("lower", 1, flags, lower)?;
        let until = Arc::new(AtomicU64::new(u64::MAX));
        let limit = Arc::clone(&until);
        conn.progress_handler(
            STEPS,
            Some(move || elapsed() > limit.load(Ordering::Relaxed)),
        )?;
        Ok(Self { conn, until })
    }

    /// What runs from now on may take so long.
    pub(crate) fn set_time_limit(&self, limit: Duration) {
        let until = elapsed().saturating_add(millis(limit));
        self.until.store(until, Ordering::Relaxed);
    }

    /// What runs from now on may take as long as it takes.
    pub(crate) fn lift_time_limit(&self) {
        self.until.store(u64::MAX, Ordering::Relaxed);
    }

    /// Whether what runs now should have ended.
    pub(crate) fn is_out_of_time(&self) -> bool {
        elapsed() > self.until.load(Ordering::Relaxed)
    }

    /// Tries again while another process holds a lock for which SQLite itself does not wait.
    pub(super) fn retry_while_busy(
        &self,
        work: impl Fn(&Connection) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let start = Instant::now();
        loop {
            match work(&self.conn) {
                Err(error)
                    if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                        && start.elapsed() < BUSY =>
                {
                    std::thread::sleep(AGAIN);
                }
                outcome => return outcome,
            }
        }
    }

    /// Waits for another process's lock, or does not.
    pub(crate) fn set_busy_wait(&self, wait: bool) -> Result<(), Error> {
        self.conn
            .busy_timeout(if wait { BUSY } else { Duration::ZERO })
    }
}

/// SQLite's own `lower` knows the letters of ASCII, PostgreSQL's those of its locale. No index is made
/// of it: another program that opens the file has SQLite's own.
fn lower(context: &Context<'_>) -> Result<Option<String>, Error> {
    let text = context.get_raw(0).as_str_or_null()?;
    Ok(text.map(|text| {
        if text.is_ascii() {
            text.to_ascii_lowercase()
        } else {
            text.chars().flat_map(char::to_lowercase).collect()
        }
    }))
}

fn elapsed() -> u64 {
    millis(BEGAN.elapsed())
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl Deref for SqliteConnection {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.conn
    }
}

impl DerefMut for SqliteConnection {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.conn
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::StoreError;

    const ENDLESS: &str = "with recursive n (x) as (select 1 union all select x + 1 from n) \
        select count(*) from n";

    #[test]
    fn a_statement_that_takes_too_long_is_interrupted_and_the_next_one_is_fine() {
        let link = SqliteConnection::open(&Place::read("sqlite::memory:").unwrap()).unwrap();
        link.set_time_limit(Duration::from_millis(20));
        let endless = link.query_row(ENDLESS, (), |row| row.get::<_, i64>(0));
        let error = StoreError::from_driver(endless.unwrap_err());
        assert!(matches!(error, StoreError::TooSlow), "{error:?}");
        link.set_time_limit(Duration::from_secs(20));
        let one: i64 = link.query_row("select 1", (), |row| row.get(0)).unwrap();
        assert_eq!(one, 1);
    }
}
