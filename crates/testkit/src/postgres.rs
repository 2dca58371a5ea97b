//! The PostgreSQL server for tests, and a schema of its own for each test; or a database where the
//! server's figures are read.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use crate::{
    database::{number, run},
    not_run::not_run,
};

const VARIABLE: &str = "TEST_POSTGRES_URL";

/// The server; without one, the calling test is not run.
pub fn server() -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "tests have no configuration file"
    )]
    let url = std::env::var(VARIABLE).ok().filter(|url| !url.is_empty());
    if url.is_none() {
        not_run(VARIABLE);
    }
    url
}

/// A schema of its own, which the test drops.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Its name.
    pub name: String,
    /// Where a store finds it.
    pub url: String,
    server: String,
}

impl Schema {
    /// A new one; none where there is no server.
    pub async fn lent() -> Option<Self> {
        Some(Self::new(server()?).await)
    }

    /// A new one on a server.
    pub async fn new(server: String) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("t_{}_{number}", std::process::id());
        let url = format!("{server}?options[search_path]={name}");
        let schema = Self { name, url, server };
        // A process of the same number may have died before it tidied up.
        schema.drop().await;
        let anew = format!("create schema {}", schema.name);
        schema.admin(anew).await;
        schema
    }

    /// Runs a statement as the server's owner, outside of the schema.
    pub async fn admin(&self, sql: impl AsRef<str>) {
        run(&self.server, sql.as_ref()).await;
    }

    /// Leaves nothing behind on the server.
    pub async fn drop(&self) {
        let quiet = "set client_min_messages = warning";
        let sql = format!("{quiet}; drop schema if exists {} cascade", self.name);
        self.admin(sql).await;
    }
}

/// A database of its own: the server tells by database who waits, and counts deadlocks.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Where a store finds it.
    pub url: String,
    name: String,
    server: String,
}

impl Counted {
    /// A new one, which the test drops; none where there is no server.
    pub async fn lent() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = server()?;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("counted_{}_{number}", std::process::id());
        let (base, _) = server.rsplit_once('/').unwrap();
        let url = format!("{base}/{name}");
        let counted = Self { url, name, server };
        // A process of the same number may have died before it tidied up.
        counted.drop().await;
        let anew = format!("create database {}", counted.name);
        run(&counted.server, &anew).await;
        Some(counted)
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
