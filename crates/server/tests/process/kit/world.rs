//! A folder, a database and a witness; servers live in it.

use std::{
    future::Future,
    path::{Path, PathBuf},
    sync::Arc,
    sync::atomic::{AtomicU32, Ordering},
};

use tempfile::TempDir;
use testkit::story::outcome;

use super::{
    database::Database,
    server::{Server, Setup},
    witness::Witness,
};

/// 32 bytes, as `openssl rand -base64 32` prints them.
pub(crate) const MASTER_KEY: &str = "d2hvZXZlciByZWFkcyB0aGlzIGhhcyB0aGUga2V5ISE=";

#[derive(Debug, Clone)]
pub(crate) struct World {
    folder: Arc<TempDir>,
    servers: Arc<AtomicU32>,
    pub(crate) database: Database,
    pub(crate) witness: Witness,
}

impl World {
    pub(crate) async fn run_on_sqlite<F>(behaviour: impl FnOnce(Self) -> F)
    where
        F: Future<Output = ()> + 'static,
    {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::sqlite(folder.path());
        Self::run(folder, database, behaviour).await;
    }

    pub(crate) async fn run_on_postgres<F>(behaviour: impl FnOnce(Self) -> F)
    where
        F: Future<Output = ()> + 'static,
    {
        let folder = tempfile::tempdir().unwrap();
        if let Some(database) = Database::postgres().await {
            Self::run(folder, database, behaviour).await;
        }
    }

    /// On PostgreSQL, where no two transactions may lock each other out.
    pub(crate) async fn run_without_deadlocks<F>(behaviour: impl FnOnce(Self) -> F)
    where
        F: Future<Output = ()> + 'static,
    {
        let folder = tempfile::tempdir().unwrap();
        if let Some(database) = Database::counted().await {
            Self::run(folder, database, behaviour).await;
        }
    }

    /// Whatever the behaviour says, the witness is heard too.
    async fn run<F>(folder: TempDir, database: Database, behaviour: impl FnOnce(Self) -> F)
    where
        F: Future<Output = ()> + 'static,
    {
        let world = Self {
            folder: Arc::new(folder),
            servers: Arc::default(),
            database,
            witness: Witness::default(),
        };
        world.witness.saw(MASTER_KEY);
        let outcome = outcome(Box::pin(behaviour(world.clone()))).await;
        let deadlocks = match &outcome {
            Ok(()) => world.database.deadlocks().await,
            Err(_) => None,
        };
        world.database.drop_it().await;
        if let Err(error) = outcome {
            let output = world.witness.output();
            let last: Vec<&str> = output.lines().rev().take(40).collect();
            let last: Vec<&str> = last.into_iter().rev().collect();
            println!("The servers said last:\n{}", last.join("\n"));
            std::panic::resume_unwind(error);
        }
        assert!(
            deadlocks.is_none_or(|count| count == 0),
            "{deadlocks:?} deadlocks"
        );
        world.witness.testify();
    }

    /// Starts a server on this world's database and waits until it is ready.
    pub(crate) async fn server(&self, setup: Setup) -> Server {
        let mut server = self.server_that_is_down(setup);
        server.start().await;
        server
    }

    /// A server that was not started yet.
    pub(crate) fn server_that_is_down(&self, setup: Setup) -> Server {
        let number = self.servers.fetch_add(1, Ordering::Relaxed);
        let folder = self.path(format!("server-{number}"));
        std::fs::create_dir(&folder).unwrap();
        Server::new(self.clone(), folder, setup)
    }

    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }
}
