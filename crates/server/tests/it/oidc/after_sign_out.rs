//! What a sign-out leaves behind: the tokens of the client that asked die, those that depend on
//! the session die, what was granted for longer stays (OpenID Connect Core §11).

use oidc_core::time::Lifetime;

use crate::kit::{Browser, RelyingParty, Tokens, World, on_both};

on_both! {
    the_client_that_asked_loses_all_it_got_in_this_session,
    other_clients_keep_what_was_granted_for_longer,
    a_person_who_signs_out_by_herself_ends_what_depends_on_the_session,
    a_client_comes_back_after_signing_out,
}

async fn tokens(rp: &RelyingParty, browser: &mut Browser, scope: &'static str) -> Tokens {
    let request = rp.request_with(&[("scope", scope), ("prompt", "none")]);
    let code = browser.get(&request).await.parameter("code");
    Tokens::of(&rp.redeem(&code.unwrap()).await)
}

async fn lives(rp: &RelyingParty, tokens: &Tokens) -> bool {
    let status = rp.userinfo(&tokens.access).await.status.as_u16();
    if let Some(refresh) = &tokens.refresh {
        let refreshed = rp.refresh(refresh).await.status.as_u16();
        assert_eq!((status == 200), (refreshed == 200), "both or neither");
    }
    status == 200
}

async fn the_client_that_asked_loses_all_it_got_in_this_session(world: World) {
    let web = world.relying_party("web");
    let (mut ada, _) = web.code("ada@example.com", &[]).await;
    let long = tokens(&web, &mut ada, "openid offline_access").await;
    let short = tokens(&web, &mut ada, "openid").await;
    let unused = web.silent_code(&mut ada).await.unwrap();
    let on_the_phone = web.sign_in("ada@example.com").await;
    assert!(lives(&web, &short).await);
    ada.get("/oidc/session/end?client_id=web").await;
    assert!(!lives(&web, &long).await);
    assert!(!lives(&web, &short).await);
    web.redeem(&unused).await.refused(400, "invalid_grant");
    assert!(
        lives(&web, &on_the_phone).await,
        "another browser's session"
    );
}

async fn other_clients_keep_what_was_granted_for_longer(world: World) {
    let (web, other) = (world.relying_party("web"), world.relying_party("other"));
    let (mut ada, _) = web.code("ada@example.com", &[]).await;
    let long = tokens(&other, &mut ada, "openid offline_access").await;
    let short = tokens(&other, &mut ada, "openid").await;
    assert!(lives(&other, &short).await);
    ada.get("/oidc/session/end?client_id=web").await;
    assert!(!lives(&other, &short).await);
    assert!(lives(&other, &long).await);
    assert_eq!(other.silent_code(&mut ada).await, None);
}

async fn a_person_who_signs_out_by_herself_ends_what_depends_on_the_session(world: World) {
    let web = world.relying_party("web");
    let (mut ada, _) = web.code("ada@example.com", &[]).await;
    let long = tokens(&web, &mut ada, "openid offline_access").await;
    let short = tokens(&web, &mut ada, "openid").await;
    let page = ada.get("/oidc/session/end").await;
    ada.submit(&page.form(0)).await;
    assert!(!lives(&web, &short).await);
    assert!(lives(&web, &long).await);
}

async fn a_client_comes_back_after_signing_out(world: World) {
    let web = world.relying_party("web");
    let (mut ada, _) = web.code("ada@example.com", &[]).await;
    let before = tokens(&web, &mut ada, "openid offline_access").await;
    ada.get("/oidc/session/end?client_id=web").await;
    world.pass(Lifetime::millis(1));
    let callback = ada.sign_in(&web.request(), "ada@example.com").await;
    let answer = web.redeem(&callback.parameter("code").unwrap()).await;
    let after = Tokens::of(&answer);
    assert!(lives(&web, &after).await);
    assert!(!lives(&web, &before).await);
    assert_eq!(after.claims()["sub"], before.claims()["sub"]);
}
