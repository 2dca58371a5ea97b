//! The token for the API between two calls: when the shop keeps it, and when it fetches another.

use crate::{api::call, scene_with_api, signed_in};

#[tokio::test]
async fn a_refused_token_is_not_used_again_by_somebody_signed_in() {
    let (provider, mut browser) = scene_with_api().await;
    signed_in(&provider, &mut browser).await;
    provider.lie(|lies| lies.api_scope = Some("orders:write"));
    let page = call(&mut browser).await;
    page.shows("Refused");
    page.hides("The token for the API ends");
    page.shows("Call the API again");
    // The role is given now.
    provider.lie(|lies| lies.api_scope = None);
    let page = call(&mut browser).await;
    page.shows("Accepted");
    page.shows("The token for the API ends");
}

#[tokio::test]
async fn an_accepted_token_is_used_again() {
    let (provider, mut browser) = scene_with_api().await;
    signed_in(&provider, &mut browser).await;
    call(&mut browser).await.shows("Accepted");
    provider.lie(|lies| lies.refuse_tokens = Some("invalid_grant"));
    call(&mut browser).await.shows("Accepted");
}

#[tokio::test]
async fn a_token_too_long_for_a_cookie_is_not_kept_the_page_says_so_and_the_session_stays() {
    let (provider, mut browser) = scene_with_api().await;
    signed_in(&provider, &mut browser).await;
    call(&mut browser).await.hides("too long for a cookie");
    signed_in(&provider, &mut browser).await;
    provider.lie(|lies| lies.api_padding = 4_000);
    for _ in 0..2 {
        let page = call(&mut browser).await;
        page.shows("Accepted");
        page.shows("The token is too long for a cookie");
        page.hides("The token for the API ends");
        page.shows("Sign out");
    }
    browser.post("/sign-out", String::new()).await.location();
    browser.get("/").await.hides("Call the API");
}
