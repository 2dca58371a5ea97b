//! `/readyz` while nothing can be written, and what else is answered meanwhile.

use std::time::Duration;

use testkit::database;

use crate::kit::{Setup, World, on_both, postgres};

on_both! {
    a_server_whose_database_takes_writes_is_ready,
    a_server_without_its_database_is_not_ready_and_says_no_more,
}

async fn a_server_whose_database_takes_writes_is_ready(world: World) {
    let answer = world.get("/readyz").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["status"], "ready");
}

async fn a_server_without_its_database_is_not_ready_and_says_no_more(world: World) {
    world.app.store.close().await;
    let answer = world.get("/readyz").await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.body, "{\"status\":\"unavailable\"}");
    assert_eq!(answer.header("retry-after"), Some("1"));
}

#[tokio::test]
async fn however_often_it_is_asked_the_database_is_asked_once_a_second() {
    let world = World::with(Setup::default()).await;
    assert_eq!(world.get("/readyz").await.status, 200);
    world.app.store.close().await;
    assert_eq!(world.get("/readyz").await.status, 200);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(world.get("/readyz").await.status, 503);
}

async fn admin(server: &str, statements: &[String]) {
    for sql in statements {
        database::run(server, sql).await;
    }
}

/// In a database of its own, which is made read-only as a full or failed-over server is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_nothing_can_be_written_the_answer_is_503_and_it_recovers_by_itself() {
    let Some(server) = postgres::server() else {
        return;
    };
    let name = format!("it_full_{}", std::process::id());
    admin(&server, &[format!("create database {name}")]).await;
    let (base, _) = server.rsplit_once('/').unwrap();
    let world = World::open(&format!("{base}/{name}"), Setup::default()).await;
    let set = |on: &str| {
        [
            format!("alter database {name} set default_transaction_read_only = {on}"),
            format!(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"
            ),
        ]
    };
    let web = world.relying_party("web");
    let (_, code) = web.code("ada@example.com", &[]).await;
    admin(&server, &set("on")).await;
    let refused = web.redeem(&code).await;
    assert_eq!(refused.status, 503, "{}", refused.body);
    assert_eq!(refused.header("retry-after"), Some("5"));
    let page = world.browser().get(&web.request()).await;
    assert_eq!(page.status, 503);
    assert_eq!(page.header("retry-after"), Some("5"));
    assert_eq!(world.get("/readyz").await.status, 503);
    assert_eq!(world.get("/healthz").await.status, 200);
    admin(&server, &set("off")).await;
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(world.get("/readyz").await.status, 200);
    assert_eq!(web.redeem(&code).await.status, 200, "nothing was lost");
    world.app.store.close().await;
    admin(&server, &[format!("drop database {name} with (force)")]).await;
}
