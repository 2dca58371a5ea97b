//! Calling the API: two judgements of one token, and what each cannot know.

use axum::{
    body::Bytes,
    http::{Request, StatusCode},
};
use testkit::{answer::Answer, network::Network};

use crate::{
    API,
    browser::Browser,
    provider::{Introspection, Lies, Provider},
    scene, scene_with_api, signed_in,
};

const ORDERS: &str = "/api/orders";

async fn call(browser: &mut Browser) -> Answer {
    let answer = browser.post("/call-api", String::new()).await;
    assert_eq!(answer.location(), "/#api", "{}", answer.body);
    browser.get("/").await
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
    page.hides("eyJ0");
}

#[tokio::test]
async fn after_a_sign_out_verifying_accepts_what_the_provider_calls_not_active() {
    let (provider, mut browser) = scene_with_api().await;
    signed_in(&provider, &mut browser).await;
    call(&mut browser).await;
    browser.post("/sign-out", String::new()).await.location();
    provider.lie(|lies| lies.introspection = Introspection::NotActive);
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
    let page = called(|lies| lies.api_scope = Some("orders:write")).await;
    page.shows("none of your roles does");
    page.shows("403");
    let page = called(|lies| lies.introspection = Introspection::OutOfOrder).await;
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
    let (provider, mut browser) = scene_with_api().await;
    signed_in(&provider, &mut browser).await;
    provider.rotate_keys();
    call(&mut browser)
        .await
        .shows("It is not signed by a key the API knows.");
    assert_eq!(provider.discoveries(), 1);
}

#[tokio::test]
async fn the_api_answers_bearers_of_a_good_token_and_nobody_else() {
    let (provider, browser) = scene_with_api().await;
    let good = format!("Bearer {}", provider.api_token(API));
    let other = format!("Bearer {}", provider.api_token("https://other.example"));
    let invalid = "Bearer error=\"invalid_token\"";
    for (authorization, status, challenge) in [
        (good.as_str(), StatusCode::OK, None),
        ("", StatusCode::UNAUTHORIZED, Some("Bearer")),
        (&other, StatusCode::UNAUTHORIZED, Some(invalid)),
        ("Bearer x.y.z", StatusCode::UNAUTHORIZED, Some(invalid)),
    ] {
        let request = Request::get(ORDERS).header("authorization", authorization);
        let answer = browser.net.send(request.body(Bytes::new()).unwrap()).await;
        let answer = answer.unwrap();
        assert_eq!(answer.status, status, "{authorization}");
        let told = answer.headers.get("www-authenticate");
        assert_eq!(told.map(|value| value.to_str().unwrap()), challenge);
        assert_eq!(answer.body.contains("Walden"), status == StatusCode::OK);
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
