//! `prompt`, `max_age` and `id_token_hint` (OpenID Connect Core §3.1.2.1).

use oidc_core::time::Lifetime;

use crate::kit::{Browser, Setup, Tokens, World, on_both};

on_both! {
    t_18_prompt_none_never_shows_anything,
    t_19_a_fresh_sign_in_is_proven_by_auth_time,
    a_hint_at_somebody_else_asks_for_them_and_for_nobody_else,
}

async fn world() -> World {
    World::with(Setup::default()).await
}

async fn t_18_prompt_none_never_shows_anything(world: World) {
    let web = world.relying_party("web");
    let none = web.request_with(&[("prompt", "none")]);
    for client in ["web", "spa", "native"] {
        let rp = world.relying_party(client);
        let mut stranger = world.browser();
        let answer = stranger.get(&rp.request_with(&[("prompt", "none")])).await;
        assert_eq!(answer.parameter("error").unwrap(), "login_required");
        assert!(answer.location().starts_with(rp.redirect_uri));
        assert!(stranger.jar.is_empty());
    }
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let hint_at_ada = Tokens::of(&web.redeem(&code).await).id.unwrap();
    let hint_at_eve = web.sign_in("eve@example.com").await.id.unwrap();
    assert!(ada.get(&none).await.parameter("code").is_some());
    for (more, code_comes) in [
        (("id_token_hint", hint_at_ada.as_str()), true),
        (("id_token_hint", hint_at_eve.as_str()), false),
        (("max_age", "0"), false),
        (("max_age", "1"), true),
    ] {
        let answer = ada
            .get(&web.request_with(&[("prompt", "none"), more]))
            .await;
        assert_eq!(answer.parameter("code").is_some(), code_comes, "{}", more.0);
        if !code_comes {
            assert_eq!(answer.parameter("error").unwrap(), "login_required");
        }
    }
    for bad in [
        "none login",
        "none consent",
        "consent none",
        "none select_account",
        "create",
    ] {
        let answer = ada.get(&web.request_with(&[("prompt", bad)])).await;
        assert_eq!(
            answer.parameter("error").unwrap(),
            "invalid_request",
            "{bad}"
        );
    }
}

async fn t_19_a_fresh_sign_in_is_proven_by_auth_time(world: World) {
    let web = world.relying_party("web");
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let first = Tokens::of(&web.redeem(&code).await).claims();
    for changes in [
        vec![("prompt", "login")],
        vec![("prompt", "login consent")],
        vec![("max_age", "0")],
        vec![("max_age", "59")],
        vec![("max_age", "60")],
    ] {
        world.pass(Lifetime::seconds(60));
        // Nothing that was proven before counts, not even going back and forth.
        let request = web.request_with(&changes);
        let page = ada.visit(&request).await;
        assert_eq!(page.status, 200, "{changes:?}");
        let fields = page.form(0).fields;
        let flow = &fields.iter().find(|(name, _)| name == "flow").unwrap().1;
        let again = ada.get(&format!("/oidc/auth/{flow}")).await;
        assert!(again.location().starts_with("/sign-in?"), "{changes:?}");
        let callback = ada.sign_in(&request, "ada@example.com").await;
        let tokens = web.redeem(&callback.parameter("code").unwrap()).await;
        let claims = Tokens::of(&tokens).claims();
        assert_eq!(claims["auth_time"], world.clock.now().as_seconds());
        assert_eq!(claims["sub"], first["sub"]);
    }
    world.pass(Lifetime::seconds(60));
    let answer = ada.get(&web.request_with(&[("max_age", "61")])).await;
    let tokens = Tokens::of(&web.redeem(&answer.parameter("code").unwrap()).await);
    let auth_time = tokens.claims()["auth_time"].as_i64().unwrap();
    assert_eq!(auth_time, world.clock.now().as_seconds() - 60);
}

#[tokio::test]
async fn a_max_age_that_is_no_number_is_refused() {
    let world = world().await;
    let web = world.relying_party("web");
    for bad in ["-1", "1.5", "soon", "99999999999"] {
        let answer = world.get(&web.request_with(&[("max_age", bad)])).await;
        assert_eq!(
            answer.parameter("error").unwrap(),
            "invalid_request",
            "{bad}"
        );
    }
}

/// Logto's SDKs always send it; of a first-party client it must not cost a page.
#[tokio::test]
async fn prompt_consent_shows_no_page_to_somebody_who_is_signed_in() {
    let world = world().await;
    let web = world.relying_party("web");
    let (mut ada, _) = web.code("ada@example.com", &[]).await;
    let answer = ada.get(&web.request_with(&[("prompt", "consent")])).await;
    let tokens = web.redeem(&answer.parameter("code").unwrap()).await;
    assert!(Tokens::of(&tokens).refresh.is_some());
}

async fn a_hint_at_somebody_else_asks_for_them_and_for_nobody_else(world: World) {
    let web = world.relying_party("web");
    let hint = web.sign_in("eve@example.com").await.id.unwrap();
    let (ada, _) = web.code("ada@example.com", &[]).await;
    let request = web.request_with(&[("id_token_hint", &hint)]);
    let at_the_page = async |mut browser: Browser, email: &str| {
        world.pass(Lifetime::millis(1));
        assert_eq!(browser.visit(&request).await.status, 200);
        browser.sign_in(&request, email).await
    };
    let wrong = at_the_page(ada.clone(), "ada@example.com").await;
    assert_eq!(wrong.parameter("error").unwrap(), "login_required");
    let right = at_the_page(ada, "eve@example.com").await;
    assert!(right.parameter("code").is_some());
}

/// It names who is meant, so it must have been made for the client that shows it.
#[tokio::test]
async fn t_30_a_hint_made_for_another_client_is_refused() {
    let world = world().await;
    let (web, other) = (world.relying_party("web"), world.relying_party("other"));
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let hint = Tokens::of(&web.redeem(&code).await).id.unwrap();
    for (rp, accepted) in [(&web, true), (&other, false)] {
        let answer = ada.get(&rp.request_with(&[("id_token_hint", &hint)])).await;
        let error = answer.parameter("error");
        assert_eq!(answer.parameter("code").is_some(), accepted);
        assert_eq!(error, (!accepted).then(|| "invalid_request".to_owned()));
    }
}
