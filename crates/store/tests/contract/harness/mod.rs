//! A store for each test, on each database: in a file, in memory, and in a PostgreSQL database of
//! its own, so that tests run beside each other.

pub(crate) mod pooler;
pub(crate) mod samples;

use std::future::Future;

use store::{Options, Refusal, Store, StoreError, Tx};
use tempfile::TempDir;
use testkit::own_database::OwnDatabase;

/// What the work of a test may end with.
#[derive(Debug)]
pub(crate) enum Ended {
    /// An answer: commits.
    Refused,
    /// A breakdown: rolls back.
    Broken,
    /// A breakdown of the store.
    Store(StoreError),
}

impl Refusal for Ended {
    fn is_internal(&self) -> bool {
        !matches!(self, Self::Refused)
    }
}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// A folder with a database file in it, and the URL of the file.
pub(crate) fn file() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("signet.db").display());
    (folder, url)
}

/// Runs a law on a file.
pub(crate) async fn on_file<F: Future<Output = ()>>(
    options: Options,
    law: impl FnOnce(Store) -> F,
) {
    let (_folder, url) = file();
    let store = Store::open_with(&url, options).await.unwrap();
    law(store.clone()).await;
    store.close().await;
}

/// Runs a law in memory.
pub(crate) async fn in_memory<F: Future<Output = ()>>(
    options: Options,
    law: impl FnOnce(Store) -> F,
) {
    let store = Store::open_with("sqlite::memory:", options).await.unwrap();
    law(store.clone()).await;
    store.close().await;
}

/// Runs a law on PostgreSQL.
pub(crate) async fn on_server<F>(options: Options, law: impl FnOnce(Store) -> F + Send + 'static)
where
    F: Future<Output = ()> + Send + 'static,
{
    let Some(own) = OwnDatabase::lent(migrated).await else {
        return;
    };
    let store = Store::open_with(&own.url, options).await.unwrap();
    let outcome = tokio::spawn(law(store.clone())).await;
    store.close().await;
    own.give_back().await;
    if let Err(error) = outcome {
        std::panic::resume_unwind(error.into_panic());
    }
}

/// Makes the tables of an empty database.
async fn migrated(url: String) {
    Store::open(&url).await.unwrap().close().await;
}

/// Runs a law on PostgreSQL behind a pooler.
pub(crate) async fn behind_a_pooler<F>(
    options: Options,
    law: impl FnOnce(Store) -> F + Send + 'static,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let Some(server) = server() else { return };
    let pooler = pooler::Pooler::start(server, "").await;
    let store = Store::open_with(&pooler.url, options).await.unwrap();
    let outcome = tokio::spawn(law(store.clone())).await;
    store.close().await;
    pooler.drop().await;
    if let Err(error) = outcome {
        std::panic::resume_unwind(error.into_panic());
    }
}

/// Whether the store answers.
pub(crate) async fn ping(store: &Store) -> Result<(), StoreError> {
    store
        .read(|mut tx| async move { tx.versions().all().await.map(drop) })
        .await
}

/// One number that grows whenever anything changes that is cached.
pub(crate) async fn total(tx: &mut Tx) -> Result<i64, StoreError> {
    let all = tx.versions().all().await?;
    Ok(all.clients + all.connectors + all.keys + all.resources + all.settings)
}

/// Makes a test of each law on each database. Options may follow in brackets.
macro_rules! laws {
    ($($law:ident $([$options:expr])?),+ $(,)?) => {
        mod in_a_file {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $law() {
                let options = $crate::harness::options!($($options)?);
                $crate::harness::on_file(options, super::$law).await;
            }
        )+}
        mod in_memory {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $law() {
                let options = $crate::harness::options!($($options)?);
                $crate::harness::in_memory(options, super::$law).await;
            }
        )+}
        mod on_postgres {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $law() {
                let options = $crate::harness::options!($($options)?);
                $crate::harness::on_server(options, super::$law).await;
            }
        )+}
        mod behind_a_pooler {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $law() {
                let options = $crate::harness::options!($($options)?);
                $crate::harness::behind_a_pooler(options, super::$law).await;
            }
        )+}
    };
}

macro_rules! options {
    () => {
        store::Options::default()
    };
    ($options:expr) => {
        $options
    };
}

/// Runs the same thing many times at once, all starting together; what each was told.
pub(crate) async fn race<T, F>(runners: usize, run: impl Fn(usize) -> F) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let start = std::sync::Arc::new(tokio::sync::Barrier::new(runners));
    let tasks: Vec<_> = (0..runners)
        .map(|number| {
            let (start, run) = (start.clone(), run(number));
            tokio::spawn(async move {
                start.wait().await;
                run.await
            })
        })
        .collect();
    let mut told = Vec::new();
    for task in tasks {
        told.push(task.await.unwrap());
    }
    told
}

pub(crate) use testkit::postgres::{Schema, server};
pub(crate) use {laws, options};
