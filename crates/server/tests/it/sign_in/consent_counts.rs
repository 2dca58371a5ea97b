//! What an application of somebody else has counts as far as its user agrees to it now: the same at
//! every endpoint, whatever it was granted once.

use engine::{
    access::{
        AccessControl,
        resource::{ResourceChange, ScopeDescription},
        role::RoleChange,
    },
    author::Author,
    grant::revoke::{Revoked, revoke_one},
    precondition::Precondition,
};
use oidc_core::{
    id::GrantId,
    indicator::Indicator,
    role::RoleKind,
    source::Source,
    time::{Lifetime, Timestamp},
};
use serde_json::{Value, json};
use store::{StoreError, Wanted};

use super::{
    consent::{asked, club, leads_to, tokens},
    consent_access::{BOOKS, with_apis},
};
use crate::kit::{Answer, Browser, RelyingParty, Tokens, World, on_both};

on_both! {
    a_consent_that_is_forgotten_takes_every_grant_that_was_given_by_it,
    what_an_operators_own_application_has_stands_when_one_grant_is_taken_back,
    what_became_somebody_elses_counts_as_far_as_it_is_agreed_to,
    without_offline_access_what_was_agreed_to_ends_with_the_session,
    what_was_agreed_to_at_an_api_is_not_agreed_to_at_the_next_of_its_name,
}

async fn told(asker: &RelyingParty, token: &str) -> Value {
    let fields = [("token", token)];
    let answer = asker.post("/oidc/token/introspection", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

async fn at_books(rp: &RelyingParty, refresh: &str) -> Answer {
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh),
        ("resource", BOOKS),
    ];
    rp.post("/oidc/token", &fields).await
}

/// Neither opens anything, to whoever is asked.
async fn nothing_counts(rp: &RelyingParty, held: &Tokens) {
    let dead = json!({"active": false});
    rp.userinfo(&held.access)
        .await
        .refused(401, "invalid_token");
    assert_eq!(told(rp, &held.access).await, dead);
    assert_eq!(told(rp, held.refresh()).await, dead);
    rp.refresh(held.refresh())
        .await
        .refused(400, "invalid_grant");
}

/// The oldest grant that an application has.
async fn first_grant(world: &World, client: &str) -> GrantId {
    let (now, client) = (world.clock.now(), &client.parse().unwrap());
    let grants = world.app.store.read(|mut tx| async move {
        let wanted = Wanted {
            user: None,
            client: Some(client),
            before: None,
            now,
            most: 9,
        };
        tx.grants().page(&wanted).await
    });
    let grants: Result<_, StoreError> = grants.await;
    grants.unwrap().last().unwrap().id
}

async fn take_back(world: &World, id: GrantId, now: Timestamp) -> Revoked {
    let mut rng = world.app.entropy.rng();
    let revoked = revoke_one(&world.app.store, &Author::system(), &id, now, &mut rng).await;
    revoked.unwrap().unwrap()
}

async fn a_consent_that_is_forgotten_takes_every_grant_that_was_given_by_it(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let club = club(&world);
    let all = club.request_with(&[
        ("scope", "openid offline_access email read:books"),
        ("resource", BOOKS),
    ]);
    let (mut ada, page) = asked(&world, "ada@example.com", &all).await;
    let allowed = ada.submit(&page.form(0)).await;
    let first = tokens(&club, &allowed).await;
    world.pass(Lifetime::millis(1));
    let second = tokens(&club, &ada.get(&all).await).await;
    let revoked = take_back(&world, first_grant(&world, "club").await, world.clock.now()).await;
    let both = Revoked {
        grants: 2,
        consent: true,
    };
    assert_eq!(revoked, both);
    nothing_counts(&club, &first).await;
    nothing_counts(&club, &second).await;
    // A smaller consent does not bring back what was given by the larger one.
    let page = ada.visit(&club.request_with(&[("scope", "openid")])).await;
    let allowed = ada.submit(&page.form(0)).await;
    assert!(allowed.parameter("code").is_some());
    nothing_counts(&club, &first).await;
    nothing_counts(&club, &second).await;
}

