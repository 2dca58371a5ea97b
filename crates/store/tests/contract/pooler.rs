//! PostgreSQL behind a pooler that lends connections by the transaction.

use std::time::Duration;

use sqlx::{Connection, PgConnection};
use store::{Options, Store, StoreError};

use crate::harness::{
    ping,
    pooler::Pooler,
    race,
    samples::{client, session},
    server,
};

/// More work than there are server connections, writing and reading by turns.
async fn is_usable(store: &Store) {
    let told = race(40, |number| {
        let store = store.clone();
        async move {
            for round in 0..10_u32 {
                let own = session(u32::try_from(number).unwrap() * 100 + round + 1_000, "ada");
                let own = &own;
                store
                    .transact(|mut tx| async move { tx.sessions().insert(own).await })
                    .await?;
                let found = store
                    .read(|mut tx| async move { tx.sessions().find(&own.id).await })
                    .await?;
                assert!(found.is_some());
                ping(&store).await?;
            }
            Ok::<_, StoreError>(())
        }
    })
    .await;
    for outcome in told {
        outcome.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_setting_is_needed_on_either_side() {
    let Some(server) = server() else { return };
    let pooler = Pooler::start(server, "default_pool_size = 3").await;
    let store = Store::open(&pooler.url).await.unwrap();
    is_usable(&store).await;
    store.close().await;
    pooler.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pooler_that_drops_our_limits_is_recognised_too() {
    let Some(server) = server() else { return };
    let further = "default_pool_size = 3\nignore_startup_parameters = options,extra_float_digits";
    let pooler = Pooler::start(server, further).await;
    let store = Store::open(&pooler.url).await.unwrap();
    is_usable(&store).await;
    store.close().await;
    pooler.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_prepared_statements_a_direct_connection_is_used_as_if_it_were_pooled() {
    let Some(server) = server() else { return };
    let schema = crate::harness::Schema::new(server).await;
    let url = format!("{}&statement-cache-capacity=0", schema.url);
    let store = Store::open(&url).await.unwrap();
    is_usable(&store).await;
    store.close().await;
    schema.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_start_together_behind_a_pooler_agree_and_leave_no_lock() {
    let Some(server) = server() else { return };
    let pooler = Pooler::start(server.clone(), "").await;
    let opened = race(4, |_| {
        let url = pooler.url.clone();
        async move { Store::open(&url).await }
    })
    .await;
    for store in opened {
        let store = store.unwrap();
        ping(&store).await.unwrap();
        store.close().await;
    }
    let mut conn = PgConnection::connect(&server).await.unwrap();
    let held = "select count(*) from pg_locks join pg_database on pg_database.oid = database \
        where locktype = 'advisory' and datname = $1";
    let held: i64 = sqlx::query_scalar(held)
        .bind(&pooler.name)
        .fetch_one(&mut conn)
        .await
        .unwrap();
    conn.close().await.unwrap();
    pooler.drop().await;
    assert_eq!(held, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_limits_of_a_transaction_hold_behind_a_pooler() {
    let Some(server) = server() else { return };
    let pooler = Pooler::start(server, "").await;
    let options = Options {
        work: Duration::from_secs(3),
        ..Options::default()
    };
    let store = Store::open_with(&pooler.url, options).await.unwrap();
    crate::server::a_blocked_one_gives_up(store.clone()).await;
    store.close().await;
    pooler.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pooler_that_is_away_for_a_while_is_said_to_be_and_found_again() {
    let Some(server) = server() else { return };
    let mut pooler = Pooler::start(server, "").await;
    let options = Options {
        wait: Duration::from_secs(1),
        ..Options::default()
    };
    let store = Store::open_with(&pooler.url, options).await.unwrap();
    let shop = client("shop");
    let shop = &shop;
    store
        .transact(|mut tx| async move { tx.clients().insert(shop).await })
        .await
        .unwrap();
    pooler.stop();
    for _ in 0..2 {
        let error = ping(&store).await.unwrap_err();
        assert!(matches!(error, StoreError::Down { .. }), "{error:?}");
        assert!(error.is_temporary());
        let said = error.to_string();
        assert!(said.contains("127.0.0.1:"), "{said}");
    }
    pooler.start_again();
    let found = store
        .read(|mut tx| async move { tx.clients().find(&shop.id).await })
        .await;
    assert_eq!(found.unwrap().as_ref(), Some(shop));
    store.close().await;
    pooler.drop().await;
}

#[tokio::test]
async fn what_a_pooler_refuses_at_the_start_is_one_sentence() {
    let Some(server) = server() else { return };
    let pooler = Pooler::start(server, "").await;
    let elsewhere = pooler.url.replace(&pooler.name, "no_such_database");
    let parameter = format!("{}?options[search_path]=x", pooler.url);
    for url in [elsewhere, parameter] {
        let error = Store::open(&url).await.unwrap_err();
        let sentence = error.to_string();
        assert!(
            sentence.contains("refuses the connection") && sentence.ends_with('.'),
            "{sentence}"
        );
    }
    pooler.drop().await;
}
