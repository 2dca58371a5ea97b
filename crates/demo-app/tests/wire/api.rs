//! Calling the API: two judgements of one token, and what each cannot know.

use std::time::Duration;

use axum::{
    body::Bytes,
    http::{Request, StatusCode},
};
use demo_app::Lookups;
use serde_json::{Value, json};
use testkit::{answer::Answer, network::Network};

use crate::{
    API, browser::Browser, provider::Lies, provider::Provider, scene, scene_with_api,
    scene_with_lookups, signed_in,
};

const ORDERS: &str = "/api/orders";

pub(crate) async fn call(browser: &mut Browser) -> Answer {
    let answer = browser.post("/call-api", String::new()).await;
    assert_eq!(answer.location(), "/#api", "{}", answer.body);
    browser.get("/").await
}

/// Anybody's request to the API itself.
async fn ask(browser: &Browser, token: Option<&str>) -> Answer {
    let mut request = Request::get(ORDERS);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let request = request.body(Bytes::new()).unwrap();
    browser.net.send(request).await.unwrap()
}

/// What the page says of a token that the provider made otherwise.
async fn called(lie: impl FnOnce(&mut Lies)) -> Answer {
    let (provider, mut browser) = scene_with_api().await;
    signed_in(&provider, &mut browser).await;
    provider.lie(lie);
    call(&mut browser).await
}

#[tokio::test]
async fn the_request_names_the_api_and_what_it_shall_be_good_for() {
    let (provider, mut browser) = scene_with_api().await;
    let query = provider.read(browser.get("/sign-in").await.location());
    assert_eq!(query["resource"], API);
    assert_eq!(
        query["scope"],
        "openid profile email offline_access orders:read"
    );
}

#[tokio::test]
async fn a_good_token_is_accepted_by_both_and_every_step_is_told() {
    let (provider, mut browser) = scene_with_api().await;
    signed_in(&provider, &mut browser).await;
    browser.get("/").await.shows("Call the API");
    let page = call(&mut browser).await;
    page.shows("Accepted");
    page.shows("nothing was taken back");
    page.shows("Walden");
    page.shows("Call the API again");
    for step in [
        "The shop asked for a token for its API",
        "A token for the API arrived",
        "The API checked the token by itself",
        "The API asked the provider about the token",
        "The provider said what it is worth",
    ] {
        page.shows(step);
    }
    page.hides("Two answers to one token");
    page.hides("<div class=\"why\"></div>");
    page.hides("<b></b>");
    page.hides(crate::API_SECRET);
    page.hides(&provider.last_api_token());
}

#[tokio::test]
async fn after_a_sign_out_verifying_accepts_what_the_provider_calls_not_active() {
    let (provider, mut browser) = scene_with_api().await;
    signed_in(&provider, &mut browser).await;
    call(&mut browser).await;
    browser.post("/sign-out", String::new()).await.location();
    provider.lie(|lies| lies.revoked = true);
    let page = browser.get("/").await;
    page.shows("Create account");
    page.shows("You are signed out, but a token does not go away when you do");
    let page = call(&mut browser).await;
    page.shows("Accepted");
    page.shows("Not active");
    page.shows("Two answers to one token");
    page.shows("until it ends, in 60 minutes");
}

#[tokio::test]
async fn the_token_of_one_sign_in_is_forgotten_at_the_next() {
    let (provider, mut browser) = scene_with_api().await;
    signed_in(&provider, &mut browser).await;
    call(&mut browser).await;
    browser.get("/").await.shows("The token for the API ends");
    signed_in(&provider, &mut browser).await;
    browser.get("/").await.hides("The token for the API ends");
}

#[tokio::test]
async fn the_refresh_token_that_came_along_is_the_next_one_used() {
    let (provider, mut browser) = scene_with_api().await;
    signed_in(&provider, &mut browser).await;
    call(&mut browser).await;
    // The provider accepts the newest only.
    let answer = browser.post("/refresh", String::new()).await;
    assert_eq!(answer.location(), "/");
}

#[tokio::test]
async fn a_token_that_fails_a_check_is_refused_and_the_page_says_which() {
    let page = called(|lies| lies.api_audience = Some("https://other.example")).await;
    page.shows("It was made for another API.");
    page.shows("Refused");
    for typ in ["JWT", ""] {
        let page = called(|lies| lies.api_typ = Some(typ)).await;
        page.shows("It is no access token.");
    }
    let page = called(|lies| lies.api_expires_in = Some(-60)).await;
    page.shows("It has ended.");
    page.shows("Refused");
    let page = called(|lies| lies.issuer = Some("https://other.example".into())).await;
    page.shows("It was issued by somebody else.");
    page.shows("Refused");
    let page = called(|lies| lies.signature_of_another = true).await;
    page.shows("It is not signed by a key the API knows.");
    page.shows("Refused");
    let page = called(|lies| lies.api_scope = Some("orders:write")).await;
    page.shows("none of your roles does");
    page.shows("403");
    let page = called(|lies| lies.no_introspection = true).await;
    page.shows("No answer");
    page.shows("Accepted");
}

