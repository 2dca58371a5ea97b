//! The PostgreSQL server for tests, and a schema of its own for each test.

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
    /// Where a store finds it.
    pub url: String,
    name: String,
    server: String,
}

impl Schema {
    /// A new one; none where there is no server.
    pub async fn new(prefix: &str) -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = server()?;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{prefix}_{}_{number}", std::process::id());
        // A process of the same number may have died before it tidied up.
        let anew = format!("{QUIET}; drop schema if exists {name} cascade; create schema {name}");
        run(&server, &anew).await;
        Some(Self {
            url: format!("{server}?options[search_path]={name}"),
            name,
            server,
        })
    }

    /// Leaves nothing behind on the server.
    pub async fn drop(&self) {
        let sql = format!("{QUIET}; drop schema if exists {} cascade", self.name);
        run(&self.server, &sql).await;
    }
}

const QUIET: &str = "set client_min_messages = warning";
