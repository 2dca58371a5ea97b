//! The database behind a provider, read and broken past the provider's back.

use std::sync::{Arc, atomic::Ordering};

use oidc_core::time::Lifetime;
use sqlx::{AssertSqlSafe, Column, Connection, PgConnection, Row, TypeInfo, postgres::PgRow};
use tempfile::TempDir;
use testkit::database;

use super::{Setup, World};

impl World {
    /// Whether it stands on PostgreSQL.
    pub(crate) fn is_postgres(&self) -> bool {
        database::is_postgres(&self.database)
    }

    /// The same provider where other connections reach its database: PostgreSQL as it is; in the
    /// place of SQLite in memory a new one in a file, which goes with the folder.
    pub(crate) async fn on_disk(self) -> (Self, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        if self.is_postgres() {
            return (self, folder);
        }
        let url = format!("sqlite:{}", folder.path().join("signet.db").display());
        let world = Self::open(&url, self.setup.clone()).await;
        (world, folder)
    }

    /// The provider with other settings: on the same database, or on a new one in memory.
    pub(crate) async fn set_up(&self, setup: Setup) -> Self {
        let (now, clocks) = (self.clock.now(), Arc::clone(&self.clocks));
        let nodes = Arc::clone(&self.nodes);
        Self::open_at(&self.database, setup, now, clocks, nodes).await
    }

    /// Two servers on one database where several can share one; else this one twice. The clock of
    /// the other is a second ahead, or behind where it is the third, fifth … of its database.
    pub(crate) async fn two_nodes(&self) -> [Self; 2] {
        let [one, other] = self.two_nodes_in_step().await;
        let (second, now) = (Lifetime::seconds(1), one.clock.now());
        if self.is_postgres() {
            let is_second = self.nodes.load(Ordering::Relaxed) % 2 == 1;
            let skewed = if is_second {
                now.plus(second)
            } else {
                now.minus(second)
            };
            other.clock.set(skewed);
        }
        [one, other]
    }

    /// The same with clocks that agree, for tests of the last moment of something.
    pub(crate) async fn two_nodes_in_step(&self) -> [Self; 2] {
        let other = if self.is_postgres() {
            self.another_node().await
        } else {
            self.clone()
        };
        [self.clone(), other]
    }

    /// Runs a statement past the provider. Not in memory (`on_disk`).
    pub(crate) async fn sql(&self, statement: &str) {
        database::run(&self.database, statement).await;
    }

    /// One number out of the database.
    pub(crate) async fn number(&self, query: &str) -> i64 {
        database::number(&self.database, query).await
    }

    /// Every byte the database holds: SQLite's files as they lie on the disk, every column of
    /// every table of PostgreSQL.
    pub(crate) async fn dump(&self) -> Vec<u8> {
        if !self.is_postgres() {
            let path = self.database.trim_start_matches("sqlite:");
            let mut bytes = std::fs::read(path).unwrap();
            bytes.extend(std::fs::read(format!("{path}-wal")).unwrap_or_default());
            return bytes;
        }
        let mut conn = PgConnection::connect(&self.database).await.unwrap();
        let tables: Vec<String> = sqlx::query_scalar(
            "select tablename::text from pg_tables where schemaname = current_schema()",
        )
        .fetch_all(&mut conn)
        .await
        .unwrap();
        assert!(tables.len() > 10, "{tables:?}");
        let mut bytes = Vec::new();
        for table in tables {
            let query = AssertSqlSafe(format!("select * from {table}"));
            for row in sqlx::query(query).fetch_all(&mut conn).await.unwrap() {
                append(&mut bytes, &row);
            }
        }
        bytes
    }
}

fn append(bytes: &mut Vec<u8>, row: &PgRow) {
    for column in row.columns() {
        let place = column.ordinal();
        let raw = row.try_get_raw(place).unwrap();
        let text = matches!(
            column.type_info().name(),
            "TEXT" | "BYTEA" | "VARCHAR" | "JSONB"
        );
        if let Ok(value) = raw.as_bytes()
            && text
        {
            bytes.extend_from_slice(value);
            bytes.push(b'\n');
        }
    }
}

/// Whether a text occurs somewhere in the bytes.
pub(crate) fn occurs(bytes: &[u8], text: &str) -> bool {
    assert!(text.len() >= 5, "too short to mean anything: {text:?}");
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}
