//! Where a test's servers keep everything: a file, a schema of its own, or a whole database where the
//! server's figures are read.

use std::{
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use testkit::{
    database,
    postgres::{self, Schema},
};

#[derive(Debug, Clone)]
pub(crate) enum Database {
    Sqlite {
        url: String,
    },
    Postgres(Schema),
    Counted {
        server: String,
        name: String,
        url: String,
    },
}

impl Database {
    pub(crate) fn sqlite(folder: &Path) -> Self {
        let path = folder.join("signet.db");
        Self::Sqlite {
            url: format!("sqlite:{}", path.display()),
        }
    }

    /// None: there is no server to test with, which only a desk may say.
    pub(crate) async fn postgres() -> Option<Self> {
        Schema::lent().await.map(Self::Postgres)
    }

    /// A database of its own: the server counts deadlocks by database.
    pub(crate) async fn counted() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = postgres::server()?;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("races_{}_{number}", std::process::id());
        // A process of the same number may have died before it tidied up.
        database::run(
            &server,
            &format!("drop database if exists {name} with (force)"),
        )
        .await;
        database::run(&server, &format!("create database {name}")).await;
        let (base, _) = server.rsplit_once('/').unwrap();
        let url = format!("{base}/{name}");
        Some(Self::Counted { server, name, url })
    }

    /// How many deadlocks there were, when nobody is connected any more: a connection writes its
    /// figures down at its end, and now and then before. None where nobody counts them.
    pub(crate) async fn deadlocks(&self) -> Option<i64> {
        let Self::Counted { url, .. } = self else {
            return None;
        };
        let connected = "select count(*) from pg_stat_activity where datname = current_database() \
            and backend_type = 'client backend' and pid <> pg_backend_pid()";
        let deadline = Instant::now() + Duration::from_secs(30);
        while database::number(url, connected).await > 0 {
            assert!(Instant::now() < deadline, "somebody stays connected");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let deadlocks = "select deadlocks from pg_stat_database where datname = current_database()";
        Some(database::number(url, deadlocks).await)
    }

    pub(crate) fn url(&self) -> &str {
        match self {
            Self::Sqlite { url } | Self::Counted { url, .. } => url,
            Self::Postgres(schema) => &schema.url,
        }
    }

    /// One number.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        database::number(self.url(), sql).await
    }

    /// Changes something, as time would.
    pub(crate) async fn change(&self, sql: &str) {
        database::run(self.url(), sql).await;
    }

    /// How often something happened.
    pub(crate) async fn events(&self, kind: &str) -> i64 {
        let sql = format!("select count(*) from events where kind = '{kind}'");
        self.number(&sql).await
    }

    /// Leaves nothing behind on the server.
    pub(crate) async fn drop_it(&self) {
        match self {
            Self::Sqlite { .. } => {}
            Self::Postgres(schema) => schema.drop().await,
            Self::Counted { server, name, .. } => {
                let drop = format!("drop database if exists {name} with (force)");
                database::run(server, &drop).await;
            }
        }
    }
}
