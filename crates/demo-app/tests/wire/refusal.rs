//! Every way a sign-in must not succeed, with a page that says why.

use crate::{
    browser::Browser,
    provider::{Lies, Provider},
    scene, shop_at, signed_in,
};
use axum::http::StatusCode;
use testkit::answer::Answer;

/// Signs in against a provider that lies; nobody may be signed in afterwards.
async fn stopped(lie: impl FnOnce(&mut Lies)) -> Answer {
    let (provider, mut browser) = scene().await;
    provider.lie(lie);
    let request = browser.get("/sign-in").await.location().to_owned();
    let page = browser.get(&provider.approve(&request)).await;
    nobody(&mut browser).await;
    page
}

async fn nobody(browser: &mut Browser) {
    let home = browser.get("/").await;
    home.shows("Create account");
    home.hides("ada@example.com");
}

#[tokio::test]
async fn an_answer_with_a_state_of_somebody_else_is_refused() {
    let (provider, mut browser) = scene().await;
    let request = browser.get("/sign-in").await.location().to_owned();
    let stolen = Browser::new(browser.net.clone())
        .get("/sign-in")
        .await
        .location()
        .to_owned();
    let page = browser.get(&provider.approve(&stolen)).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    page.shows("This sign-in is over");
    nobody(&mut browser).await;
    // The honest sign-in is not disturbed.
    assert_eq!(
        browser.get(&provider.approve(&request)).await.location(),
        "/"
    );
}

#[tokio::test]
async fn an_answer_without_state_or_with_anything_twice_is_refused() {
    let (_provider, mut browser) = scene().await;
    browser.get("/sign-in").await;
    for address in [
        "/callback",
        "/callback?code=a",
        "/callback?code=a&code=b&state=c",
    ] {
        assert_eq!(
            browser.get(address).await.status,
            StatusCode::BAD_REQUEST,
            "{address}"
        );
    }
}

#[tokio::test]
async fn a_finished_sign_in_cannot_be_finished_again() {
    let (provider, mut browser) = scene().await;
    let request = browser.get("/sign-in").await.location().to_owned();
    let callback = provider.approve(&request);
    assert_eq!(browser.get(&callback).await.location(), "/");
    browser.get(&callback).await.shows("This sign-in is over");
    browser.get("/").await.shows("ada@example.com");
}

#[tokio::test]
async fn a_token_made_for_another_sign_in_is_refused() {
    let page = stopped(|lies| lies.nonce = Some("another".into())).await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    page.shows("the nonce is not the one the shop sent");
}

#[tokio::test]
async fn a_token_for_another_application_is_refused() {
    let page = stopped(|lies| lies.audience = Some("another".into())).await;
    page.shows("It was made for another application.");
}

#[tokio::test]
async fn a_token_of_another_issuer_is_refused() {
    let page = stopped(|lies| lies.issuer = Some("https://evil.example".into())).await;
    page.shows("It was issued by somebody other than the provider.");
}

#[tokio::test]
async fn a_token_that_has_ended_is_refused() {
    let page = stopped(|lies| lies.expires_in = Some(-10)).await;
    page.shows("It had already ended when it arrived.");
}

#[tokio::test]
async fn a_token_signed_by_a_stranger_is_refused() {
    for rs256 in [false, true] {
        let page = stopped(|lies| {
            lies.signature_of_another = true;
            lies.rs256 = rs256;
        })
        .await;
        page.shows("It is not signed by a key the provider publishes");
    }
}

#[tokio::test]
async fn a_token_that_came_with_another_access_token_is_refused() {
    let page = stopped(|lies| lies.at_hash = Some("LDktKdoQak3Pk0cnXxCltA".into())).await;
    page.shows("It does not belong to the access token it came with.");
}

#[tokio::test]
async fn a_sign_in_older_than_asked_for_is_refused_and_a_recent_one_is_not() {
    for (auth_time, succeeds) in [(Some(1_000), false), (None, false), (Some(i64::MAX), true)] {
        let (provider, mut browser) = scene().await;
        provider.lie(|lies| lies.auth_time = auth_time.map(|time: i64| time.min(4_000_000_000)));
        let request = browser
            .get("/sign-in?max_age=60")
            .await
            .location()
            .to_owned();
        let page = browser.get(&provider.approve(&request)).await;
        if succeeds {
            assert_eq!(page.location(), "/");
        } else {
            page.shows("as recently as the shop asked");
        }
    }
}

#[tokio::test]
async fn an_answer_from_another_issuer_or_from_nobody_is_refused() {
    for iss in ["iss=https%3A%2F%2Fevil.example", "other=1"] {
        let (provider, mut browser) = scene().await;
        let request = browser.get("/sign-in").await.location().to_owned();
        let honest = provider.approve(&request);
        let forged = format!("{}&{iss}", honest.split("&iss=").next().unwrap());
        let page = browser.get(&forged).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        page.shows("The answer came from somebody else");
        nobody(&mut browser).await;
        // The code was not spent on it.
        assert_eq!(browser.get(&honest).await.location(), "/");
    }
}

#[tokio::test]
async fn an_error_is_explained_and_offers_another_try() {
    let (provider, mut browser) = scene().await;
    let request = browser.get("/sign-in").await.location().to_owned();
    let refused = provider.refuse(&request, "access_denied", "<script>alert(1)</script>");
    let page = browser.get(&refused).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    page.shows("You, or a rule at the provider, said no.");
    page.shows("access_denied");
    page.shows("Try again");
    page.shows("It ended here:");
    page.hides("<script>");
    nobody(&mut browser).await;
    browser.get("/").await.shows("It ended here: access_denied");
}

#[tokio::test]
async fn an_error_from_another_issuer_is_not_believed() {
    let (provider, mut browser) = scene().await;
    let request = browser.get("/sign-in").await.location().to_owned();
    let refused = provider.refuse(&request, "access_denied", "no");
    let forged = format!(
        "{}&iss=https%3A%2F%2Fevil",
        refused.split("&iss=").next().unwrap()
    );
    browser
        .get(&forged)
        .await
        .shows("The answer came from somebody else");
}

#[tokio::test]
async fn a_refusal_at_the_token_endpoint_is_explained() {
    let page = stopped(|lies| lies.refuse_tokens = Some("invalid_client")).await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    page.shows("The provider does not recognise the shop");
    page.hides("<b>I</b>");
}

#[tokio::test]
async fn a_provider_that_does_not_answer_gets_a_clear_page_and_another_try() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}/oidc", listener.local_addr().unwrap());
    drop(listener);
    let mut browser = Browser::new(shop_at(crate::BASE, &issuer));
    browser.get("/").await.shows("Sign in");
    let page = browser.get("/sign-in").await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    page.shows("The provider does not answer");
    page.shows(&issuer);
}

#[tokio::test]
async fn a_discovery_document_of_another_issuer_is_refused() {
    let provider = Provider::start().await;
    let elsewhere = provider.issuer.replace("127.0.0.1", "localhost");
    let mut browser = Browser::new(shop_at(crate::BASE, &elsewhere));
    browser
        .get("/sign-in")
        .await
        .shows("The provider has another name");
}

#[tokio::test]
async fn a_cookie_that_was_tampered_with_signs_nobody_in() {
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    let value = browser.jar.get_mut("bookstore_claims_3000").unwrap();
    value.replace_range(20..22, "AA");
    nobody(&mut browser).await;
}
