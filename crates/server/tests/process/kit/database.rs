//! Where a test's servers keep everything: a file, or a schema of its own.

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use std::{
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
};

#[derive(Debug, Clone)]
pub(crate) enum Database {
    Sqlite {
        url: String,
    },
    Postgres {
        url: String,
        server: String,
        schema: String,
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
        static NEXT: AtomicU32 = AtomicU32::new(0);
        #[expect(
            clippy::disallowed_methods,
            reason = "tests have no configuration file"
        )]
        let (server, ci) = (std::env::var("TEST_POSTGRES_URL"), std::env::var("CI"));
        let Ok(server) = server else {
            assert!(
                ci.is_err(),
                "TEST_POSTGRES_URL is not set, and CI skips nothing"
            );
            not_run();
            return None;
        };
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let schema = format!("process_{}_{number}", std::process::id());
        let anew = format!("drop schema if exists {schema} cascade; create schema {schema}");
        run(&server, anew).await;
        Some(Self::Postgres {
            url: format!("{server}?options[search_path]={schema}"),
            server,
            schema,
        })
    }

    pub(crate) fn url(&self) -> &str {
        match self {
            Self::Sqlite { url } | Self::Postgres { url, .. } => url,
        }
    }

    /// One number.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        match self {
            Self::Sqlite { url } => {
                let mut connection = SqliteConnection::connect(url).await.unwrap();
                let query = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()));
                query.fetch_one(&mut connection).await.unwrap()
            }
            Self::Postgres { url, .. } => {
                let mut connection = PgConnection::connect(url).await.unwrap();
                let query = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()));
                query.fetch_one(&mut connection).await.unwrap()
            }
        }
    }

    /// Changes something, as time would.
    pub(crate) async fn change(&self, sql: &str) {
        match self {
            Self::Sqlite { url } => {
                let mut connection = SqliteConnection::connect(url).await.unwrap();
                connection
                    .execute(AssertSqlSafe(sql.to_owned()))
                    .await
                    .unwrap();
                connection.close().await.unwrap();
            }
            Self::Postgres { url, .. } => run(url, sql.to_owned()).await,
        }
    }

    /// How often something happened.
    pub(crate) async fn events(&self, kind: &str) -> i64 {
        let sql = format!("select count(*) from events where kind = '{kind}'");
        self.number(&sql).await
    }

    /// Leaves nothing behind on the server.
    pub(crate) async fn drop_it(&self) {
        if let Self::Postgres { server, schema, .. } = self {
            let quiet = "set client_min_messages = warning";
            run(
                server,
                format!("{quiet}; drop schema if exists {schema} cascade"),
            )
            .await;
        }
    }
}

/// Said once per program, past the capturing of output, so that a desk without a server knows what
/// its green means.
fn not_run() {
    static SAID: std::sync::Once = std::sync::Once::new();
    SAID.call_once(|| {
        let note = "NOT RUN: the tests on PostgreSQL, because TEST_POSTGRES_URL is not set\n";
        let _ = std::io::Write::write_all(&mut std::io::stderr(), note.as_bytes());
    });
}

async fn run(server: &str, sql: String) {
    let mut connection = PgConnection::connect(server).await.unwrap();
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
    connection.close().await.unwrap();
}
