//! Rows that cannot be read, because a newer server wrote them in the middle of an upgrade or
//! because they are damaged: each is set aside alone, and everything else goes on.

use std::sync::Arc;

use oidc_core::{client::Client, id::ClientId, key::Algorithm};
use signet::app::App;

use crate::kit::{Setup, Tokens, Witness, World, on_both};

on_both! {
    a_client_that_cannot_be_read_is_disabled_and_holds_up_no_other_change,
    a_client_whose_secret_does_not_open_is_disabled_and_holds_up_no_other_change,
    the_origin_of_a_client_whose_secret_does_not_open_is_nobodys,
    a_secret_that_does_not_open_is_named_once_and_takes_no_other_with_it,
    a_key_that_does_not_open_is_replaced_by_none_of_another_algorithm,
    a_signing_key_that_cannot_be_read_is_left_out_and_the_last_one_stays_in_memory,
    a_start_without_any_readable_signing_key_fails_with_one_sentence,
    a_connector_that_cannot_be_read_fails_the_mail_and_not_the_server,
    settings_that_cannot_be_read_leave_those_before_in_force,
    what_the_file_brought_and_cannot_be_read_is_written_again_at_a_start,
    a_mail_that_cannot_be_read_holds_up_no_other,
    a_consent_that_cannot_be_read_is_missed_only_where_it_takes_one,
}

/// Copied into a column, it does not open there: it was sealed for another one.
const FOREIGN: &str = "(select sealed from signing_keys limit 1)";

/// As `signet app remove` on another machine does it.
async fn remove(world: &World, client: &str) {
    let (id, now): (ClientId, _) = (client.parse().unwrap(), world.clock.now());
    let id = &id;
    let removed = world
        .app
        .store
        .transact(|mut tx| async move { tx.clients().remove(id, now).await });
    assert!(removed.await.unwrap());
}

/// Writes a client as another machine does it.
async fn change(world: &World, client: &str, change: impl Fn(&mut Client) + Send + Sync) {
    let id: ClientId = client.parse().unwrap();
    let (id, change) = (&id, &change);
    let changed = world.app.store.transact(|mut tx| async move {
        let mut client = tx.clients().find(id).await?.expect("it is registered");
        change(&mut client);
        tx.clients().update(&client).await
    });
    assert!(changed.await.unwrap());
}

async fn rename(world: &World, client: &str) {
    change(world, client, |client| {
        "Renamed".clone_into(&mut client.name);
    })
    .await;
    assert!(world.app.refresh_snapshot().await.unwrap());
}

/// What was written past the store is read only after this.
async fn bump(world: &World) {
    let bumped = world
        .app
        .store
        .transact(|mut tx| async move { tx.versions().bump().await });
    bumped.await.unwrap();
    world.app.refresh_snapshot().await.unwrap();
}

/// How many lines of the log say this of a row.
fn named(witness: &Witness, told: &str, id: &str) -> usize {
    let lines = witness.lines().into_iter();
    lines
        .filter(|line| line.text.contains(told) && line.text.contains(id))
        .count()
}

async fn assert_only_the_others_go_on(world: &World, tokens: &Tokens) {
    let web = world.relying_party("web");
    for gone in ["web", "other"] {
        let request = world.relying_party(gone).request();
        assert_eq!(world.browser().get(&request).await.status, 400, "{gone}");
    }
    let answer = web.userinfo(&tokens.access).await;
    answer.refused(401, "invalid_token");
    let answer = web.refresh(tokens.refresh()).await;
    answer.refused(401, "invalid_client");
    world.relying_party("spa").sign_in("eve@example.com").await;
}

async fn a_client_that_cannot_be_read_is_disabled_and_holds_up_no_other_change(world: World) {
    let (world, _folder) = world.on_disk().await;
    let tokens = world.relying_party("web").sign_in("ada@example.com").await;
    world
        .relying_party("other")
        .sign_in("bob@example.com")
        .await;
    world
        .sql("update clients set kind = 'robot', source = 'console' where id = 'web'")
        .await;
    remove(&world, "other").await;
    let witness = Witness::new();
    Box::pin(witness.watch(bump(&world))).await;
    let told = "an application cannot be read and is treated as disabled";
    assert_eq!(named(&witness, told, "web"), 1);
    assert_only_the_others_go_on(&world, &tokens).await;
    let again = world.another_node().await;
    assert_only_the_others_go_on(&again, &tokens).await;
    world
        .sql("update clients set kind = 'traditional' where id = 'web'")
        .await;
    bump(&world).await;
    let web = world.relying_party("web");
    assert_eq!(web.userinfo(&tokens.access).await.status, 200);
}

async fn a_client_whose_secret_does_not_open_is_disabled_and_holds_up_no_other_change(
    world: World,
) {
    let (world, _folder) = world.on_disk().await;
    let tokens = world.relying_party("web").sign_in("ada@example.com").await;
    let broken = format!("update client_secrets set sealed = {FOREIGN} where client_id = 'web'");
    world.sql(&broken).await;
    world
        .sql("update clients set source = 'console' where id = 'web'")
        .await;
    remove(&world, "other").await;
    bump(&world).await;
    assert_only_the_others_go_on(&world, &tokens).await;
    assert_only_the_others_go_on(&world.another_node().await, &tokens).await;
}

