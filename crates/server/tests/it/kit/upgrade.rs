//! A database that an earlier version wrote, opened by this one.

use std::sync::{Arc, atomic::AtomicU64};

use oidc_core::time::{Lifetime, Timestamp};
use tempfile::TempDir;
use testkit::{database, postgres::Schema};

use super::{Setup, World};

/// A dump of a database, and what its clients and browsers held.
#[derive(Clone, Copy)]
pub(crate) struct Dump {
    /// The statements that make it.
    pub(crate) sql: &'static str,
    /// JSON.
    pub(crate) facts: &'static str,
}

/// What clients and browsers held when the dump was made.
#[derive(serde::Deserialize)]
pub(crate) struct Facts {
    pub(crate) written_at: i64,
    pub(crate) session: String,
    pub(crate) browser_under_way: String,
    pub(crate) flow: String,
    pub(crate) refresh_token: String,
    pub(crate) access_token: String,
    pub(crate) kid: String,
    pub(crate) sub: String,
}

impl World {
    /// This version on the dump of an SQLite file, a minute later.
    pub(crate) async fn upgraded_sqlite(dump: Dump, setup: Setup) -> (Self, Facts, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signet.db");
        let url = format!("sqlite:{}", path.display());
        database::run(&format!("{url}?mode=rwc"), dump.sql).await;
        let (world, facts) = upgraded(&url, dump, setup).await;
        (world, facts, folder)
    }

    /// This version on the dump of a PostgreSQL database, in a schema of its own, a minute later.
    pub(crate) async fn upgraded_postgres(
        dump: Dump,
        setup: Setup,
    ) -> Option<(Self, Facts, Schema)> {
        let schema = Schema::lent().await?;
        database::run(&schema.url, dump.sql).await;
        let (world, facts) = upgraded(&schema.url, dump, setup).await;
        Some((world, facts, schema))
    }
}

async fn upgraded(url: &str, dump: Dump, setup: Setup) -> (World, Facts) {
    let facts: Facts = serde_json::from_str(dump.facts).unwrap();
    let now = Timestamp::from_millis(facts.written_at).plus(Lifetime::minutes(1));
    let nodes = Arc::new(AtomicU64::new(1));
    let world = World::open_at(url, setup, now, Arc::default(), nodes).await;
    (world, facts)
}
