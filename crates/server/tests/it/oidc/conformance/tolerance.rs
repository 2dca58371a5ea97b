//! What a request may say besides, and what it may leave out (OpenID Connect Core §3.1.2.1, §15.1).

use oidc_core::time::Lifetime;

use crate::kit::{Setup, Tokens, World};

async fn world() -> World {
    World::with(Setup::default()).await
}

/// `oidcc-display-page`, `-display-popup`, `-ui-locales`, `-claims-locales`,
/// `-ensure-request-with-acr-values-succeeds`, `-ensure-request-with-unknown-parameter-succeeds`,
/// `-login-hint`, `-ensure-other-scope-order-succeeds`.
#[tokio::test]
async fn what_is_not_served_or_not_known_spoils_no_sign_in() {
    let world = world().await;
    let web = world.relying_party("web");
    let (mut ada, _) = web.code("ada@example.com", &[]).await;
    for change in [
        ("display", "page"),
        ("display", "popup"),
        ("display", "touch"),
        ("display", "wap"),
        ("display", "teapot"),
        ("ui_locales", "se"),
        ("ui_locales", "fr-CA tlh"),
        ("claims_locales", "se fr"),
        ("acr_values", "1 2"),
        ("extra", "foobar"),
        ("login_hint", "buffy@localhost"),
        ("scope", "email openid"),
        ("scope", "profile email openid address phone"),
    ] {
        let request = web.request_with(&[change]);
        let page = world.browser().visit(&request).await;
        assert!(page.asks_for("email"), "{change:?}");
        let code = ada.get(&request).await.parameter("code").unwrap();
        let tokens = Tokens::of(&web.redeem(&code).await);
        assert_eq!(tokens.claims()["nonce"], "n-0S6_WzA2Mj", "{change:?}");
        assert!(tokens.claims().get("acr").is_none(), "{change:?}");
        assert_eq!(web.userinfo(&tokens.access).await.status, 200);
    }
}

/// RFC 6749 §3.1, §3.2: what has no value was not sent, and what is not known is ignored.
#[tokio::test]
async fn a_parameter_without_a_value_was_not_sent() {
    let world = world().await;
    let web = world.relying_party("web");
    let (mut ada, _) = web.code("ada@example.com", &[]).await;
    let request = web.request_with(&[("nonce", ""), ("prompt", "")]);
    let empty = "&nonce=&prompt=&max_age=&claims=&id_token_hint=&request=&response_mode=&extra=";
    let answer = ada.get(&format!("{request}{empty}")).await;
    let code = answer.parameter("code").unwrap();
    let fields = [
        ("code_verifier", crate::kit::VERIFIER),
        ("resource", ""),
        ("extra", "foobar"),
    ];
    let tokens = Tokens::of(&web.redeem_with(&code, &fields).await);
    assert!(tokens.claims().get("nonce").is_none());
}

/// `oidcc-ensure-request-without-nonce-succeeds-for-code-flow`, and the neighbour in which a nonce comes
/// back as it was sent.
#[tokio::test]
async fn a_nonce_may_be_left_out_and_comes_back_as_it_is() {
    let world = world().await;
    let web = world.relying_party("web");
    for nonce in ["", "a b\"c\\é"] {
        let (_, code) = web.code("ada@example.com", &[("nonce", nonce)]).await;
        let claims = Tokens::of(&web.redeem(&code).await).claims();
        let told = claims.get("nonce").and_then(|told| told.as_str());
        assert_eq!(told.unwrap_or_default(), nonce);
    }
}

/// `oidcc-ensure-request-object-with-redirect-uri`, `-unsigned-request-object-supported-correctly-or-
/// rejected-as-unsupported`: an object that names another address is as little read as any.
#[tokio::test]
async fn a_request_object_is_refused_at_the_address_of_the_request_itself() {
    let world = world().await;
    let web = world.relying_party("web");
    // {"alg":"none"} . {"redirect_uri":"https://evil.example"} .
    let object = "eyJhbGciOiJub25lIn0.eyJyZWRpcmVjdF91cmkiOiJodHRwczovL2V2aWwuZXhhbXBsZSJ9.";
    let answer = world.get(&web.request_with(&[("request", object)])).await;
    assert!(answer.location().starts_with("https://rp.example/cb?"));
    assert_eq!(answer.parameter("error").unwrap(), "request_not_supported");
    // Where the request's own is not registered, nobody is sent anywhere.
    let evil = [
        ("request", object),
        ("redirect_uri", "https://evil.example"),
    ];
    let answer = world.get(&web.request_with(&evil)).await;
    answer.refused(400, "invalid_request");
    assert!(!answer.headers.contains_key("location"));
}

/// `oidcc-codereuse-30seconds`.
#[tokio::test]
async fn half_a_minute_later_a_code_is_as_used_as_at_once() {
    let world = world().await;
    let web = world.relying_party("web");
    let (_, code) = web.code("ada@example.com", &[]).await;
    let tokens = Tokens::of(&web.redeem(&code).await);
    world.pass(Lifetime::seconds(30));
    assert_eq!(web.userinfo(&tokens.access).await.status, 200);
    web.redeem(&code).await.refused(400, "invalid_grant");
    let dead = web.userinfo(&tokens.access).await;
    dead.refused(401, "invalid_token");
}