async fn the_origin_of_a_client_whose_secret_does_not_open_is_nobodys(world: World) {
    let (world, _folder) = world.on_disk().await;
    let broken = format!("update client_secrets set sealed = {FOREIGN} where client_id = 'web'");
    world.sql(&broken).await;
    bump(&world).await;
    let clients = Arc::clone(&world.app.snapshot().clients);
    assert!(!clients.has_origin("https://rp.example"));
    assert!(clients.has_origin("https://other.example"));
    // Where another client runs on the same origin it stays allowed.
    world
        .sql(
            "update clients set redirect_uris = \
             (select redirect_uris from clients where id = 'web') where id = 'spa'",
        )
        .await;
    bump(&world).await;
    let clients = Arc::clone(&world.app.snapshot().clients);
    assert!(clients.has_origin("https://rp.example"));
    assert!(!clients.has_origin("https://spa.example"));
}

async fn a_secret_that_does_not_open_is_named_once_and_takes_no_other_with_it(world: World) {
    let (world, _folder) = world.on_disk().await;
    let second = "insert into client_secrets (client_id, name, sealed, created_at) \
         values ('web', 'second', ";
    world.sql(&format!("{second}{FOREIGN}, 1)")).await;
    let again = world.another_node().await;
    let witness = Witness::new();
    let named = || named(&witness, "a secret of an application cannot be read", "web");
    let signs_in = async || {
        // The one that opens is enough.
        again.relying_party("web").sign_in("ada@example.com").await;
        again
            .relying_party("other")
            .sign_in("bob@example.com")
            .await;
    };
    witness.watch(signs_in()).await;
    assert_eq!(named(), 1);
    // Everything is read again: nothing is news.
    bump(&again).await;
    witness.watch(signs_in()).await;
    rename(&again, "web").await;
    witness.watch(signs_in()).await;
    assert_eq!(named(), 1);
    // It is another secret that does not open now.
    let other = "(select sealed from client_secrets where client_id = 'other')";
    again
        .sql(&format!(
            "update client_secrets set sealed = {other} where name = 'second'"
        ))
        .await;
    bump(&again).await;
    witness.watch(signs_in()).await;
    assert_eq!(named(), 2);
}

async fn a_key_that_does_not_open_is_replaced_by_none_of_another_algorithm(world: World) {
    let (world, _folder) = world.on_disk().await;
    change(&world, "other", |client| {
        client.id_token_alg = Some(Algorithm::Es256);
    })
    .await;
    world
        .sql(
            "update signing_keys set sealed = (select sealed from client_secrets limit 1) \
             where algorithm = 'RS256'",
        )
        .await;
    bump(&world).await;
    for node in [world.clone(), world.another_node().await] {
        // Clients that ask for no algorithm of their own expect RS256.
        let web = node.relying_party("web");
        let (_, code) = web.code("ada@example.com", &[]).await;
        let answer = web.redeem(&code).await;
        answer.refused(503, "temporarily_unavailable");
        change(&node, "other", |client| {
            client.id_token_alg = Some(Algorithm::Es256);
        })
        .await;
        node.app.refresh_snapshot().await.unwrap();
        let tokens = node.relying_party("other").sign_in("bob@example.com").await;
        assert_eq!(tokens.header()["alg"], "ES256");
    }
}

async fn a_signing_key_that_cannot_be_read_is_left_out_and_the_last_one_stays_in_memory(
    world: World,
) {
    let (world, _folder) = world.on_disk().await;
    world
        .sql("update signing_keys set algorithm = 'ML-DSA-44'")
        .await;
    remove(&world, "other").await;
    bump(&world).await;
    let other = world.relying_party("other").request();
    assert_eq!(world.browser().get(&other).await.status, 400);
    let tokens = world.relying_party("web").sign_in("ada@example.com").await;
    assert_eq!(tokens.header()["alg"], "RS256");
    // Another start makes a key of its own beside the one it does not know.
    let again = world.another_node().await;
    let tokens = again.relying_party("web").sign_in("ada@example.com").await;
    assert_eq!(tokens.header()["alg"], "RS256");
}

