//! Where a test's servers keep everything: a file, a schema of its own, or a whole database where the
//! server's figures are read.

use std::path::Path;

use testkit::{
    database,
    postgres::{Counted, Schema},
};

#[derive(Debug, Clone)]
pub(crate) enum Database {
    Sqlite { url: String },
    Postgres(Schema),
    Counted(Counted),
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

    /// A database of its own.
    pub(crate) async fn counted() -> Option<Self> {
        Counted::lent().await.map(Self::Counted)
    }

    /// How many deadlocks there were, when nobody is connected any more. None where nobody counts
    /// them.
    pub(crate) async fn deadlocks(&self) -> Option<i64> {
        match self {
            Self::Counted(counted) => Some(counted.deadlocks().await),
            Self::Sqlite { .. } | Self::Postgres(_) => None,
        }
    }

    pub(crate) fn url(&self) -> &str {
        match self {
            Self::Sqlite { url } => url,
            Self::Postgres(schema) => &schema.url,
            Self::Counted(counted) => &counted.url,
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
            Self::Counted(counted) => counted.drop().await,
        }
    }
}
