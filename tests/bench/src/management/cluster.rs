//! The nodes of one instance: the same issuer and key, the same database, a port for each.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use tokio::process::Command;

use super::{
    database::Database,
    operator::{MANAGER, ROLE},
};
use crate::{
    machine,
    passwords::settings,
    provider::{Place, Provider, free_port, write_master_key},
    visitor::SECRET,
};

/// Nodes that can be started.
pub struct Cluster {
    binary: PathBuf,
    /// What they share.
    folder: tempfile::TempDir,
    ports: Vec<u16>,
    /// Where everything is kept.
    pub database: Database,
}

impl Cluster {
    /// One node on an SQLite file.
    pub fn on_file(binary: &Path, mailgun: u16) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let database = Database::file(folder.path());
        Self::written((binary, mailgun), folder, database, 1)
    }

    /// Two nodes on a PostgreSQL server.
    pub async fn on_server(binary: &Path, mailgun: u16, server: &str) -> anyhow::Result<Self> {
        let database = Database::on(server).await?;
        Self::written((binary, mailgun), tempfile::tempdir()?, database, 2)
    }

    fn written(
        (binary, mailgun): (&Path, u16),
        folder: tempfile::TempDir,
        database: Database,
        nodes: usize,
    ) -> anyhow::Result<Self> {
        let data = folder.path().display().to_string();
        let ports = (0..nodes)
            .map(|_| free_port())
            .collect::<anyhow::Result<Vec<_>>>()?;
        let public = *ports.first().context("there is a node")?;
        let manager = format!(
            "\n[[applications]]\nid = \"{MANAGER}\"\nname = \"Manager\"\nkind = \"machine\"\n\
             secret = \"{SECRET}\"\n"
        );
        for port in &ports {
            let place = Place {
                public,
                listen: *port,
                data: &data,
                database: &database.url,
                mailgun,
            };
            let config = [place.config(), machine::config(), manager.clone()].concat();
            std::fs::write(folder.path().join(file(*port)), config)?;
        }
        write_master_key(folder.path())?;
        Ok(Self {
            binary: binary.to_owned(),
            folder,
            ports,
            database,
        })
    }

    /// Lets people sign in by their passwords, as often as a bench does it.
    pub fn asking_for_passwords(self) -> anyhow::Result<Self> {
        for port in &self.ports {
            let path = self.folder.path().join(file(*port));
            let config = std::fs::read_to_string(&path)?;
            std::fs::write(path, settings::asking_for_passwords(&config))?;
        }
        Ok(self)
    }

    /// Lets the first node make tables, keys and what its file declares, and gives the manager its role.
    pub async fn prepare(&self) -> anyhow::Result<()> {
        let mut nodes = self.start().await?;
        for node in nodes.drain(..) {
            node.stop().await?;
        }
        let first = *self.ports.first().context("there is a node")?;
        let assigned = Command::new(&self.binary)
            .args(["role", "assign", ROLE, "--app", MANAGER, "--config"])
            .arg(self.folder.path().join(file(first)))
            .stdout(std::process::Stdio::null())
            .status();
        ensure!(
            assigned.await?.success(),
            "the manager did not get its role"
        );
        Ok(())
    }

    /// Starts all nodes.
    pub async fn start(&self) -> anyhow::Result<Vec<Provider>> {
        let mut nodes = Vec::new();
        for port in &self.ports {
            let config = self.folder.path().join(file(*port));
            nodes.push(Provider::start(&self.binary, &config, *port).await?);
        }
        Ok(nodes)
    }
}

fn file(port: u16) -> String {
    format!("signet-{port}.toml")
}
