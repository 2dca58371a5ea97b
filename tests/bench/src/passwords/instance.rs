//! One node on an SQLite file, whose people sign in by their passwords.

use std::path::Path;

use anyhow::Context;

use crate::{fake_mailgun::FakeMailgun, management::cluster::Cluster, provider::Provider};

/// The node, and what it stands on.
pub struct Instance {
    /// The node.
    pub node: Provider,
    /// Holds its folder.
    cluster: Cluster,
}

impl Instance {
    /// Starts it on a new file.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(binary: &Path) -> anyhow::Result<Self> {
        let (_post, mailgun) = FakeMailgun::start().await?;
        let cluster = Cluster::on_file(binary, mailgun)?.asking_for_passwords()?;
        cluster.prepare().await?;
        let node = cluster.start().await?.pop().context("there is a node")?;
        Ok(Self { node, cluster })
    }

    /// The address of its database.
    pub fn database(&self) -> &str {
        &self.cluster.database.url
    }

    /// Stops it.
    ///
    /// # Errors
    /// When it has ended before.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.node.stop().await
    }
}