#[tokio::test]
async fn a_refused_token_request_is_a_page_with_the_reason() {
    let (provider, mut browser) = scene_with_api().await;
    signed_in(&provider, &mut browser).await;
    provider.lie(|lies| lies.refuse_tokens = Some("invalid_target"));
    let page = browser.post("/call-api", String::new()).await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    page.shows("The provider does not give this client tokens for that API.");
    provider.lie(|lies| lies.refuse_tokens = None);
    call(&mut browser).await.shows("Accepted");
}

#[tokio::test]
async fn a_key_that_is_new_since_discovery_is_looked_up_at_most_every_ten_seconds() {
    let usual = Lookups::default();
    assert_eq!(usual.unknown_key, Duration::from_secs(10));
    for (unknown_key, said, discoveries) in [
        (Duration::MAX, "It is not signed by a key the API knows.", 1),
        (Duration::ZERO, "Accepted", 2),
    ] {
        let lookups = Lookups {
            unknown_key,
            ..usual
        };
        let (provider, mut browser) = scene_with_lookups(lookups).await;
        signed_in(&provider, &mut browser).await;
        provider.rotate_keys();
        call(&mut browser).await.shows(said);
        assert_eq!(provider.discoveries(), discoveries);
    }
}

#[tokio::test]
async fn a_made_up_key_costs_nobody_the_api_while_the_provider_is_away() {
    let lookups = Lookups {
        unknown_key: Duration::ZERO,
        ..Lookups::default()
    };
    let (provider, browser) = scene_with_lookups(lookups).await;
    let good = provider.api_token(API);
    assert_eq!(ask(&browser, Some(&good)).await.status, StatusCode::OK);
    provider.rotate_keys();
    let unknown = provider.api_token(API);
    provider.lie(|lies| lies.no_discovery = true);
    let refused = ask(&browser, Some(&unknown)).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(provider.discoveries(), 2);
    assert_eq!(ask(&browser, Some(&good)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn keys_that_are_no_longer_fresh_serve_until_the_provider_is_back() {
    let lookups = Lookups {
        fresh: Duration::ZERO,
        failed: Duration::ZERO,
        unknown_key: Duration::MAX,
    };
    let (provider, browser) = scene_with_lookups(lookups).await;
    let before = provider.api_token(API);
    assert_eq!(ask(&browser, Some(&before)).await.status, StatusCode::OK);
    provider.lie(|lies| lies.no_discovery = true);
    assert_eq!(ask(&browser, Some(&before)).await.status, StatusCode::OK);
    assert_eq!(provider.discoveries(), 2);
    provider.rotate_keys();
    provider.lie(|lies| lies.no_discovery = false);
    let after = provider.api_token(API);
    assert_eq!(ask(&browser, Some(&after)).await.status, StatusCode::OK);
    let gone = ask(&browser, Some(&before)).await;
    assert_eq!(gone.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_api_answers_bearers_of_a_good_token_and_nobody_else() {
    let (provider, mut browser) = scene_with_api().await;
    signed_in(&provider, &mut browser).await;
    call(&mut browser).await;
    let answer = ask(&browser, Some(&provider.last_api_token())).await;
    assert_eq!(answer.status, StatusCode::OK);
    let orders: Value = serde_json::from_str(&answer.body).unwrap();
    let expected = json!({"orders": [
        {"title": "Moby-Dick", "copies": 1},
        {"title": "Walden", "copies": 2},
    ]});
    assert_eq!(orders, expected);

    let of_another = provider.api_token("https://other.example");
    provider.lie(|lies| lies.api_scope = Some("orders:write"));
    let without_the_scope = provider.api_token(API);
    let invalid = "Bearer error=\"invalid_token\"";
    let scope = "Bearer error=\"insufficient_scope\", scope=\"orders:read\"";
    for (token, status, challenge) in [
        (None, StatusCode::UNAUTHORIZED, "Bearer"),
        (Some("x.y.z"), StatusCode::UNAUTHORIZED, invalid),
        (Some(&*of_another), StatusCode::UNAUTHORIZED, invalid),
        (Some(&*without_the_scope), StatusCode::FORBIDDEN, scope),
    ] {
        let answer = ask(&browser, token).await;
        assert_eq!(answer.status, status, "{token:?}");
        assert_eq!(answer.headers["www-authenticate"], challenge, "{token:?}");
        assert_eq!(answer.body, "", "{token:?}");
    }
}

#[tokio::test]
async fn a_shop_without_an_api_offers_none() {
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    browser.get("/").await.hides("Call the API");
    assert_eq!(browser.get(ORDERS).await.status, StatusCode::NOT_FOUND);
    let answer = browser.post("/call-api", String::new()).await;
    assert_eq!(answer.location(), "/");
}

#[tokio::test]
async fn whoever_is_signed_out_and_holds_no_token_calls_nothing() {
    let (_provider, mut browser): (Provider, _) = scene_with_api().await;
    let answer = browser.post("/call-api", String::new()).await;
    assert_eq!(answer.location(), "/");
    browser.get("/").await.hides("Call the API");
}
