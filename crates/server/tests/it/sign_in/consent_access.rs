//! What a third-party application asks for beside scopes of the account: scopes of APIs (RFC 8707), and
//! claims by name (OpenID Connect Core §5.5).

use super::{
    consent::{asked, club, leads_to, tokens},
    steps::words,
};
use oidc_core::event::EventKind;
use serde_json::json;

use crate::kit::{Setup, Tokens, World, on_both};

on_both! {
    the_scopes_of_an_api_are_told_in_its_own_words_and_granted_by_consent_only,
    the_event_of_a_consent_tells_what_was_granted_and_not_what_the_form_said,
    a_claim_by_name_needs_the_consent_of_its_scope,
    an_application_that_became_somebody_elses_has_nothing_unasked,
}

const APIS: &str = r#"
[[resources]]
indicator = "https://books.example"
name = "The <i>library</i>"
scopes = [{ name = "read:books", description = "See which books you have" }, { name = "lend" }]

[[roles]]
name = "Reader"
default = true
scopes = { "https://books.example" = ["read:books", "lend"] }
"#;

pub(super) const BOOKS: &str = "https://books.example";

pub(super) async fn with_apis(world: &World) -> World {
    let setup = Setup {
        more: APIS,
        ..Setup::default()
    };
    world.set_up(setup).await
}

async fn the_scopes_of_an_api_are_told_in_its_own_words_and_granted_by_consent_only(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let club = club(&world);
    let request = |scope| club.request_with(&[("scope", scope), ("resource", BOOKS)]);
    let first = request("openid offline_access read:books");
    let (mut ada, page) = asked(&world, "ada@example.com", &first).await;
    let told = words(&page);
    assert!(told.contains("See which books you have"), "{told}");
    assert!(told.contains("The <i>library</i>"), "T-60: as text: {told}");
    assert!(!told.contains("lend"), "{told}");
    let allowed = ada.submit(&page.form(0)).await;
    let granted = tokens(&club, &allowed).await;
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", granted.refresh()),
        ("resource", BOOKS),
    ];
    let answer = club.post("/oidc/token", &fields).await;
    assert_eq!(answer.json()["scope"], "read:books", "{}", answer.body);
    // Remembered; and only what is new is asked.
    leads_to(&ada.get(&first).await, "https://club.example/cb?code=");
    let more = request("openid offline_access read:books lend");
    let page = ada.visit(&more).await;
    let told = words(&page);
    assert!(
        told.contains("lend") && !told.contains("See which books"),
        "{told}"
    );
    let silent = format!("{more}&prompt=none");
    let refused = ada.get(&silent).await;
    leads_to(&refused, "https://club.example/cb?error=consent_required");
}

async fn the_event_of_a_consent_tells_what_was_granted_and_not_what_the_form_said(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let request = [
        ("scope", "openid offline_access read:books"),
        ("resource", BOOKS),
    ];
    let request = club(&world).request_with(&request);
    let (mut ada, page) = asked(&world, "ada@example.com", &request).await;
    // More than the page has shown: nobody asked for it.
    let shown: serde_json::Value = serde_json::from_str(page.form(0).value("shown")).unwrap();
    let (books, _) = shown["resources"]
        .as_object()
        .unwrap()
        .iter()
        .next()
        .unwrap();
    assert_ne!(books, BOOKS, "an API is meant by its id");
    let shown = json!({
        "scope": "openid offline_access email phone",
        "resources": {books: "read:books lend", "another": "all"},
    });
    let allowed = page.form(0).with("shown", &shown.to_string());
    let allowed = ada.submit(&allowed).await;
    leads_to(&allowed, "https://club.example/cb?code=");
    let read = world
        .app
        .store
        .read(|mut tx| async move { tx.events().recent(50).await });
    let told = read.await.unwrap().into_iter();
    let told: Vec<_> = told
        .filter(|event| event.kind == EventKind::ConsentGiven)
        .collect();
    assert_eq!(told.len(), 1);
    let data = serde_json::to_value(&told[0].data).unwrap();
    assert_eq!(
        data,
        json!({"scope": "openid offline_access", "resources": {BOOKS: "read:books"}})
    );
}

async fn a_claim_by_name_needs_the_consent_of_its_scope(world: World) {
    let club = club(&world);
    let named = [
        ("scope", "openid"),
        (
            "claims",
            r#"{"userinfo":{"email":null},"id_token":{"email_verified":null}}"#,
        ),
    ];
    let request = club.request_with(&named);
    let (mut ada, page) = asked(&world, "ada@example.com", &request).await;
    page.shows("See your email address");
    let allowed = ada.submit(&page.form(0)).await;
    let code = allowed.parameter("code").unwrap();
    let answer = club.redeem(&code).await;
    assert_eq!(
        answer.json()["scope"],
        "openid",
        "no scope that was not asked for"
    );
    let granted = Tokens::of(&answer);
    assert_eq!(granted.claims()["email_verified"], true);
    assert!(granted.claims().get("email").is_none());
    let told = club.userinfo(&granted.access).await.json();
    assert_eq!(told["email"], "ada@example.com");
    // Who has agreed to the sign-in alone has not agreed to this.
    let plain = club.request_with(&[("scope", "openid")]);
    let (mut eve, page) = asked(&world, "eve@example.com", &plain).await;
    eve.submit(&page.form(0)).await;
    eve.visit(&request).await.shows("See your email address");
}

async fn an_application_that_became_somebody_elses_has_nothing_unasked(world: World) {
    let (world, _folder) = world.on_disk().await;
    let web = world.relying_party("web");
    let granted = web.sign_in("ada@example.com").await;
    world
        .sql("update clients set third_party = true where id = 'web'")
        .await;
    world.sql("update versions set number = number + 1").await;
    world.sql("delete from client_changes").await;
    assert!(world.app.refresh_snapshot().await.unwrap());
    let refused = web.refresh(granted.refresh()).await;
    refused.refused(400, "invalid_grant");
}
