//! The chooser of accounts (`prompt=select_account`, OpenID Connect Core §3.1.2.1).

use oidc_core::time::Lifetime;

use super::steps::words;
use crate::kit::{Answer, Browser, Tokens, World, on_both};

on_both! {
    somebody_signed_in_goes_on_as_they_are_with_one_click,
    another_account_ends_the_session_and_asks_who_it_is,
    without_a_session_there_is_nothing_to_choose,
    t_19_a_choice_is_no_proof,
    a_choice_counts_in_its_own_flow_and_for_the_person_it_named,
    choices_at_once_do_no_harm,
}

const SELECT: (&str, &str) = ("prompt", "select_account");

/// A browser that is signed in, in front of the chooser.
async fn choosing(world: &World, more: &[(&'static str, &str)]) -> (Browser, Answer) {
    let web = world.relying_party("web");
    let (mut ada, _) = web.code("ada@example.com", &[]).await;
    world.pass(Lifetime::minutes(5));
    let request = web.request_with(&[&[SELECT], more].concat());
    let page = ada.visit(&request).await;
    assert_eq!(page.heading(), "Choose an account", "{}", page.body);
    (ada, page)
}

async fn somebody_signed_in_goes_on_as_they_are_with_one_click(world: World) {
    let (mut ada, page) = choosing(&world, &[]).await;
    assert!(words(&page).contains("Continue as ada@example.com"));
    let answer = ada.submit(&page.form(0)).await;
    // Twice is as good as once.
    let again = ada.submit(&page.form(0)).await;
    assert_eq!(again.location(), answer.location());
    let callback = ada.follow(answer).await;
    let web = world.relying_party("web");
    let tokens = Tokens::of(&web.redeem(&callback.parameter("code").unwrap()).await);
    let auth_time = tokens.claims()["auth_time"].as_i64().unwrap();
    assert_eq!(auth_time, world.clock.now().as_seconds() - 300);
    let late = ada.submit(&page.form(0)).await;
    assert_eq!(late.heading(), "This sign-in has expired");
}

async fn another_account_ends_the_session_and_asks_who_it_is(world: World) {
    let web = world.relying_party("web");
    let short = [("scope", "openid")];
    let (mut browser, code) = web.code("ada@example.com", &short).await;
    let of_ada = Tokens::of(&web.redeem(&code).await);
    let page = browser.visit(&web.request_with(&[SELECT])).await;
    let answer = browser.submit(&page.form(1)).await;
    assert!(answer.location().starts_with("/sign-in?"));
    assert!(!browser.jar.contains_key("signet_session_3001"));
    web.userinfo(&of_ada.access)
        .await
        .refused(401, "invalid_token");
    let again = browser.submit(&page.form(1)).await;
    assert!(again.location().starts_with("/sign-in?"));
    let late = browser.submit(&page.form(0)).await;
    assert!(late.location().starts_with("/sign-in?"));
    world.pass(Lifetime::millis(1));
    let page = browser.follow(answer).await;
    let page = browser.ask_for_code(&page, "eve@example.com").await;
    let code = world.code("eve@example.com").await;
    let page = browser.type_code(&page, &code).await;
    let callback = browser.submit(&page.form(0)).await;
    let callback = browser.follow(callback).await;
    let tokens = Tokens::of(&web.redeem(&callback.parameter("code").unwrap()).await);
    assert_ne!(tokens.claims()["sub"], of_ada.claims()["sub"]);
}

async fn without_a_session_there_is_nothing_to_choose(world: World) {
    let web = world.relying_party("web");
    let mut ada = world.browser();
    let answer = ada.get(&web.request_with(&[SELECT])).await;
    assert!(answer.location().starts_with("/sign-in?"));
    // Whoever has just proven who they are has chosen.
    let callback = ada
        .sign_in(&web.request_with(&[SELECT]), "ada@example.com")
        .await;
    assert!(callback.parameter("code").is_some());
}

async fn t_19_a_choice_is_no_proof(world: World) {
    for more in [
        ("max_age", "0"),
        ("max_age", "300"),
        ("prompt", "login select_account"),
    ] {
        let (mut ada, page) = choosing(&world, &[more]).await;
        let answer = ada.submit(&page.form(0)).await;
        let answer = ada.follow(answer).await;
        assert_eq!(answer.form(0).action, "/sign-in", "{more:?}");
        let page = ada.ask_for_code(&answer, "ada@example.com").await;
        let code = world.code("ada@example.com").await;
        let callback = ada.type_code(&page, &code).await;
        let web = world.relying_party("web");
        let code = callback.parameter("code").unwrap();
        let claims = Tokens::of(&web.redeem(&code).await).claims();
        assert_eq!(claims["auth_time"], world.clock.now().as_seconds());
    }
    let (mut ada, page) = choosing(&world, &[("max_age", "301")]).await;
    let answer = ada.submit(&page.form(0)).await;
    let callback = ada.follow(answer).await;
    assert!(callback.parameter("code").is_some());
}

async fn a_choice_counts_in_its_own_flow_and_for_the_person_it_named(world: World) {
    let web = world.relying_party("web");
    let (mut browser, one) = choosing(&world, &[]).await;
    let two = browser.visit(&web.request_with(&[SELECT])).await;
    browser.submit(&one.form(0)).await;
    let flow = two.form(0).value("flow").to_owned();
    let unasked = browser.get(&format!("/oidc/auth/{flow}")).await;
    assert!(unasked.location().starts_with("/select-account?"));
    let login = web.request_with(&[("prompt", "login")]);
    browser.sign_in(&login, "eve@example.com").await;
    for number in [0, 1] {
        let answer = browser.submit(&two.form(number)).await;
        let again = browser.follow(answer).await;
        assert!(words(&again).contains("Continue as eve@example.com"));
    }
    // Chosen as ada, and no longer ada.
    let flow = one.form(0).value("flow").to_owned();
    let again = browser.visit(&format!("/oidc/auth/{flow}")).await;
    assert!(words(&again).contains("Continue as eve@example.com"));
}

async fn choices_at_once_do_no_harm(world: World) {
    let (browser, page) = choosing(&world, &[]).await;
    let posts: Vec<_> = (0..20)
        .map(|n| {
            let (mut browser, form) = (browser.clone(), page.form(n % 2));
            tokio::spawn(async move { browser.submit(&form).await })
        })
        .collect();
    for post in posts {
        assert_eq!(post.await.unwrap().status, 303);
    }
    let mut browser = browser;
    let answer = browser.submit(&page.form(0)).await;
    let page = browser.follow(answer).await;
    assert_eq!(page.form(0).action, "/sign-in", "one of them signed out");
    let web = world.relying_party("web");
    assert_eq!(web.silent_code(&mut browser).await, None);
}
