//! A PostgreSQL database of its own for each test, with everything in it that a first start makes.
//! Making one takes most of a second, so the next test gets it too, as it was when it was made.

use std::{
    path::Path,
    sync::{
        Mutex, Once, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::{
    database::{number, run},
    postgres::server,
};

/// Keeps what a first start wrote, and the shape of the tables.
const REMEMBER: &str = include_str!("own_database/remember.sql");

/// Brings that back, where the shape is the same.
const RESTORE: &str = include_str!("own_database/restore.sql");

/// Those that no test has.
static IDLE: Mutex<Vec<OwnDatabase>> = Mutex::new(Vec::new());

/// A database, which the test gives back. The server tells by database who waits, and counts deadlocks.
#[derive(Debug, Clone)]
pub struct OwnDatabase {
    /// Where a store finds it.
    pub url: String,
    name: String,
    server: String,
}

impl OwnDatabase {
    /// One, in which `migrate` made the tables; none where there is no server.
    pub async fn lent<F: Future<Output = ()>>(migrate: impl FnOnce(String) -> F) -> Option<Self> {
        let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(own) => Some(own),
            None => Self::made(migrate).await,
        }
    }

    /// One that no test has had; none where there is no server.
    pub async fn made<F: Future<Output = ()>>(migrate: impl FnOnce(String) -> F) -> Option<Self> {
        let server = server()?;
        remove_left_behind(&server).await;
        let own = Self::named(next_name(), server);
        // A process of the same number may have died before it tidied up.
        own.remove().await;
        run(&own.server, &format!("create database {}", own.name)).await;
        migrate(own.url.clone()).await;
        run(&own.url, REMEMBER).await;
        Some(own)
    }

    fn named(name: String, server: String) -> Self {
        let (base, _) = server.rsplit_once('/').expect("it names a database");
        let url = format!("{base}/{name}");
        Self { url, name, server }
    }

    /// As the server knows it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many deadlocks there were, when nobody is connected any more: a connection writes its
    /// figures down at its end, and now and then before.
    pub async fn deadlocks(&self) -> i64 {
        const CONNECTED: &str = "select count(*) from pg_stat_activity \
            where datname = current_database() and backend_type = 'client backend' \
            and pid <> pg_backend_pid()";
        const DEADLOCKS: &str =
            "select deadlocks from pg_stat_database where datname = current_database()";
        let deadline = Instant::now() + Duration::from_secs(30);
        while number(&self.url, CONNECTED).await > 0 {
            assert!(Instant::now() < deadline, "somebody stays connected");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        number(&self.url, DEADLOCKS).await
    }

    /// Makes it ready for the next test. It gets another name, so that whoever still works with it
    /// does not find it any more.
    pub async fn give_back(&self) {
        let next = Self::named(next_name(), self.server.clone());
        let (old, new) = (&self.name, &next.name);
        let alone = format!(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{old}'"
        );
        let renamed = format!("alter database {old} rename to {new}");
        let mut connection = PgConnection::connect(&self.server).await.unwrap();
        connection.execute(AssertSqlSafe(alone)).await.unwrap();
        let is_renamed = connection.execute(AssertSqlSafe(renamed)).await.is_ok();
        connection.close().await.unwrap();
        if !is_renamed {
            self.remove().await;
            return;
        }
        let mut connection = PgConnection::connect(&next.url).await.unwrap();
        let is_restored = connection.execute(RESTORE).await.is_ok();
        connection.close().await.unwrap();
        if is_restored {
            let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
            idle.push(next);
        } else {
            next.remove().await;
        }
    }

    async fn remove(&self) {
        let sql = format!("drop database if exists {} with (force)", self.name);
        run(&self.server, &sql).await;
    }
}

fn next_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("t_{}_{number}", std::process::id())
}

/// Removes the databases of programs that have ended, which could not know which test was their last.
async fn remove_left_behind(server: &str) {
    static DONE: Once = Once::new();
    let mut is_first = false;
    DONE.call_once(|| is_first = true);
    if !is_first || !Path::new("/proc/self").exists() {
        return;
    }
    let mut connection = PgConnection::connect(server)
        .await
        .expect("the test server answers");
    let all =
        sqlx::query_scalar("select datname::text from pg_database where datname like 't\\_%'");
    let all: Vec<String> = all.fetch_all(&mut connection).await.unwrap();
    for name in all {
        let process = name.split('_').nth(1).unwrap_or_default();
        let ended = process.parse::<u32>().is_ok() && !Path::new("/proc").join(process).exists();
        if ended {
            let sql = format!("drop database if exists {name} with (force)");
            connection.execute(AssertSqlSafe(sql)).await.unwrap();
        }
    }
    connection.close().await.unwrap();
}
