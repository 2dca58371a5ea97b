//! A database written by version 0.1.0 of November 2026 is brought up to date at start: people,
//! sessions, tokens, clients and keys live on, and mail that waited is sent; a sign-in under way may
//! start again.

use store::{DeliveryState, StoreError, Trace};

use crate::kit::{Dump, Facts, Setup, Tokens, World};

const SQLITE: Dump = Dump {
    sql: concat!(
        include_str!("upgrade/sqlite.sql"),
        "update outbox set state = 'waiting', sent_at = null, attempts = 0 \
         where id = (select id from outbox order by id limit 1);"
    ),
    facts: include_str!("upgrade/sqlite.json"),
};

const POSTGRES: Dump = Dump {
    sql: concat!(
        include_str!("upgrade/postgres.sql"),
        "update outbox set state = 'waiting', sent_at = null, attempts = 0 \
         where id = (select id from outbox order by id limit 1);"
    ),
    facts: include_str!("upgrade/postgres.json"),
};

/// The branding that stood in the file of that server.
fn setup() -> Setup {
    Setup {
        more: "[branding]\nname = \"Nord\"\ncolor = \"#112233\"\n\
               terms_url = \"https://nord.example/terms\"\n",
        ..Setup::default()
    }
}

#[tokio::test]
async fn a_database_of_an_earlier_version_is_upgraded_on_sqlite() {
    let (world, facts, _folder) = World::upgraded_sqlite(SQLITE, setup()).await;
    everything_lives_on(&world, &facts).await;
}

#[tokio::test]
async fn a_database_of_an_earlier_version_is_upgraded_on_postgres() {
    if let Some((world, facts, schema)) = World::upgraded_postgres(POSTGRES, setup()).await {
        everything_lives_on(&world, &facts).await;
        world.app.store.close().await;
        schema.drop().await;
    }
}

async fn everything_lives_on(world: &World, facts: &Facts) {
    let web = world.relying_party("web");
    let mut browser = world.browser();
    let session = browser.net.cookie("session");
    browser.jar.insert(session, facts.session.clone());
    let silent = web.request_with(&[("prompt", "none")]);
    let callback = browser.get(&silent).await;
    let code = callback.parameter("code").expect("the session lives on");
    let tokens = Tokens::of(&web.redeem(&code).await);
    let (header, claims) = (tokens.header(), tokens.claims());
    assert_eq!(header["kid"], facts.kid.as_str(), "the key lives on");
    assert_eq!(claims["sub"], facts.sub.as_str());
    assert_eq!(claims["amr"], serde_json::json!(["otp", "email"]));
    let refreshed = web.refresh(&facts.refresh_token).await;
    assert_eq!(refreshed.status, 200, "{}", refreshed.body);
    let me = web.userinfo(&facts.access_token).await;
    assert_eq!(me.json()["email"], "ada@example.com");
    mail_that_waited_is_sent(world).await;
    a_sign_in_under_way_starts_again(world, facts).await;
}

async fn mail_that_waited_is_sent(world: &World) {
    let waiting = "select count(*) from deliveries where kind = 'mail' and state = 'waiting'";
    assert_eq!(world.number(waiting).await, 1);
    let mails = world.mails("ada@example.com").await;
    assert_eq!(world.number(waiting).await, 0);
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(mails[0]["code"].as_str().unwrap().len(), 6);
    // What became of former mails is told, as far as it is known.
    let listed = world.app.store.read(|mut tx| async move {
        let mails = tx.mails().page(None, None, 9).await?.mails;
        let flows = tx.sign_ins().newest(Trace::Mail, None, 9).await?;
        Ok::<_, StoreError>((mails, flows))
    });
    let (mails, flows) = listed.await.unwrap();
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.flow.is_none()));
    assert!(mails.iter().all(|mail| mail.state == DeliveryState::Sent));
    assert_eq!(flows, []);
}

async fn a_sign_in_under_way_starts_again(world: &World, facts: &Facts) {
    let mut browser = world.browser();
    let name = browser.net.cookie("browser");
    browser.jar.insert(name, facts.browser_under_way.clone());
    let page = format!("/sign-in/verification-code?flow={}&app_id=web", facts.flow);
    let page = browser.get(&page).await;
    assert_eq!(page.heading(), "This sign-in has expired", "{}", page.body);
    assert!(page.body.contains("href=\"https://rp.example/\""));
    assert!(page.body.contains("Nord"), "the branding of the file");
}
