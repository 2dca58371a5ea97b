//! Where a test's servers keep everything: a file, or a database of its own.

use std::path::Path;

use store::Store;
use testkit::{database, own_database::OwnDatabase};

#[derive(Debug, Clone)]
pub(crate) enum Database {
    Sqlite {
        url: String,
    },
    Postgres(OwnDatabase),
    /// The server's figures of it are read.
    Counted(OwnDatabase),
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
        OwnDatabase::lent(migrated).await.map(Self::Postgres)
    }

    /// None likewise.
    pub(crate) async fn counted() -> Option<Self> {
        OwnDatabase::made(migrated).await.map(Self::Counted)
    }

    /// How many deadlocks there were, when nobody is connected any more. None where nobody counts
    /// them.
    pub(crate) async fn deadlocks(&self) -> Option<i64> {
        match self {
            Self::Counted(own) => Some(own.deadlocks().await),
            Self::Sqlite { .. } | Self::Postgres(_) => None,
        }
    }

    pub(crate) fn url(&self) -> &str {
        match self {
            Self::Sqlite { url } => url,
            Self::Postgres(own) | Self::Counted(own) => &own.url,
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
            Self::Postgres(own) | Self::Counted(own) => own.give_back().await,
        }
    }
}

/// Makes the tables of an empty database.
async fn migrated(url: String) {
    Store::open(&url).await.unwrap().close().await;
}
