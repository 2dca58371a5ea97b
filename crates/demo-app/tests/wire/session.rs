//! Being signed in: refresh, sign out, and the pages themselves.

use crate::{scene, signed_in};
use axum::http::StatusCode;
use url::Url;

#[tokio::test]
async fn a_refresh_brings_new_tokens_and_shows_when_they_end() {
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    for _ in 0..2 {
        // The provider accepts only the latest refresh token: the rotated one must have been kept.
        assert_eq!(
            browser.post("/refresh", String::new()).await.location(),
            "/"
        );
    }
    let page = browser.get("/").await;
    page.shows("Refreshed");
    page.shows("New tokens arrived");
    page.shows("You were sent to the provider");
    page.shows("in 60 minutes");
}

#[tokio::test]
async fn a_refreshed_token_about_somebody_else_is_refused() {
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    provider.lie(|lies| lies.refreshed_subject = Some("somebody-else".into()));
    browser
        .post("/refresh", String::new())
        .await
        .shows("It is about another person than before.");
    browser.get("/").await.hides("somebody-else");
}

#[tokio::test]
async fn a_refresh_token_that_was_withdrawn_is_forgotten() {
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    provider.lie(|lies| lies.refuse_tokens = Some("invalid_grant"));
    let page = browser.post("/refresh", String::new()).await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    page.shows("was used before, has ended, or was withdrawn");
    browser.get("/").await.hides("action=\"/refresh\"");
}

#[tokio::test]
async fn a_provider_out_of_order_does_not_cost_the_refresh_token() {
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    provider.lie(|lies| lies.refuse_tokens = Some("server_error"));
    browser.post("/refresh", String::new()).await;
    provider.lie(|lies| lies.refuse_tokens = None);
    assert_eq!(
        browser.post("/refresh", String::new()).await.location(),
        "/"
    );
}

#[tokio::test]
async fn signing_out_forgets_the_reader_and_tells_the_provider() {
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    let url: Url = browser
        .post("/sign-out", String::new())
        .await
        .location()
        .parse()
        .unwrap();
    assert!(
        url.as_str()
            .starts_with(&format!("{}/session/end?", provider.issuer))
    );
    let value = |name: &str| {
        let mut pairs = url.query_pairs();
        pairs
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
            .unwrap()
    };
    assert_eq!(value("client_id"), crate::CLIENT);
    assert_eq!(value("post_logout_redirect_uri"), "http://localhost:3000/");
    assert_eq!(value("id_token_hint").split('.').count(), 3);
    assert_eq!(
        browser.jar.keys().collect::<Vec<_>>(),
        ["bookstore_session_3000"]
    );

    let back = browser.get(&format!("/?state={}", value("state"))).await;
    assert_eq!(back.location(), "/");
    let page = browser.get("/").await;
    page.shows("The provider sent you back, signed out");
    page.shows("Create account");
    page.hides(&value("id_token_hint"));
}

#[tokio::test]
async fn a_return_with_a_foreign_state_is_not_taken_for_a_sign_out() {
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    browser.post("/sign-out", String::new()).await;
    browser.get("/?state=foreign").await;
    browser.get("/").await.hides("signed out on both sides");
}

#[tokio::test]
async fn signing_out_or_refreshing_signed_out_leads_to_the_shop() {
    let (_provider, mut browser) = scene().await;
    for address in ["/sign-out", "/refresh"] {
        assert_eq!(browser.post(address, String::new()).await.location(), "/");
        assert_eq!(
            browser.get(address).await.status,
            StatusCode::METHOD_NOT_ALLOWED
        );
    }
}

#[tokio::test]
async fn a_page_with_everything_on_it_weighs_less_than_40_kb() {
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    browser.post("/refresh", String::new()).await;
    let page = browser.get("/").await;
    let mut weight = page.body.len();
    for attribute in page
        .body
        .split('"')
        .filter(|part| part.starts_with("/assets/"))
    {
        let asset = browser.get(attribute).await;
        assert_eq!(asset.status, StatusCode::OK, "{attribute}");
        weight += asset.body.len();
    }
    assert!((20_000..40_000).contains(&weight), "{weight} bytes");
}

#[tokio::test]
async fn every_answer_has_a_policy_without_inline_script_or_style() {
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    for address in ["/", "/callback", "/nowhere", "/healthz"] {
        let page = browser.get(address).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self';"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"));
        assert_eq!(page.headers["cache-control"], "no-store");
        page.hides("<script");
        page.hides("style=\"");
    }
}

#[tokio::test]
async fn an_unknown_page_and_an_unknown_asset_are_not_found() {
    let (_provider, mut browser) = scene().await;
    assert_eq!(browser.get("/nowhere").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        browser.get("/assets/00000000/bookstore.css").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn every_step_parameter_and_claim_that_can_appear_is_explained() {
    let (provider, mut browser) = scene().await;
    provider.lie(|lies| lies.auth_time = Some(4_000_000_000));
    let address = "/sign-in?max_age=60&login_hint=ada&ui_locales=fr&prompt=login";
    let request = browser.get(address).await.location().to_owned();
    browser.get(&provider.approve(&request)).await.location();
    browser.post("/refresh", String::new()).await;
    let page = browser.get("/").await;
    page.hides("<div class=\"why\"></div>");
    page.hides("<b></b>");
    browser.post("/sign-out", String::new()).await;
    browser.get("/").await.hides("<div class=\"why\"></div>");
}
