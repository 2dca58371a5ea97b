//! What a server finds of the first administrator: in a database that was brought back, and in an
//! empty one.

use std::fs;

use crate::kit::{Server, Setup, World};

/// A code that the host prints, for this page.
fn code(server: &Server, page: &str) -> String {
    let said = server.run(&["admin", "code"]);
    assert!(said.contains(&format!("{page}#")), "{said}");
    let code = said.lines().last().unwrap().trim().to_owned();
    server.world.witness.saw(&code);
    code
}

/// Begins the set-up with the code that the host prints, which makes the administrator, and ends the server; the code.
async fn set_up(mut server: Server) -> String {
    let first = code(&server, "/setup");
    let mut browser = server.browser();
    let form = browser.get("/setup").await.form(0);
    let form = form.with("code", &first).with("email", "ada@example.com");
    assert_eq!(browser.submit(&form).await.location(), "/setup/email");
    server.tell_to_stop();
    assert_eq!(server.ended().await, Some(0));
    first
}

/// A server on another database than the world's.
async fn server_on(world: &World, url: &str) -> Server {
    let setup = Setup::dev().with("SIGNET__DATABASE__URL", url);
    world.server(setup).await
}

/// Whoever is at the host gets in as the administrator there is, and makes no other one.
async fn assert_closed(restored: &Server) {
    let page = restored.browser().get("/setup").await;
    assert_eq!(page.status, 404);
    code(restored, "/recover");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_backup_keeps_the_set_up_closed_and_an_empty_database_opens_it() {
    World::run_on_sqlite(async |world| {
        let first = set_up(world.server(Setup::dev()).await).await;
        for suffix in ["", "-wal"] {
            let kept = world.path(format!("signet.db{suffix}"));
            if kept.exists() {
                let copy = world.path(format!("restored.db{suffix}"));
                fs::copy(kept, copy).unwrap();
            }
        }

        let url = |file: &str| format!("sqlite:{}", world.path(file).display());
        let restored = server_on(&world, &url("restored.db")).await;
        assert_closed(&restored).await;

        let empty = server_on(&world, &url("empty.db")).await;
        let page = empty.browser().get("/setup").await;
        assert_eq!(page.status, 200);
        assert_ne!(code(&empty, "/setup"), first);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_database_on_postgres_keeps_the_set_up_closed() {
    World::run_on_postgres(async |world| {
        set_up(world.server(Setup::dev()).await).await;
        // The name begins as that of the world's own: should this test die, the next run removes the copy, too.
        let url = format!("{}_restored", world.database.url());
        let (_, copy) = url.rsplit_once('/').unwrap();
        let original = copy.strip_suffix("_restored").unwrap();
        let copied = format!("create database {copy} template {original}");
        world.database.change(&copied).await;

        let mut restored = server_on(&world, &url).await;
        assert_closed(&restored).await;
        restored.tell_to_stop();
        assert_eq!(restored.ended().await, Some(0));
        let removed = format!("drop database {copy} with (force)");
        world.database.change(&removed).await;
    })
    .await;
}
