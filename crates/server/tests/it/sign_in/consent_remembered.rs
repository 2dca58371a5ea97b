//! Consent is remembered for each person and client, and only what is new is asked.

use super::consent::{asked, club, leads_to, tokens};
use crate::kit::{World, on_both};

on_both! {
    what_was_agreed_to_is_not_asked_again_and_only_what_is_new_is,
    each_person_and_each_client_is_asked,
    prompt_consent_asks_for_everything_again,
    a_third_party_installed_application_is_asked_about_each_time,
    only_what_is_requested_is_granted_whatever_is_remembered,
    what_the_form_says_beyond_the_request_is_not_remembered,
}

async fn what_was_agreed_to_is_not_asked_again_and_only_what_is_new_is(world: World) {
    let club = club(&world);
    let request = |scope: &'static str| club.request_with(&[("scope", scope)]);
    let (mut ada, page) = asked(&world, "ada@example.com", &request("openid email")).await;
    ada.submit(&page.form(0)).await;
    let answer = ada.get(&request("openid email")).await;
    leads_to(&answer, "https://club.example/cb?code=");
    let page = ada.visit(&request("openid email profile")).await;
    page.shows("See your name");
    page.hides("See your email address");
    let allowed = ada.submit(&page.form(0)).await;
    let code = allowed.parameter("code").unwrap();
    let scope = club.redeem(&code).await.json()["scope"].clone();
    assert_eq!(scope, "openid email profile");
    // In another browser too.
    let (mut elsewhere, _) = world
        .relying_party("web")
        .code("ada@example.com", &[])
        .await;
    let silent = club.request_with(&[("scope", "profile openid"), ("prompt", "none")]);
    assert!(elsewhere.get(&silent).await.parameter("code").is_some());
}

async fn each_person_and_each_client_is_asked(world: World) {
    let request = club(&world).request();
    let (mut ada, page) = asked(&world, "ada@example.com", &request).await;
    ada.submit(&page.form(0)).await;
    let app = world.relying_party("club-app").request();
    assert_eq!(ada.visit(&app).await.form(0).action, "/consent");
    asked(&world, "eve@example.com", &request).await;
}

async fn prompt_consent_asks_for_everything_again(world: World) {
    let club = club(&world);
    let scope = ("scope", "openid email");
    let request = club.request_with(&[scope]);
    let (mut ada, page) = asked(&world, "ada@example.com", &request).await;
    ada.submit(&page.form(0)).await;
    let again = club.request_with(&[scope, ("prompt", "consent")]);
    for _ in 0..2 {
        let page = ada.visit(&again).await;
        page.shows("See your email address");
        let allowed = ada.submit(&page.form(0)).await;
        assert!(tokens(&club, &allowed).await.id.is_some());
    }
    let page = ada.visit(&again).await;
    let refused = ada.submit(&page.form(1)).await;
    assert_eq!(refused.parameter("error").unwrap(), "access_denied");
    assert!(ada.get(&request).await.parameter("code").is_some());
}

/// RFC 8252 §8.6.
async fn a_third_party_installed_application_is_asked_about_each_time(world: World) {
    let app = world.relying_party("club-app");
    for uri in ["http://127.0.0.1:49152/club", "com.example.club:/cb"] {
        let uri = ("redirect_uri", uri);
        let (mut ada, page) = asked(&world, "ada@example.com", &app.request_with(&[uri])).await;
        let allowed = ada.submit(&page.form(0)).await;
        leads_to(&allowed, &format!("{}?code=", uri.1));
        let page = ada.visit(&app.request_with(&[uri])).await;
        page.shows("See your email address");
        let refused = ada.get(&app.request_with(&[uri, ("prompt", "none")])).await;
        leads_to(&refused, uri.1);
        assert_eq!(refused.parameter("error").unwrap(), "consent_required");
        let allowed = ada.submit(&page.form(0)).await;
        assert!(allowed.parameter("code").is_some());
    }
}

async fn only_what_is_requested_is_granted_whatever_is_remembered(world: World) {
    let club = club(&world);
    let (mut ada, page) = asked(&world, "ada@example.com", &club.request()).await;
    ada.submit(&page.form(0)).await;
    let less = club.request_with(&[("scope", "openid")]);
    let code = ada.get(&less).await.parameter("code").unwrap();
    assert_eq!(club.redeem(&code).await.json()["scope"], "openid");
}

async fn what_the_form_says_beyond_the_request_is_not_remembered(world: World) {
    let club = club(&world);
    let request = club.request_with(&[("scope", "openid")]);
    let (mut ada, page) = asked(&world, "ada@example.com", &request).await;
    let more = r#"{"scope":"openid email offline_access","resources":{"https://api":"x"}}"#;
    let allowed = ada.submit(&page.form(0).with("shown", more)).await;
    let code = allowed.parameter("code").unwrap();
    assert_eq!(club.redeem(&code).await.json()["scope"], "openid");
    let more = club.request_with(&[("scope", "openid email"), ("prompt", "none")]);
    let refused = ada.get(&more).await;
    assert_eq!(refused.parameter("error").unwrap(), "consent_required");
}
