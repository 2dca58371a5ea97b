//! A PostgreSQL database of its own for each test, with everything in it that a first start makes: a
//! copy of one that was made once, because copying takes a fifth of the time.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash, Hasher},
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::sync::OnceCell;

use crate::{
    database::{number, run},
    postgres::server,
};

/// Where the tables of a database are described.
const MIGRATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/postgres");

/// Held by the one program that makes what is copied.
const MAKING: i64 = 0x5349_474e_4554;

/// A database, which the test drops. The server tells by database who waits, and counts deadlocks.
#[derive(Debug, Clone)]
pub struct OwnDatabase {
    /// Where a store finds it.
    pub url: String,
    name: String,
    server: String,
}

impl OwnDatabase {
    /// A new one, in which `migrate` made the tables; none where there is no server.
    pub async fn lent<F: Future<Output = ()>>(migrate: impl FnOnce(String) -> F) -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let server = server()?;
        let template = TEMPLATE.get_or_init(|| template(&server, migrate)).await;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("t_{}_{number}", std::process::id());
        let url = beside(&server, &name);
        let own = Self { url, name, server };
        // A process of the same number may have died before it tidied up.
        own.drop().await;
        let anew = format!("create database {} template {template}", own.name);
        run(&own.server, &anew).await;
        Some(own)
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

    /// Leaves nothing behind on the server.
    pub async fn drop(&self) {
        let sql = format!("drop database if exists {} with (force)", self.name);
        run(&self.server, &sql).await;
    }
}

/// The name of the database to copy, which is made if it is not there. It stays on the server for the
/// next program, until the migrations change.
async fn template<F: Future<Output = ()>>(
    server: &str,
    migrate: impl FnOnce(String) -> F,
) -> String {
    let name = format!("signet_template_{:016x}", fingerprint());
    let connection = PgConnection::connect(server).await;
    let mut connection = connection.expect("the test server answers");
    let lock = format!("select pg_advisory_lock({MAKING})");
    connection.execute(AssertSqlSafe(lock)).await.unwrap();
    let there = sqlx::query_scalar("select count(*) from pg_database where datname = $1");
    let there: i64 = there.bind(&name).fetch_one(&mut connection).await.unwrap();
    if there == 0 {
        let half = format!("{name}_half");
        run(server, &format!("drop database if exists {half}")).await;
        run(server, &format!("create database {half}")).await;
        migrate(beside(server, &half)).await;
        // What is copied may have no connection.
        let closed = format!("alter database {half} with allow_connections false");
        run(server, &closed).await;
        run(server, &format!("alter database {half} rename to {name}")).await;
    }
    connection.close().await.unwrap();
    name
}

/// The URL of another database of a server.
fn beside(server: &str, name: &str) -> String {
    let (base, _) = server.rsplit_once('/').expect("it names a database");
    format!("{base}/{name}")
}

/// Changes with each migration.
fn fingerprint() -> u64 {
    let folder = Path::new(MIGRATIONS).read_dir().unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        fs::read(file).unwrap().hash(&mut hasher);
    }
    hasher.finish()
}
