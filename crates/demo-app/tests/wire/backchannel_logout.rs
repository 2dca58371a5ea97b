//! Told that a session has ended.

use axum::http::StatusCode;
use serde_json::json;

use crate::{browser::Browser, scene, shop, signed_in};

async fn call(browser: &Browser, token: &str) -> StatusCode {
    // The provider calls without the browser's cookies.
    let mut provider = Browser::new(browser.net.clone());
    let body = format!("logout_token={token}");
    provider.post("/backchannel-logout", body).await.status
}

async fn is_signed_in(browser: &mut Browser) -> bool {
    browser.get("/").await.body.contains("action=\"/sign-out\"")
}

#[tokio::test]
async fn a_logout_token_ends_that_session_in_every_browser_that_has_it() {
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    assert!(is_signed_in(&mut browser).await);
    let elsewhere = provider.logout_token("logout+jwt", &[("sid", json!("session-2"))]);
    assert_eq!(call(&browser, &elsewhere).await, StatusCode::OK);
    assert!(is_signed_in(&mut browser).await, "another session");
    let token = provider.logout_token("logout+jwt", &[]);
    assert_eq!(call(&browser, &token).await, StatusCode::OK);
    assert!(!is_signed_in(&mut browser).await);
    let refreshed = browser.post("/refresh", String::new()).await;
    assert_eq!(refreshed.location(), "/");
}

#[tokio::test]
async fn what_is_no_logout_token_of_the_provider_ends_nothing() {
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    let good = provider.logout_token("logout+jwt", &[]);
    let (signed, _) = good.rsplit_once('.').unwrap();
    for (why, token) in [
        ("an ID token", provider.logout_token("JWT", &[])),
        (
            "a nonce",
            provider.logout_token("logout+jwt", &[("nonce", json!("n"))]),
        ),
        (
            "no event",
            provider.logout_token("logout+jwt", &[("events", json!({}))]),
        ),
        (
            "no session",
            provider.logout_token("logout+jwt", &[("sid", json!(null))]),
        ),
        (
            "of others",
            provider.logout_token("logout+jwt", &[("aud", json!("other"))]),
        ),
        (
            "expired",
            provider.logout_token("logout+jwt", &[("exp", json!(1_000))]),
        ),
        (
            "foreign",
            provider.logout_token("logout+jwt", &[("iss", json!("https://x.example"))]),
        ),
        ("unsigned", format!("{signed}.AAAA")),
        ("garbage", "garbage".to_owned()),
    ] {
        assert_eq!(
            call(&browser, &token).await,
            StatusCode::BAD_REQUEST,
            "{why}"
        );
        assert!(is_signed_in(&mut browser).await, "{why}");
    }
    assert_eq!(call(&browser, &good).await, StatusCode::OK);
    assert!(!is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn a_token_of_an_unknown_key_is_asked_for_again() {
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    let found = provider.discoveries();
    provider.rotate_keys();
    let token = provider.logout_token("logout+jwt", &[]);
    assert_eq!(
        call(&browser, &token).await,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(
        provider.discoveries(),
        found,
        "strangers make us fetch nothing"
    );
    let fresh = Browser::new(shop(&provider));
    assert_eq!(call(&fresh, &token).await, StatusCode::OK);
}
