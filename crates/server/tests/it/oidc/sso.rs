//! Single sign-on: one proof, several clients (OpenID Connect Core §3.1.2.3).

use oidc_core::time::Lifetime;

use crate::kit::{Tokens, World, on_both};

on_both! {
    a_second_client_gets_its_code_without_a_page,
    two_tabs_with_two_clients_both_finish,
    another_person_in_the_same_browser_ends_the_first_ones_session,
}

async fn a_second_client_gets_its_code_without_a_page(world: World) {
    let (web, spa) = (world.relying_party("web"), world.relying_party("spa"));
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let first = Tokens::of(&web.redeem(&code).await).claims();
    world.pass(Lifetime::hours(3));
    let nodes = world.two_nodes().await;
    let mut ada_elsewhere = ada.clone().at(&nodes[1]);
    let answer = ada_elsewhere.get(&spa.request()).await;
    assert!(
        answer
            .location()
            .starts_with("https://spa.example/cb?code=")
    );
    let tokens = Tokens::of(&spa.redeem(&answer.parameter("code").unwrap()).await);
    let second = tokens.claims();
    assert_eq!(second["sub"], first["sub"]);
    assert_eq!(second["auth_time"], first["auth_time"]);
    assert_eq!(second["aud"], "spa");
    assert_eq!(second["iat"], world.clock.now().as_seconds());
    // Whoever asks from another browser is asked.
    let answer = world.browser().get(&spa.request()).await;
    assert!(answer.location().starts_with("/sign-in?"));
    assert!(web.silent_code(&mut ada).await.is_some());
}

async fn two_tabs_with_two_clients_both_finish(world: World) {
    let (web, other) = (world.relying_party("web"), world.relying_party("other"));
    let mut ada = world.browser();
    let one = ada.visit(&web.request()).await;
    let two = ada.visit(&other.request()).await;
    let one = ada.ask_for_code(&one, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    let one = ada.type_code(&one, &code).await;
    let one = ada.submit(&one.form(0)).await;
    let one = ada.follow(one).await;
    assert_eq!(
        web.redeem(&one.parameter("code").unwrap()).await.status,
        200
    );
    world.pass(Lifetime::millis(1));
    let two = ada.ask_for_code(&two, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    let two = ada.type_code(&two, &code).await;
    let code = two.parameter("code").unwrap();
    assert!(two.location().starts_with("https://other.example/cb?"));
    assert_eq!(other.redeem(&code).await.status, 200);
    // The second proof was the same person's: the first client is still in the session.
    assert!(web.silent_code(&mut ada).await.is_some());
}

async fn another_person_in_the_same_browser_ends_the_first_ones_session(world: World) {
    let (web, other) = (world.relying_party("web"), world.relying_party("other"));
    let short = [("scope", "openid")];
    let (mut browser, code) = web.code("ada@example.com", &short).await;
    let of_ada = Tokens::of(&web.redeem(&code).await);
    let cookie = browser.jar["signet_session_3001"].clone();
    let login = other.request_with(&[("prompt", "login")]);
    let callback = browser.sign_in(&login, "eve@example.com").await;
    let tokens = other.redeem(&callback.parameter("code").unwrap()).await;
    assert_ne!(Tokens::of(&tokens).claims()["sub"], of_ada.claims()["sub"]);
    // Without offline_access tokens end with the session; its cookie is worth nothing.
    web.userinfo(&of_ada.access)
        .await
        .refused(401, "invalid_token");
    browser.jar.insert("signet_session_3001".to_owned(), cookie);
    assert_eq!(web.silent_code(&mut browser).await, None);
}
