//! The PostgreSQL server for tests, and an empty schema of its own for each test.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::{database::run, not_run::not_run};

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
