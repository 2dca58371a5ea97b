//! Who is signed in, since when, and how (OpenID Connect Core §3.1.2.1, §5.5.1.1, §12.2).

use oidc_core::time::Lifetime;
use serde_json::{Value, json};

use crate::kit::{Browser, Tokens, World, on_both};

on_both! {
    a_class_of_authentication_that_is_essential_fails_the_sign_in,
    a_silent_answer_is_about_the_same_sign_in,
    a_proof_that_is_asked_for_again_is_a_later_one,
    a_refreshed_id_token_is_about_the_same_sign_in,
}

/// Ada, signed in in a browser, and what her first ID token says.
async fn ada(world: &World) -> (Browser, Tokens) {
    let web = world.relying_party("web");
    let (browser, code) = web.code("ada@example.com", &[]).await;
    (browser, Tokens::of(&web.redeem(&code).await))
}

/// What the ID token says that a signed-in browser gets for a request without a page.
async fn again(world: &World, browser: &mut Browser, changes: &[(&'static str, &str)]) -> Value {
    let web = world.relying_party("web");
    let answer = browser.get(&web.request_with(changes)).await;
    let code = answer.parameter("code").unwrap();
    Tokens::of(&web.redeem(&code).await).claims()
}

/// Core §5.5.1.1: which authentication was meant is not known here, so there was none. As a wish it
/// changes nothing.
async fn a_class_of_authentication_that_is_essential_fails_the_sign_in(world: World) {
    let (mut ada, _) = ada(&world).await;
    let web = world.relying_party("web");
    for essential in [
        json!({"essential": true, "values": ["urn:example:gold"]}),
        json!({"essential": true, "value": "0"}),
    ] {
        let claims = json!({"id_token": {"acr": essential}}).to_string();
        let answer = ada.get(&web.request_with(&[("claims", &claims)])).await;
        let error = answer.parameter("error").unwrap();
        assert_eq!(error, "unmet_authentication_requirements");
        assert_eq!(answer.parameter("state").unwrap(), "af0ifjsldkj");
    }
    for wish in [
        json!(null),
        json!({"essential": true}),
        json!({"values": ["urn:example:gold"]}),
    ] {
        let claims = json!({"id_token": {"acr": wish}}).to_string();
        let told = again(&world, &mut ada, &[("claims", &claims)]).await;
        assert!(told.get("acr").is_none(), "{claims}");
    }
    let told = again(&world, &mut ada, &[("acr_values", "urn:example:gold")]).await;
    assert!(told.get("acr").is_none());
}

/// `oidcc-prompt-none-logged-in`, `oidcc-id-token-hint`, `oidcc-max-age-10000`.
async fn a_silent_answer_is_about_the_same_sign_in(world: World) {
    let (mut ada, first) = ada(&world).await;
    let (hint, first) = (first.id(), first.claims());
    for more in [
        None,
        Some(("id_token_hint", hint)),
        Some(("max_age", "10000")),
    ] {
        world.pass(Lifetime::seconds(10));
        let mut changes = vec![("prompt", "none")];
        changes.extend(more);
        let told = again(&world, &mut ada, &changes).await;
        for name in ["iss", "sub", "auth_time", "sid", "amr"] {
            assert_eq!(told[name], first[name], "{name} {more:?}");
        }
    }
}

/// `oidcc-prompt-login`, `oidcc-max-age-1`.
async fn a_proof_that_is_asked_for_again_is_a_later_one(world: World) {
    let web = world.relying_party("web");
    let (mut ada, first) = ada(&world).await;
    let mut before = first.claims();
    for change in [("prompt", "login"), ("max_age", "1")] {
        world.pass(Lifetime::minutes(2));
        let request = web.request_with(&[change]);
        assert!(ada.visit(&request).await.asks_for("email"), "{change:?}");
        let answer = ada.sign_in(&request, "ada@example.com").await;
        let tokens = web.redeem(&answer.parameter("code").unwrap()).await;
        let after = Tokens::of(&tokens).claims();
        let time = |claims: &Value| claims["auth_time"].as_i64().unwrap();
        assert!(time(&after) >= time(&before) + 120, "{change:?}");
        assert_eq!(after["sub"], before["sub"]);
        before = after;
    }
}

/// `oidcc-refresh-token`: with another client the token is refused, and is no worse for it.
async fn a_refreshed_id_token_is_about_the_same_sign_in(world: World) {
    let web = world.relying_party("web");
    let (_, first) = ada(&world).await;
    world.pass(Lifetime::minutes(5));
    let other = world.relying_party("other");
    let answer = other.refresh(first.refresh()).await;
    answer.refused(400, "invalid_grant");
    let refreshed = Tokens::of(&web.refresh(first.refresh()).await).claims();
    let first = first.claims();
    for name in ["iss", "sub", "aud", "auth_time", "sid"] {
        assert_eq!(refreshed[name], first[name], "{name}");
    }
    let issued = |claims: &Value| claims["iat"].as_i64().unwrap();
    assert_eq!(issued(&refreshed), issued(&first) + 300);
}
