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

/// A server on the database in this file.
async fn server_on(world: &World, file: &str) -> Server {
    let url = format!("sqlite:{}", world.path(file).display());
    let setup = Setup::dev().with("SIGNET__DATABASE__URL", &url);
    world.server(setup).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_backup_keeps_the_set_up_closed_and_an_empty_database_opens_it() {
    World::run_on_sqlite(async |world| {
        let mut server = world.server(Setup::dev()).await;
        let first = code(&server, "/setup");
        let mut browser = server.browser();
        let form = browser.get("/setup").await.form(0);
        let form = form.with("code", &first).with("email", "ada@example.com");
        assert_eq!(browser.submit(&form).await.location(), "/setup/email");
        server.tell_to_stop();
        assert_eq!(server.ended().await, Some(0));
        for suffix in ["", "-wal"] {
            let kept = world.path(format!("signet.db{suffix}"));
            if kept.exists() {
                let copy = world.path(format!("restored.db{suffix}"));
                fs::copy(kept, copy).unwrap();
            }
        }

        let restored = server_on(&world, "restored.db").await;
        let page = restored.browser().get("/setup").await;
        assert_eq!(page.status, 404);
        // Whoever is at the host gets in as the administrator there is, and makes no other one.
        code(&restored, "/recover");

        let empty = server_on(&world, "empty.db").await;
        let page = empty.browser().get("/setup").await;
        assert_eq!(page.status, 200);
        assert_ne!(code(&empty, "/setup"), first);
    })
    .await;
}
