//! What a time limit does on SQLite, where a statement runs on the thread that asks.

use std::time::Duration;

use super::{Options, Store, execute, fetch_one};
use crate::error::StoreError;

const ENDLESS: &str = "insert into blobs (name, sealed, created_at) \
    with recursive n (x) as (select 1 union all select x + 1 from n) \
    select 'endless' || x, x'00', 0 from n";
const ONE: &str = "insert into blobs (name, sealed, created_at) values ($1, x'00', 0)";
const COUNT: &str = "select count(*) from blobs";

async fn store() -> Store {
    let options = Options {
        work: Duration::from_millis(200),
        ..Options::default()
    };
    Store::open_with("sqlite::memory:", options).await.unwrap()
}

async fn add(store: &Store, name: &str) -> Result<u64, StoreError> {
    store
        .transact(|mut tx| async move { execute!(&mut tx, ONE, name) })
        .await
}

async fn count(store: &Store) -> i64 {
    let count = store.read(|mut tx| async move { fetch_one!(&mut tx, COUNT) });
    count.await.map_err(|error: StoreError| error).unwrap()
}

#[tokio::test]
async fn a_statement_without_an_end_undoes_its_batch_and_the_others_are_told_to_come_back() {
    let store = store().await;
    let endless = store.transact(|mut tx| async move { execute!(&mut tx, ENDLESS) });
    // All three share one commit: they order before the writer begins.
    let (before, endless, after) =
        tokio::join!(add(&store, "before"), endless, add(&store, "after"));
    assert!(matches!(endless, Err(StoreError::TooSlow)), "{endless:?}");
    assert!(matches!(before, Err(StoreError::Busy)), "{before:?}");
    assert_eq!(after.unwrap(), 1);
    assert_eq!(count(&store).await, 1);
    assert_eq!(add(&store, "before").await.unwrap(), 1);
}

#[tokio::test]
async fn many_short_statements_together_have_no_more_time_than_one() {
    let store = store().await;
    let told: Result<(), StoreError> = store
        .transact(|mut tx| async move {
            for number in 0..1_000_000 {
                execute!(&mut tx, ONE, format!("short-{number}"))?;
            }
            Ok(())
        })
        .await;
    assert!(matches!(told, Err(StoreError::TooSlow)), "{told:?}");
    assert_eq!(count(&store).await, 0);
}
