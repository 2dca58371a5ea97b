//! What an operator may change while the server runs: it holds at once, it lies under the file, and
//! what it is not about stays in memory as it is.

use std::sync::Arc;

use oidc_core::{client::Client, id::ClientId, key::Algorithm};

use crate::kit::{Setup, Tokens, World, on_both};

on_both! {
    a_limit_that_is_changed_holds_without_a_restart,
    what_the_file_says_of_a_limit_lies_over_what_was_set,
    a_new_algorithm_of_id_tokens_has_its_key_before_it_is_used,
    a_key_that_cannot_be_made_holds_up_no_other_change,
    a_client_that_changes_to_an_algorithm_without_a_key_loses_no_code_and_no_grant,
    tokens_without_a_signature_need_no_key,
    a_change_of_one_noun_leaves_the_others_in_memory,
    of_the_clients_only_the_one_that_changed_is_read,
    t_38_another_node_notices_a_disabled_client_among_many_changes,
}

async fn set(world: &World, name: &str, value: &str) {
    put(world, name, value).await;
    assert!(world.app.refresh_snapshot().await.unwrap());
}

async fn put(world: &World, name: &str, value: &str) {
    let (json, now) = (serde_json::from_str(value).unwrap(), world.clock.now());
    let json = &json;
    let console = oidc_core::source::Source::Console;
    world
        .app
        .store
        .transact(|mut tx| async move { tx.settings().put(name, json, console, now).await })
        .await
        .unwrap();
}

/// Writes a client as another machine does it.
async fn change(world: &World, client: &str, change: impl Fn(&mut Client) + Send + Sync) {
    let id: ClientId = client.parse().unwrap();
    let (id, change) = (&id, &change);
    world
        .app
        .store
        .transact(|mut tx| async move {
            let mut client = tx.clients().find(id).await?.expect("it is registered");
            change(&mut client);
            tx.clients().update(&client).await
        })
        .await
        .unwrap();
}

async fn rename(world: &World, client: &str, name: &str) {
    change(world, client, |client| name.clone_into(&mut client.name)).await;
    assert!(world.app.refresh_snapshot().await.unwrap());
}

