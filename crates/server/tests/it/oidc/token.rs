//! `/oidc/token`: the answer's form, to which SDKs are sensitive (RFC 6749 §5.1), and
//! requests that are none.

use serde_json::Value;

use crate::kit::{Answer, Setup, Tokens, World, on_both};

on_both! {
    a_sign_up_ends_with_tokens_that_work,
    every_answer_has_the_form_that_sdks_read,
}

async fn a_sign_up_ends_with_tokens_that_work(world: World) {
    let web = world.relying_party("web");
    let tokens = web.sign_in("ada@example.com").await;
    let me = web.userinfo(&tokens.access).await;
    assert_eq!(me.status, 200, "{}", me.body);
    assert_eq!(me.json()["email"], "ada@example.com");
    assert_eq!(me.json()["email_verified"], true);
    let refreshed = Tokens::of(&web.refresh(tokens.refresh()).await);
    assert_ne!(refreshed.refresh, tokens.refresh);
    assert!(refreshed.id.is_some());
}

fn has_the_form(answer: &Answer, scope: &str) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    // An integer in the text itself: `3600.0` and `"3600"` break the Go SDK.
    assert!(
        answer.body.contains("\"expires_in\":3600,")
            || answer.body.contains("\"expires_in\":3600}"),
        "{}",
        answer.body
    );
    let json = answer.json();
    assert_eq!(json["token_type"], "Bearer");
    assert_eq!(json["scope"], scope);
    assert!(json["access_token"].is_string());
    let ours = [
        "access_token",
        "token_type",
        "expires_in",
        "scope",
        "id_token",
        "refresh_token",
    ];
    for (name, value) in json.as_object().unwrap() {
        assert!(ours.contains(&name.as_str()) && !value.is_null(), "{name}");
    }
}

async fn every_answer_has_the_form_that_sdks_read(world: World) {
    for client in ["web", "spa", "native"] {
        let rp = world.relying_party(client);
        let (mut ada, _) = rp.code("ada@example.com", &[]).await;
        for (scope, id, refresh) in [
            ("openid offline_access", true, true),
            ("openid", true, false),
            ("offline_access", false, true),
            ("teapot", false, false),
        ] {
            let request = rp.request_with(&[("scope", scope), ("prompt", "none")]);
            let code = ada.get(&request).await.parameter("code").unwrap();
            let granted = if scope == "teapot" { "" } else { scope };
            let answer = rp.redeem(&code).await;
            has_the_form(&answer, granted);
            let tokens = Tokens::of(&answer);
            assert_eq!(tokens.id.is_some(), id, "{client} {scope}");
            assert_eq!(tokens.refresh.is_some(), refresh, "{client} {scope}");
            let Some(mut token) = tokens.refresh else {
                continue;
            };
            for _ in 0..3 {
                let answer = rp.refresh(&token).await;
                has_the_form(&answer, granted);
                let tokens = Tokens::of(&answer);
                assert_eq!(tokens.id.is_some(), id);
                tokens.refresh().clone_into(&mut token);
            }
        }
    }
}

#[tokio::test]
async fn an_id_token_is_made_at_the_moment_of_the_answer_and_for_one_audience() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    let tokens = web.sign_in("ada@example.com").await;
    let now = || world.clock.now().as_seconds();
    let claims = tokens.claims();
    assert_eq!(claims["iss"], "http://localhost:3001/oidc");
    assert_eq!(claims["aud"], Value::from("web"), "a text, not a list");
    assert_eq!(claims["nonce"], "n-0S6_WzA2Mj");
    assert_eq!(
        (&claims["iat"], &claims["exp"]),
        (&now().into(), &(now() + 3600).into())
    );
    assert_eq!(claims["amr"], serde_json::json!(["otp", "email"]));
    assert!(claims.get("acr").is_none());
    let auth_time = claims["auth_time"].clone();
    world.pass(oidc_core::time::Lifetime::hours(5));
    let claims = Tokens::of(&web.refresh(tokens.refresh()).await).claims();
    assert_eq!(claims["iat"], now());
    assert_eq!(claims["auth_time"], auth_time);
    assert!(claims.get("nonce").is_none());
    let (_, code) = web.code("ada@example.com", &[("nonce", "")]).await;
    let claims = Tokens::of(&web.redeem(&code).await).claims();
    assert!(claims.get("nonce").is_none());
}

#[tokio::test]
async fn what_is_no_token_request_is_told_what_is_wrong_with_it() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    for (fields, error) in [
        (&[][..], "invalid_request"),
        (&[("grant_type", "password")], "unsupported_grant_type"),
        (&[("grant_type", "implicit")], "unsupported_grant_type"),
        (
            &[("grant_type", "client_credentials")],
            "unauthorized_client",
        ),
        (&[("grant_type", "authorization_code")], "invalid_request"),
        (&[("grant_type", "refresh_token")], "invalid_request"),
        (
            &[("grant_type", "refresh_token"), ("refresh_token", "x")],
            "invalid_grant",
        ),
        (
            &[("grant_type", "authorization_code"), ("code", "x")],
            "invalid_grant",
        ),
    ] {
        web.post("/oidc/token", fields).await.refused(400, error);
    }
    let json = [("content-type", "application/json")];
    let body = r#"{"grant_type":"refresh_token","client_id":"spa"}"#;
    let answer = world.call("POST", "/oidc/token", &json, body).await;
    answer.refused(400, "invalid_request");
    for (method, target, status) in [
        ("GET", "/oidc/token", 405),
        ("PUT", "/oidc/token", 405),
        ("GET", "/oidc/token/revocation", 405),
        ("GET", "/oidc/token/introspection", 405),
        ("POST", "/oidc/nowhere", 404),
        ("DELETE", "/oidc/me", 405),
    ] {
        let answer = world.call(method, target, &[], "").await;
        answer.refused(status, "invalid_request");
    }
}
