//! The database that is measured: an SQLite file, or a database of its own on a PostgreSQL server.

use std::path::Path;

use anyhow::{Context, ensure};
use tokio::process::Command;

/// A database.
pub struct Database {
    /// Where providers find it.
    pub url: String,
    own: Option<Own>,
}

/// One that was made on a server.
struct Own {
    server: String,
    name: String,
}

impl Database {
    /// A file in a folder.
    pub fn file(folder: &Path) -> Self {
        Self {
            url: format!("sqlite:{}/signet.db", folder.display()),
            own: None,
        }
    }

    /// A new one on a server, whose owner `psql` may be.
    pub async fn on(server: &str) -> anyhow::Result<Self> {
        let (base, _) = server
            .rsplit_once('/')
            .context("the URL names no database")?;
        let name = format!("signet_bench_{}", std::process::id());
        psql(server, &format!("create database {name}")).await?;
        Ok(Self {
            url: format!("{base}/{name}"),
            own: Some(Own {
                server: server.to_owned(),
                name,
            }),
        })
    }

    /// As a heading says it.
    pub const fn name(&self) -> &'static str {
        match self.own {
            None => "SQLite, one node",
            Some(_) => "PostgreSQL, two nodes",
        }
    }

    /// Does at once what the server does by itself some minutes after much was written.
    pub async fn settle(&self) -> anyhow::Result<()> {
        match self.own {
            None => Ok(()),
            Some(_) => psql(&self.url, "vacuum analyze").await,
        }
    }

    /// Leaves nothing behind on the server.
    pub async fn drop(self) -> anyhow::Result<()> {
        let Some(Own { server, name }) = self.own else {
            return Ok(());
        };
        psql(&server, &format!("drop database {name} with (force)")).await
    }
}

async fn psql(url: &str, sql: &str) -> anyhow::Result<()> {
    let status = Command::new("psql")
        .args(["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"])
        .args(["--command", sql, url])
        .status();
    let status = status.await.context("starting psql")?;
    ensure!(status.success(), "psql could not do this: {sql}");
    Ok(())
}