async fn a_limit_that_is_changed_holds_without_a_restart(world: World) {
    let request = world.relying_party("web").request();
    set(&world, "limits", r#"{ "pages_per_ip": "2/1h" }"#).await;
    assert_eq!(world.browser().get(&request).await.status, 303);
    assert_eq!(world.browser().get(&request).await.status, 303);
    assert_eq!(world.browser().get(&request).await.status, 429);
    set(&world, "limits", r#"{ "pages_per_ip": "9/1h" }"#).await;
    assert_eq!(world.browser().get(&request).await.status, 303);
}

async fn what_the_file_says_of_a_limit_lies_over_what_was_set(world: World) {
    let world = world
        .set_up(Setup {
            more: "[limits]\npages_per_ip = \"1/1h\"\n",
            ..Setup::default()
        })
        .await;
    let both = r#"{ "pages_per_ip": "9/1h", "code_tries": 2 }"#;
    set(&world, "limits", both).await;
    let limits = world.app.snapshot().policy.limits.clone();
    assert_eq!((limits.pages_per_ip.limit, limits.code_tries), (1, 2));
}

async fn a_new_algorithm_of_id_tokens_has_its_key_before_it_is_used(world: World) {
    let web = world.relying_party("web");
    let before = web.sign_in("ada@example.com").await.header()["alg"].clone();
    let wanted = if before == "RS256" { "ES256" } else { "RS256" };
    set(
        &world,
        "tokens",
        &format!(r#"{{ "id_token_alg": "{wanted}" }}"#),
    )
    .await;
    let tokens = world.relying_party("web").sign_in("bob@example.com").await;
    assert_eq!(tokens.header()["alg"], wanted);
    let jwks = world.get("/oidc/jwks").await.json();
    let published = jwks["keys"].as_array().unwrap().iter();
    assert!(published.clone().any(|key| key["alg"] == wanted), "{jwks}");
    assert!(published.clone().any(|key| key["alg"] == before), "{jwks}");
}

/// The algorithm of ID tokens that this provider has no key for.
async fn without_key(world: &World) -> Algorithm {
    let jwks = world.get("/oidc/jwks").await.json();
    let has = |alg: &Algorithm| {
        let mut keys = jwks["keys"].as_array().unwrap().iter();
        keys.any(|key| key["alg"] == alg.as_str())
    };
    let mut all = Algorithm::ALL.iter().copied();
    all.find(|alg| !has(alg)).expect("one without a key")
}

async fn a_key_that_cannot_be_made_holds_up_no_other_change(world: World) {
    let (world, _folder) = world.on_disk().await;
    let before = world
        .relying_party("other")
        .sign_in("ada@example.com")
        .await;
    let wanted = without_key(&world).await;
    world.sql("alter table signing_keys rename to away").await;
    put(
        &world,
        "tokens",
        &format!(r#"{{ "id_token_alg": "{wanted}" }}"#),
    )
    .await;
    change(&world, "web", |client| client.disabled = true).await;
    let error = world.app.refresh_snapshot().await;
    assert!(error.is_err(), "no key can be made");
    let request = world.relying_party("web").request();
    assert_eq!(world.browser().get(&request).await.status, 400);
    let tokens = world
        .relying_party("other")
        .sign_in("ada@example.com")
        .await;
    assert_eq!(tokens.header()["alg"], before.header()["alg"]);
    world.sql("alter table away rename to signing_keys").await;
    assert!(world.app.refresh_snapshot().await.unwrap());
    let tokens = world
        .relying_party("other")
        .sign_in("ada@example.com")
        .await;
    assert_eq!(tokens.header()["alg"], wanted.as_str());
}

async fn a_client_that_changes_to_an_algorithm_without_a_key_loses_no_code_and_no_grant(
    world: World,
) {
    let (world, _folder) = world.on_disk().await;
    let wanted = without_key(&world).await;
    let web = world.relying_party("web");
    let tokens = web.sign_in("ada@example.com").await;
    world.sql("alter table signing_keys rename to away").await;
    change(&world, "web", |client| client.id_token_alg = Some(wanted)).await;
    assert!(world.app.refresh_snapshot().await.is_err());
    // Its software accepts no other algorithm: until there is a key, it gets no token.
    let (_, code) = web.code("ada@example.com", &[]).await;
    for answer in [
        web.redeem(&code).await,
        web.redeem(&code).await,
        web.refresh(tokens.refresh()).await,
    ] {
        answer.refused(503, "temporarily_unavailable");
        assert!(answer.header("retry-after").is_some());
    }
    let other = world
        .relying_party("other")
        .sign_in("bob@example.com")
        .await;
    assert_ne!(other.header()["alg"], wanted.as_str());
    world.sql("alter table away rename to signing_keys").await;
    assert!(world.app.refresh_snapshot().await.unwrap());
    // Nothing was used up meanwhile.
    for answer in [web.redeem(&code).await, web.refresh(tokens.refresh()).await] {
        assert_eq!(Tokens::of(&answer).header()["alg"], wanted.as_str());
    }
}

async fn tokens_without_a_signature_need_no_key(world: World) {
    let (world, _folder) = world.on_disk().await;
    let wanted = without_key(&world).await;
    world.sql("alter table signing_keys rename to away").await;
    change(&world, "web", |client| client.id_token_alg = Some(wanted)).await;
    assert!(world.app.refresh_snapshot().await.is_err());
    let web = world.relying_party("web");
    let (_, code) = web.code("ada@example.com", &[("scope", "profile")]).await;
    assert_eq!(web.redeem(&code).await.status, 200);
}

async fn a_change_of_one_noun_leaves_the_others_in_memory(world: World) {
    let before = world.app.snapshot().clone();
    set(&world, "limits", r#"{ "code_tries": 3 }"#).await;
    let after = world.app.snapshot().clone();
    assert!(Arc::ptr_eq(&before.keys, &after.keys));
    assert!(Arc::ptr_eq(&before.connector, &after.connector));
    assert!(Arc::ptr_eq(&before.clients, &after.clients));
    assert!(!Arc::ptr_eq(&before.policy, &after.policy));
    rename(&world, "web", "Bookshop").await;
    let last = world.app.snapshot().clone();
    assert!(Arc::ptr_eq(&after.policy, &last.policy));
    assert!(Arc::ptr_eq(&after.keys, &last.keys));
    assert!(!world.app.refresh_snapshot().await.unwrap(), "nothing new");
}

async fn of_the_clients_only_the_one_that_changed_is_read(world: World) {
    let of = |id: &str| {
        let clients = Arc::clone(&world.app.snapshot().clients);
        Arc::clone(clients.get(&id.parse().unwrap()).unwrap())
    };
    let (web, other) = (of("web"), of("other"));
    rename(&world, "web", "Bookshop").await;
    assert_eq!(of("web").client.name, "Bookshop");
    assert!(!Arc::ptr_eq(&web, &of("web")));
    assert!(Arc::ptr_eq(&other, &of("other")));
    assert!(
        world
            .app
            .snapshot()
            .clients
            .has_origin("https://rp.example")
    );
    world.relying_party("web").sign_in("ada@example.com").await;
}

async fn t_38_another_node_notices_a_disabled_client_among_many_changes(world: World) {
    let [world, neighbour] = world.two_nodes().await;
    for number in 0..3 {
        rename(&world, "spa", &format!("Reading room {number}")).await;
    }
    let id: ClientId = "web".parse().unwrap();
    change(&world, "web", |client| client.disabled = true).await;
    assert!(neighbour.app.refresh_snapshot().await.unwrap());
    let clients = Arc::clone(&neighbour.app.snapshot().clients);
    assert!(!clients.contains(&id) && !clients.has_origin("https://rp.example"));
    let spa = clients.get(&"spa".parse().unwrap()).unwrap();
    assert_eq!(spa.client.name, "Reading room 2");
}

#[tokio::test]
async fn when_all_clients_are_read_again_those_of_every_page_are_there() {
    let world = World::with(Setup::default()).await;
    let registered = Arc::clone(&world.app.snapshot().clients);
    let web = registered.get(&"web".parse().unwrap()).unwrap();
    let id = |number: u32| format!("bulk-{number:04}").parse::<ClientId>().unwrap();
    let added: &Vec<Client> = &(0..2_001)
        .map(|number| Client {
            id: id(number),
            ..web.client.clone()
        })
        .collect();
    for some in added.chunks(500) {
        let written = world.app.store.transact(|mut tx| async move {
            for client in some {
                assert!(tx.clients().insert(client).await?);
            }
            tx.versions().bump().await
        });
        written.await.unwrap();
    }
    assert!(world.app.refresh_snapshot().await.unwrap());
    let clients = Arc::clone(&world.app.snapshot().clients);
    for number in [0, 1, 1_999, 2_000] {
        assert!(clients.contains(&id(number)), "{number}");
    }
    world.relying_party("web").sign_in("ada@example.com").await;
}
