//! `sid`: what a client calls a session, in every ID token (OpenID Connect Back-Channel Logout 1.0
//! §2.1).

use oidc_core::time::Lifetime;
use serde_json::Value;

use crate::kit::{Browser, RelyingParty, Tokens, World, on_both};

on_both! {
    a_client_has_one_name_for_a_session_and_every_client_its_own,
    another_session_has_another_name,
    userinfo_does_not_name_the_session,
}

async fn tokens(rp: &RelyingParty, browser: &mut Browser) -> Tokens {
    let code = rp.silent_code(browser).await.unwrap();
    Tokens::of(&rp.redeem(&code).await)
}

fn sid(tokens: &Tokens) -> String {
    let claims = tokens.claims();
    let sid = claims["sid"]
        .as_str()
        .unwrap_or_else(|| panic!("no sid in {claims}"));
    assert_eq!(sid.len(), 22);
    sid.to_owned()
}

async fn a_client_has_one_name_for_a_session_and_every_client_its_own(world: World) {
    let (web, other) = (world.relying_party("web"), world.relying_party("other"));
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let first = Tokens::of(&web.redeem(&code).await);
    let named = sid(&first);
    let refreshed = Tokens::of(&web.refresh(first.refresh()).await);
    assert_eq!(sid(&refreshed), named, "after a refresh");
    assert_eq!(sid(&tokens(&web, &mut ada).await), named, "single sign-on");
    // Two mails of one moment have no order.
    world.pass(Lifetime::millis(1));
    let again = ada
        .sign_in(&web.request_with(&[("prompt", "login")]), "ada@example.com")
        .await;
    let again = web.redeem(&again.parameter("code").unwrap()).await;
    assert_eq!(sid(&Tokens::of(&again)), named, "proven once more");
    assert_ne!(sid(&tokens(&other, &mut ada).await), named);
}

async fn another_session_has_another_name(world: World) {
    let web = world.relying_party("web");
    let here = web.sign_in("ada@example.com").await;
    let there = web.sign_in("ada@example.com").await;
    assert_ne!(sid(&here), sid(&there));
    assert_eq!(here.claims()["sub"], there.claims()["sub"]);
}

async fn userinfo_does_not_name_the_session(world: World) {
    let web = world.relying_party("web");
    let tokens = web.sign_in("ada@example.com").await;
    let told = web.userinfo(&tokens.access).await.json();
    assert_eq!(told.get("sid"), None::<&Value>);
    let metadata = world
        .get("/oidc/.well-known/openid-configuration")
        .await
        .json();
    let claims = metadata["claims_supported"].as_array().unwrap();
    assert!(claims.contains(&"sid".into()));
}
