//! A store for each test, on each database: in a file, in memory, and in a PostgreSQL database of
//! its own, so that tests run beside each other.

pub(crate) mod pooler;
pub(crate) mod samples;

use store::{Options, Refusal, Store, StoreError, Tx};
use tempfile::TempDir;
use testkit::{
    own_database::OwnDatabase,
    story::{Story, outcome},
};

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

/// What holds of a store, and shows it.
pub(crate) type Law = fn(Store) -> Story;

/// Runs a law on a file.
pub(crate) async fn on_file(options: Options, law: Law) {
    let (_folder, url) = file();
    let store = Store::open_with(&url, options).await.unwrap();
    law(store.clone()).await;
    store.close().await;
}

/// Runs a law in memory.
pub(crate) async fn in_memory(options: Options, law: Law) {
    let store = Store::open_with("sqlite::memory:", options).await.unwrap();
    law(store.clone()).await;
    store.close().await;
}

/// Runs a law on PostgreSQL.
pub(crate) async fn on_server(options: Options, law: Law) {
    let Some(own) = OwnDatabase::lent(migrated).await else {
        return;
    };
    let store = Store::open_with(&own.url, options).await.unwrap();
    let outcome = outcome(law(store.clone())).await;
    store.close().await;
    own.give_back().await;
    if let Err(error) = outcome {
        std::panic::resume_unwind(error);
    }
}

/// Makes the tables of an empty database.
async fn migrated(url: String) {
    Store::open(&url).await.unwrap().close().await;
}

/// Runs a law on PostgreSQL behind a pooler.
pub(crate) async fn behind_a_pooler(options: Options, law: Law) {
    let Some(server) = server() else { return };
    let Some(own) = OwnDatabase::lent(migrated).await else {
        return;
    };
    let pooler = pooler::Pooler::before(&own, server);
    let store = Store::open_with(&pooler.url, options).await.unwrap();
    let outcome = outcome(law(store.clone())).await;
    store.close().await;
    pooler.drop().await;
    own.give_back().await;
    if let Err(error) = outcome {
        std::panic::resume_unwind(error);
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
            #[test]
            fn $law() {
                let options = $crate::harness::options!($($options)?);
                let law = |store| Box::pin(super::$law(store)) as testkit::story::Story;
                testkit::story::tell(Box::pin($crate::harness::on_file(options, law)));
            }
        )+}
        mod in_memory {$(
            #[test]
            fn $law() {
                let options = $crate::harness::options!($($options)?);
                let law = |store| Box::pin(super::$law(store)) as testkit::story::Story;
                testkit::story::tell(Box::pin($crate::harness::in_memory(options, law)));
            }
        )+}
        mod on_postgres {$(
            #[test]
            fn $law() {
                let options = $crate::harness::options!($($options)?);
                let law = |store| Box::pin(super::$law(store)) as testkit::story::Story;
                testkit::story::tell(Box::pin($crate::harness::on_server(options, law)));
            }
        )+}
        mod behind_a_pooler {$(
            #[test]
            fn $law() {
                let options = $crate::harness::options!($($options)?);
                let law = |store| Box::pin(super::$law(store)) as testkit::story::Story;
                testkit::story::tell(Box::pin($crate::harness::behind_a_pooler(options, law)));
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