async fn a_start_without_any_readable_signing_key_fails_with_one_sentence(world: World) {
    let (world, _folder) = world.on_disk().await;
    world
        .sql("update signing_keys set sealed = (select sealed from client_secrets limit 1)")
        .await;
    let app = &world.app;
    let started = App::assemble(
        app.config.clone(),
        app.store.clone(),
        world.clock.clone(),
        app.entropy.clone(),
    );
    let error = Box::pin(started).await.unwrap_err().to_string();
    assert!(error.starts_with("None of the signing keys"), "{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
}

async fn a_connector_that_cannot_be_read_fails_the_mail_and_not_the_server(world: World) {
    let (world, _folder) = world.on_disk().await;
    let insert = format!(
        "insert into connectors (id, kind, provider, sealed_config, source, updated_at) \
         values ('email', 'email', 'pigeon', {FOREIGN}, 'file', 0)"
    );
    world.sql(&insert).await;
    remove(&world, "other").await;
    bump(&world).await;
    for node in [world.clone(), world.another_node().await] {
        let other = node.relying_party("other").request();
        assert_eq!(node.browser().get(&other).await.status, 400);
        let mut browser = node.browser();
        let page = browser.visit(&node.relying_party("web").request()).await;
        browser.ask_for_code(&page, "ada@example.com").await;
        assert!(node.mails("ada@example.com").await.is_empty());
    }
    let dead = "select count(*) from events where kind = 'mail.misconfigured'";
    assert_eq!(world.number(dead).await, 2);
}

async fn settings_that_cannot_be_read_leave_those_before_in_force(world: World) {
    let (world, _folder) = world.on_disk().await;
    world
        .sql(
            "insert into settings (name, value, source, updated_at) \
             values ('sign_in_experience', '{\"signet\": {\"name\": \"Acme\"}}', 'console', 0)",
        )
        .await;
    bump(&world).await;
    assert_eq!(world.app.snapshot().policy.branding.name, "Acme");
    world
        .sql(
            "update settings set value = '{\"signInMode\": \"Sometimes\"}' \
             where name = 'sign_in_experience'",
        )
        .await;
    remove(&world, "other").await;
    bump(&world).await;
    let other = world.relying_party("other").request();
    assert_eq!(world.browser().get(&other).await.status, 400);
    assert_eq!(world.app.snapshot().policy.branding.name, "Acme");
    let again = world.another_node().await;
    assert_eq!(again.app.snapshot().policy.branding.name, "Signet");
}

async fn what_the_file_brought_and_cannot_be_read_is_written_again_at_a_start(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = world
        .set_up(Setup {
            more: "[limits]\ncode_tries = 3\n",
            ..Setup::default()
        })
        .await;
    for damage in [
        "update settings set value = '{\"of_tomorrow\": 1}' where name = 'limits.file'",
        "update clients set kind = 'robot' where id = 'spa'",
        &format!("update client_secrets set sealed = {FOREIGN} where client_id = 'web'"),
    ] {
        world.sql(damage).await;
        let witness = Witness::new();
        let again = Box::pin(witness.watch(world.another_node())).await;
        assert_eq!(named(&witness, "cannot be read", ""), 0, "{damage}");
        assert_eq!(again.app.snapshot().policy.limits.code_tries, 3, "{damage}");
        again.relying_party("spa").sign_in("ada@example.com").await;
        again.relying_party("web").sign_in("bob@example.com").await;
        let version = "select cast(sum(number) as bigint) from versions";
        let before = again.number(version).await;
        let _third = again.another_node().await;
        assert_eq!(again.number(version).await, before, "nothing to write");
    }
}

async fn a_mail_that_cannot_be_read_holds_up_no_other(world: World) {
    let (world, _folder) = world.on_disk().await;
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    browser.ask_for_code(&page, "eve@example.com").await;
    world
        .sql("update deliveries set usage_type = 'Pigeon'")
        .await;
    world.relying_party("web").sign_in("ada@example.com").await;
}

async fn a_consent_that_cannot_be_read_is_missed_only_where_it_takes_one(world: World) {
    let (world, _folder) = world.on_disk().await;
    let (web, club) = (world.relying_party("web"), world.relying_party("club"));
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let own = Tokens::of(&web.redeem(&code).await);
    let unused = web.silent_code(&mut ada).await.unwrap();
    let page = ada.visit(&club.request()).await;
    let agreed = ada.submit(&page.form(0)).await;
    let somebodys = Tokens::of(&club.redeem(&agreed.parameter("code").unwrap()).await);
    // As a client of somebody else had it that is the operator's own by now.
    world
        .sql(
            "insert into consents (user_id, client_id, registration, scope, created_at, updated_at) \
             select consents.user_id, 'web', clients.registration, 'openid', 0, 0 \
             from consents join clients on clients.id = 'web'",
        )
        .await;
    let columns = [
        ("resources", "'[]'", "'{}'"),
        ("scope", "'a\"b'", "'openid'"),
    ];
    for (column, damaged, whole) in columns {
        world
            .sql(&format!("update consents set {column} = {damaged}"))
            .await;
        assert_eq!(web.userinfo(&own.access).await.status, 200, "{column}");
        let fields = [("token", own.access.as_str())];
        let told = web.post("/oidc/token/introspection", &fields).await;
        assert_eq!(told.json()["active"], true, "{column}");
        // Not told to be revoked: a client would forget what it holds.
        assert_eq!(club.userinfo(&somebodys.access).await.status, 500);
        assert_eq!(club.refresh(somebodys.refresh()).await.status, 500);
        world
            .sql(&format!("update consents set {column} = {whole}"))
            .await;
        assert_eq!(club.userinfo(&somebodys.access).await.status, 200);
    }
    world.sql("update consents set resources = '[]'").await;
    Tokens::of(&web.redeem(&unused).await);
    assert_eq!(web.refresh(own.refresh()).await.status, 200);
}
