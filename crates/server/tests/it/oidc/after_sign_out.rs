//! What a sign-out leaves behind: the tokens of the client that asked die, those that depend on
//! the session die, what was granted for longer stays (OpenID Connect Core §11).

use oidc_core::time::{Lifetime, Timestamp};

use crate::kit::{Browser, RelyingParty, Tokens, World, on_both};

/// So often what happens at once is tried.
const ROUNDS: u32 = 20;

on_both! {
    the_client_that_asked_loses_all_it_got_in_this_session,
    other_clients_keep_what_was_granted_for_longer,
    a_person_who_signs_out_by_herself_ends_what_depends_on_the_session,
    a_client_comes_back_after_signing_out,
    no_clock_saves_a_token_from_a_sign_out,
    a_client_that_joins_while_it_signs_out_keeps_nothing,
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

/// Two servers of one database, whose clocks do not agree; SQLite, too, may be restarted with
/// another time of day.
async fn no_clock_saves_a_token_from_a_sign_out(world: World) {
    let (world, _folder) = world.on_disk().await;
    let there = world.another_node().await;
    let (web, other) = (world.relying_party("web"), world.relying_party("other"));
    for skew in [-3_600_000, -1_000, 0, 1_000, 3_600_000] {
        world.pass(Lifetime::hours(3));
        let here = world.clock.now().as_millis();
        there.clock.set(Timestamp::from_millis(here + skew));
        let (mut ada, _) = web.code("ada@example.com", &[]).await;
        let long = tokens(&web, &mut ada, "openid offline_access").await;
        let of_other = tokens(&other, &mut ada, "openid offline_access").await;
        let unused = web.silent_code(&mut ada).await.unwrap();
        let mut ada = ada.at(&there);
        ada.get("/oidc/session/end?client_id=web").await;
        for node in [&world, &there] {
            let web = web.clone().at(node);
            assert!(!lives(&web, &long).await, "{skew}");
            web.redeem(&unused).await.refused(400, "invalid_grant");
            assert_eq!(web.silent_code(&mut ada.clone().at(node)).await, None);
        }
        assert!(lives(&other, &of_other).await, "{skew}");
        // A new session: nothing of the old one weighs on it, and nothing old comes back.
        let mut ada = ada.at(&world);
        world.pass(Lifetime::millis(1));
        let callback = ada.sign_in(&web.request(), "ada@example.com").await;
        let again = web.redeem(&callback.parameter("code").unwrap()).await;
        for node in [&world, &there] {
            let web = web.clone().at(node);
            assert!(!lives(&web, &long).await, "{skew}");
        }
        assert!(lives(&web, &Tokens::of(&again)).await, "{skew}");
    }
}

/// A client's first code in a session, and the answer to the question of its sign-out, at once: of
/// what it is given before the end nothing is left, and after it there is nothing.
async fn a_client_that_joins_while_it_signs_out_keeps_nothing(world: World) {
    let (web, other) = (world.relying_party("web"), world.relying_party("other"));
    let [here, there] = world.two_nodes().await;
    for _ in 0..ROUNDS {
        world.pass(Lifetime::hours(1));
        let (ada, _) = other.code("ada@example.com", &[]).await;
        let (mut asks, mut leaves) = (ada.clone().at(&here), ada.at(&there));
        let question = leaves.get("/oidc/session/end?client_id=web").await;
        let (form, web) = (question.form(0), web.clone());
        assert_eq!(form.action, "/oidc/session/end/confirm");
        let joining = tokio::spawn(async move { web.silent_code(&mut asks).await });
        let leaving = tokio::spawn(async move { leaves.submit(&form).await });
        let (code, left) = (joining.await.unwrap(), leaving.await.unwrap());
        let end = "/oidc/session/end/success?app_id=web";
        assert_eq!(left.location(), end);
        let web = world.relying_party("web");
        if let Some(code) = code {
            web.redeem(&code).await.refused(400, "invalid_grant");
        }
    }
}
