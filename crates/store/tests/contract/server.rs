//! What only PostgreSQL does: deadlocks, and connections that die.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use store::{Options, Store, StoreError};

use crate::harness::{
    Schema, on_server, race,
    samples::{NOW, client, session, sid},
    server,
};

async fn two_that_block_each_other_both_finish(store: Store) {
    store
        .transact(|mut tx| async move {
            tx.sessions().insert(&session(1, "ada")).await?;
            tx.sessions().insert(&session(2, "ada")).await
        })
        .await
        .unwrap();
    let met = Arc::new(tokio::sync::Barrier::new(2));
    let runs = Arc::new(AtomicU32::new(0));
    let ended = race(2, |number| {
        let (store, met, runs) = (store.clone(), met.clone(), runs.clone());
        async move {
            let (first, second) = if number == 0 { (1, 2) } else { (2, 1) };
            let (once, met, runs) = (AtomicU32::new(0), &met, &runs);
            store
                .transact(|mut tx| {
                    let again = once.fetch_add(1, Ordering::Relaxed);
                    runs.fetch_add(1, Ordering::Relaxed);
                    async move {
                        let (first, second) = (session(first, "ada").id, session(second, "ada").id);
                        tx.sessions().slide(&first, NOW, NOW).await?;
                        if again == 0 {
                            met.wait().await;
                        }
                        tx.sessions().slide(&second, NOW, NOW).await
                    }
                })
                .await
        }
    })
    .await;
    for outcome in ended {
        outcome.unwrap();
    }
    assert_eq!(
        runs.load(Ordering::Relaxed),
        3,
        "the loser, and only the loser, runs again"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadlock_is_run_again() {
    on_server(Options::default(), |store| {
        Box::pin(two_that_block_each_other_both_finish(store))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_restarts_is_not_noticed_between_two_units_of_work() {
    let Some(server) = server() else { return };
    let schema = Schema::new(server).await;
    let url = format!("{}&application_name={}", schema.url, schema.name);
    let store = Store::open(&url).await.unwrap();
    for write in [true, false] {
        // Fill the pool, then end all its connections, as a restart does.
        let pings = race(8, |_| {
            let store = store.clone();
            async move {
                let slow = |mut tx: store::Tx| async move {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    tx.versions().all().await
                };
                store.read(slow).await
            }
        })
        .await;
        assert!(pings.iter().all(Result::is_ok));
        schema
            .admin(format!(
                "select pg_terminate_backend(pid) from pg_stat_activity \
                 where application_name = '{}'",
                schema.name
            ))
            .await;
        let shop = client("shop");
        let shop = &shop;
        if write {
            let wrote = store
                .transact(|mut tx| async move { tx.clients().insert(shop).await })
                .await;
            assert!(wrote.unwrap());
        } else {
            let read = store
                .read(|mut tx| async move { tx.clients().find(&shop.id).await })
                .await;
            assert_eq!(read.unwrap().as_ref(), Some(shop));
        }
    }
    store.close().await;
    schema.drop().await;
}

async fn an_end_waits_for_the_grant_that_holds_the_session(store: Store) {
    let here = session(1, "ada").id;
    store
        .transact(|mut tx| async move {
            tx.clients().insert(&client("shop")).await?;
            tx.sessions().insert(&session(1, "ada")).await
        })
        .await
        .unwrap();
    let (writer, shop) = (store.clone(), client("shop"));
    let (said, mut heard) = tokio::sync::mpsc::channel(1);
    let grantor = tokio::spawn(async move {
        writer
            .transact(|mut tx| {
                let (said, shop) = (&said, shop.registrant());
                async move {
                    assert!(tx.sessions().hold(&here, NOW).await?);
                    // Where no other transaction sees it before it is committed.
                    tx.sessions().join_client(&here, shop, &sid(1), NOW).await?;
                    said.send(()).await.unwrap();
                    tokio::time::sleep(Duration::from_millis(300)).await;
                    Ok::<_, StoreError>(std::time::Instant::now())
                }
            })
            .await
    });
    heard.recv().await.unwrap();
    let ended = store
        .transact(
            |mut tx| async move { tx.sessions().sign_out(&here, &client("shop").id, NOW).await },
        )
        .await;
    let ended = (ended.unwrap(), std::time::Instant::now());
    let written = grantor.await.unwrap().unwrap();
    assert!(ended.0 && written < ended.1, "the grant is written first");
    let held = store
        .transact(|mut tx| async move { tx.sessions().hold(&here, NOW).await })
        .await;
    assert!(!held.unwrap(), "and none afterwards");
    let joined = store
        .read(|mut tx| async move { tx.sessions().sid_of(&here, &client("shop").id).await })
        .await;
    assert_eq!(
        joined.unwrap(),
        None,
        "the client that came last is out as well"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_does_not_end_while_a_grant_is_written_into_it() {
    on_server(Options::default(), |store| {
        Box::pin(an_end_waits_for_the_grant_that_holds_the_session(store))
    })
    .await;
}

pub(crate) async fn a_blocked_one_gives_up(store: Store) {
    let held = store.clone();
    let (said, mut heard) = tokio::sync::mpsc::channel(1);
    store
        .transact(|mut tx| async move { tx.sessions().insert(&session(1, "ada")).await })
        .await
        .unwrap();
    let holder = tokio::spawn(async move {
        held.transact(|mut tx| {
            let said = &said;
            async move {
                tx.sessions().slide(&session(1, "ada").id, NOW, NOW).await?;
                said.send(()).await.unwrap();
                tokio::time::sleep(Duration::from_secs(2)).await;
                Ok::<_, StoreError>(())
            }
        })
        .await
    });
    heard.recv().await.unwrap();
    let blocked = store
        .transact(|mut tx| async move { tx.sessions().end(&session(1, "ada").id, NOW).await })
        .await;
    assert!(matches!(blocked, Err(StoreError::Busy)), "{blocked:?}");
    holder.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_does_not_come_in_time_is_busy() {
    let options = Options {
        work: Duration::from_secs(3),
        ..Options::default()
    };
    on_server(options, |store| Box::pin(a_blocked_one_gives_up(store))).await;
}