async fn what_an_operators_own_application_has_stands_when_one_grant_is_taken_back(world: World) {
    let web = world.relying_party("web");
    let first = web.sign_in("ada@example.com").await;
    world.pass(Lifetime::millis(1));
    let second = web.sign_in("ada@example.com").await;
    let revoked = take_back(&world, first_grant(&world, "web").await, world.clock.now()).await;
    assert_eq!((revoked.grants, revoked.consent), (1, false));
    nothing_counts(&web, &first).await;
    assert_eq!(web.userinfo(&second.access).await.status, 200);
    assert_eq!(web.refresh(second.refresh()).await.status, 200);
}

/// The application is declared somebody else's.
async fn becomes_somebody_elses(world: &World) {
    world
        .sql("update clients set third_party = true where id = 'web'")
        .await;
    world.sql("update versions set number = number + 1").await;
    world.sql("delete from client_changes").await;
    assert!(world.app.refresh_snapshot().await.unwrap());
}

async fn agrees(browser: &mut Browser, request: &str) {
    let page = browser.visit(request).await;
    let allowed = browser.submit(&page.form(0)).await;
    assert!(allowed.parameter("code").is_some(), "{}", allowed.body);
}

async fn what_became_somebody_elses_counts_as_far_as_it_is_agreed_to(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let web = world.relying_party("web");
    let everything = [
        ("scope", "openid offline_access profile read:books lend"),
        ("resource", BOOKS),
        ("claims", r#"{"userinfo":{"email":null}}"#),
    ];
    let (mut ada, code) = web.code("ada@example.com", &everything).await;
    let held = Tokens::of(&web.redeem(&code).await);
    let answer = at_books(&web, held.refresh()).await;
    assert_eq!(answer.json()["scope"], "read:books lend");
    let held = Tokens {
        access: held.access,
        ..Tokens::of(&answer)
    };
    let signed = Tokens::of(&answer).access;
    let me = async || web.userinfo(&held.access).await.json();
    assert_eq!(me().await["email"], "ada@example.com");
    becomes_somebody_elses(&world).await;
    let dead = json!({"active": false});
    nothing_counts(&web, &held).await;
    assert_eq!(told(&web, &signed).await, dead);
    // The sign-in alone.
    agrees(&mut ada, &web.request_with(&[("scope", "openid")])).await;
    assert_eq!(me().await.as_object().unwrap().len(), 1, "sub alone");
    assert_eq!(told(&web, &held.access).await["scope"], "openid");
    assert_eq!(told(&web, &signed).await, dead);
    assert_eq!(told(&web, held.refresh()).await, dead);
    web.refresh(held.refresh())
        .await
        .refused(400, "invalid_grant");
    // And to be away; but not at the API.
    let more = [("scope", "openid offline_access email")];
    agrees(&mut ada, &web.request_with(&more)).await;
    assert_eq!(me().await["email"], "ada@example.com");
    let scope = "openid offline_access";
    assert_eq!(told(&web, held.refresh()).await["scope"], scope);
    at_books(&web, held.refresh())
        .await
        .refused(400, "invalid_target");
    assert_eq!(told(&web, &signed).await, dead);
    let answer = web.refresh(held.refresh()).await;
    assert_eq!(answer.json()["scope"], scope, "{}", answer.body);
    let renewed = Tokens::of(&answer);
    // At the API too; not to all of it.
    let more = [("scope", "openid read:books"), ("resource", BOOKS)];
    agrees(&mut ada, &web.request_with(&more)).await;
    assert_eq!(told(&web, &signed).await["scope"], "read:books");
    let answer = at_books(&web, renewed.refresh()).await;
    assert_eq!(answer.json()["scope"], "read:books", "{}", answer.body);
}

async fn without_offline_access_what_was_agreed_to_ends_with_the_session(world: World) {
    let (world, _folder) = world.on_disk().await;
    let web = world.relying_party("web");
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let held = Tokens::of(&web.redeem(&code).await);
    becomes_somebody_elses(&world).await;
    agrees(&mut ada, &web.request_with(&[("scope", "openid")])).await;
    assert_eq!(web.userinfo(&held.access).await.status, 200);
    // Another application signs the person out.
    let other = world.relying_party("other");
    assert!(other.silent_code(&mut ada).await.is_some());
    let out = ada.get("/oidc/session/end?client_id=other").await;
    assert_eq!(out.status, 303);
    nothing_counts(&web, &held).await;
}

fn access(world: &World) -> AccessControl {
    AccessControl {
        store: world.app.store.clone(),
        clock: world.clock.clone(),
        entropy: world.app.entropy.clone(),
        management_api: world.app.engine.config.management_api(),
        author: engine::author::Author::system(),
        administrators: Vec::new(),
    }
}

const SHELF: &str = "https://shelf.example";

/// Registers the API, under this name, and lets everybody new do `s` there.
async fn registered(world: &World, name: &str, role: &str) {
    let (access, shelf) = (access(world), SHELF.parse().unwrap());
    let change = ResourceChange {
        name: Some(name.to_owned()),
        add_scopes: vec![ScopeDescription {
            name: "s".to_owned(),
            description: None,
        }],
        ..ResourceChange::default()
    };
    let added = access.add_resource(shelf, &change, Source::Console).await;
    added.unwrap();
    let change = RoleChange {
        is_default: Some(true),
        allow: vec![(SHELF.parse().unwrap(), "s".to_owned())],
        ..RoleChange::default()
    };
    let added = access.add_role(role, RoleKind::User, &change, Source::Console);
    added.await.unwrap();
    world.app.refresh_snapshot().await.unwrap();
}

async fn what_was_agreed_to_at_an_api_is_not_agreed_to_at_the_next_of_its_name(world: World) {
    registered(&world, "Shelf", "reader").await;
    let club = club(&world);
    let request = [("scope", "openid offline_access s"), ("resource", SHELF)];
    let (mut ada, page) = asked(&world, "ada@example.com", &club.request_with(&request)).await;
    page.shows("Shelf");
    let allowed = ada.submit(&page.form(0)).await;
    let held = tokens(&club, &allowed).await;
    let fields = |refresh| {
        [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh),
            ("resource", SHELF),
        ]
    };
    let answer = club.post("/oidc/token", &fields(held.refresh())).await;
    assert_eq!(answer.json()["scope"], "s", "{}", answer.body);
    let held = Tokens::of(&answer);
    let shelf: Indicator = SHELF.parse().unwrap();
    access(&world)
        .remove_resource(&shelf, &Precondition::NONE)
        .await
        .unwrap();
    registered(&world, "Safe", "keeper").await;
    let ada_again =
        oidc_core::account::identifier::Identifier::Email("ada@example.com".parse().unwrap());
    let holder = engine::access::holder::Holder::Identifier(ada_again);
    assert!(access(&world).assign_role("keeper", &holder).await.unwrap());
    world.app.refresh_snapshot().await.unwrap();
    let refused = club.post("/oidc/token", &fields(held.refresh())).await;
    refused.refused(400, "invalid_target");
    let dead = json!({"active": false});
    assert_eq!(told(&club, &held.access).await, dead);
    let silent = [request[0], request[1], ("prompt", "none")];
    let refused = ada.get(&club.request_with(&silent)).await;
    leads_to(&refused, "https://club.example/cb?error=consent_required");
    let page = ada.visit(&club.request_with(&request)).await;
    page.shows("Safe");
    let allowed = ada.submit(&page.form(0)).await;
    let held = tokens(&club, &allowed).await;
    let answer = club.post("/oidc/token", &fields(held.refresh())).await;
    assert_eq!(answer.json()["scope"], "s", "{}", answer.body);
}
