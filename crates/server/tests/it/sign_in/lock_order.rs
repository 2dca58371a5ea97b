//! Both forms of the code page at the same time: on PostgreSQL neither waits for the other in a
//! circle.

use oidc_core::time::Lifetime;
use testkit::own_database::OwnDatabase;

use super::steps::at_code_page;
use crate::kit::{Setup, World, migrated};

const ROUNDS: u32 = 60;

/// In a database of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resend_and_a_try_at_once_never_lock_each_other_out() {
    let Some(database) = OwnDatabase::made(migrated).await else {
        return;
    };
    let setup = Setup {
        more: "[limits]\nsends_per_recipient = \"1000000/1h\"\n\
            forms_per_ip = \"1000000/1m\"\npages_per_ip = \"1000000/1m\"\n\
            sends_per_ip = \"1000000/1h\"\nfailures_per_address = \"1000000/1h\"\n",
        ..Setup::default()
    };
    let world = World::open(&database.url, setup).await;
    for round in 0..ROUNDS {
        let (browser, page) = at_code_page(&world, "ada@example.com").await;
        let code = world.code("ada@example.com").await;
        let typed = if round % 2 == 0 {
            code
        } else {
            "x00000".to_owned()
        };
        let forms = [
            page.form(0).with("code", &typed),
            page.form(1),
            page.form(0).with("code", "000000"),
            page.form(1),
        ];
        let posts: Vec<_> = forms
            .into_iter()
            .map(|form| {
                let mut browser = browser.clone();
                tokio::spawn(async move { browser.submit(&form).await })
            })
            .collect();
        for post in posts {
            assert!(!post.await.unwrap().status.is_server_error());
        }
        world.pass(Lifetime::seconds(1));
    }
    world.app.store.close().await;
    let found = database.deadlocks().await;
    database.give_back().await;
    assert_eq!(found, 0, "deadlocks");
}
