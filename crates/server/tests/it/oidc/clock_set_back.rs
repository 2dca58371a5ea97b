//! A clock that ran ahead and was set back: what was made in the meantime was made in the future.
//! Clocks of two servers may be ninety seconds apart (T-43).

use oidc_core::time::{Lifetime, Timestamp};

use crate::kit::{Answer, Tokens, World, on_both};

on_both! {
    t_43_clocks_ninety_seconds_apart_disturb_nothing,
    t_43_a_sign_in_from_the_future_is_over_and_a_new_one_works,
    t_43_a_mailed_code_from_the_future_is_over_and_no_page_shows_impossible_times,
    t_43_an_authorization_code_from_the_future_is_over,
    t_43_a_session_from_the_future_lives_no_longer_than_its_time_from_now,
    t_43_a_session_from_the_future_can_be_ended,
    t_43_tokens_from_the_future_live_no_longer_than_their_time_from_now,
    t_43_tokens_from_the_future_can_be_revoked,
    t_43_limits_from_the_future_lock_nobody_out,
    t_43_a_mail_written_before_the_clock_ran_ahead_still_leaves,
}

const AHEAD: Lifetime = Lifetime::days(30);
const SKEW: Lifetime = Lifetime::seconds(90);

/// Moves the clock ahead; where it stood.
fn run_ahead(world: &World, span: Lifetime) -> Timestamp {
    let right = world.clock.now();
    world.pass(span);
    right
}

async fn at_code_page(world: &World) -> (crate::kit::Browser, Answer) {
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    let page = browser.ask_for_code(&page, "ada@example.com").await;
    (browser, page)
}

async fn t_43_clocks_ninety_seconds_apart_disturb_nothing(world: World) {
    let web = world.relying_party("web");
    let right = run_ahead(&world, SKEW);
    let (mut browser, page) = at_code_page(&world).await;
    let code = world.code("ada@example.com").await;
    world.clock.set(right);
    let answer = browser.type_code(&page, &code).await;
    world.clock.set(right.plus(SKEW));
    let answer = browser.submit(&answer.form(0)).await;
    let callback = browser.follow(answer).await;
    world.clock.set(right);
    let tokens = Tokens::of(&web.redeem(&callback.parameter("code").unwrap()).await);
    let claims = tokens.claims();
    assert!(
        claims["auth_time"].as_i64() <= claims["iat"].as_i64(),
        "{claims}"
    );
    assert!(web.silent_code(&mut browser).await.is_some());
    world.clock.set(right.minus(SKEW));
    assert_eq!(web.userinfo(&tokens.access).await.status, 200);
    world.clock.set(right.plus(SKEW));
    let tokens = Tokens::of(&web.refresh(tokens.refresh()).await);
    world.clock.set(right);
    assert_eq!(web.userinfo(&tokens.access).await.status, 200);
    Tokens::of(&web.refresh(tokens.refresh()).await);
}

async fn t_43_a_sign_in_from_the_future_is_over_and_a_new_one_works(world: World) {
    let right = run_ahead(&world, AHEAD);
    let (mut browser, page) = at_code_page(&world).await;
    let code = world.code("ada@example.com").await;
    world.clock.set(right);
    let answer = browser.type_code(&page, &code).await;
    assert_eq!(answer.heading(), "This sign-in has expired");
    let web = world.relying_party("web");
    let callback = browser.sign_in(&web.request(), "bob@example.com").await;
    assert!(callback.parameter("code").is_some(), "{}", callback.body);
}

async fn t_43_a_mailed_code_from_the_future_is_over_and_no_page_shows_impossible_times(
    world: World,
) {
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    let right = run_ahead(&world, Lifetime::minutes(50));
    let page = browser.ask_for_code(&page, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    let flow = page.form(0).value("flow").to_owned();
    let at = format!("/sign-in/verification-code?flow={flow}&app_id=web");
    world.clock.set(right);
    let shown = browser.get(&at).await;
    assert!(shown.body.contains("expired"), "{}", shown.body);
    for number in shown.body.split(|c: char| !c.is_ascii_digit()) {
        assert!(!matches!(number, "60" | "59" | "3059"), "{number}");
    }
    let answer = browser.type_code(&page, &code).await;
    assert!(answer.body.contains("expired"), "{}", answer.body);
    // Another one can be asked for at once, and is good.
    let page = browser.submit(&page.form(1)).await;
    let page = browser.follow(page).await;
    let mails = world.mails("ada@example.com").await;
    let mut codes = mails.iter().filter_map(|mail| mail["code"].as_str());
    let other = codes.find(|other| *other != code).unwrap();
    let answer = browser.type_code(&page, other).await;
    assert!(
        answer.heading().starts_with("There is no account"),
        "{}",
        answer.body
    );
}

async fn t_43_an_authorization_code_from_the_future_is_over(world: World) {
    let web = world.relying_party("web");
    let right = run_ahead(&world, AHEAD);
    let (_, code) = web.code("ada@example.com", &[]).await;
    world.clock.set(right);
    web.redeem(&code).await.refused(400, "invalid_grant");
}

async fn t_43_a_session_from_the_future_lives_no_longer_than_its_time_from_now(world: World) {
    let web = world.relying_party("web");
    let right = run_ahead(&world, AHEAD);
    let (mut browser, _) = web.code("ada@example.com", &[]).await;
    world.clock.set(right);
    let code = web.silent_code(&mut browser).await.unwrap();
    let claims = Tokens::of(&web.redeem(&code).await).claims();
    assert!(
        claims["auth_time"].as_i64() <= claims["iat"].as_i64(),
        "{claims}"
    );
    let fresh = web.request_with(&[("prompt", "none"), ("max_age", "7200")]);
    let answer = browser.get(&fresh).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
    world.pass(Lifetime::days(14));
    assert_eq!(web.silent_code(&mut browser).await, None);
}

async fn t_43_a_session_from_the_future_can_be_ended(world: World) {
    let web = world.relying_party("web");
    let right = run_ahead(&world, AHEAD);
    let (mut browser, code) = web.code("ada@example.com", &[]).await;
    let tokens = Tokens::of(&web.redeem(&code).await);
    world.clock.set(right);
    let kept = browser.clone();
    let hint = tokens.id.unwrap();
    browser
        .visit(&format!("/oidc/session/end?id_token_hint={hint}"))
        .await;
    for now in [right, right.plus(AHEAD)] {
        world.clock.set(now);
        assert_eq!(web.silent_code(&mut kept.clone()).await, None);
    }
}

async fn t_43_tokens_from_the_future_live_no_longer_than_their_time_from_now(world: World) {
    for client in ["web", "spa"] {
        let party = world.relying_party(client);
        let right = run_ahead(&world, AHEAD);
        let tokens = party.sign_in("ada@example.com").await;
        world.clock.set(right);
        let answer = party.userinfo(&tokens.access).await;
        answer.refused(401, "invalid_token");
        let tokens = Tokens::of(&party.refresh(tokens.refresh()).await);
        let claims = tokens.claims();
        assert!(
            claims["auth_time"].as_i64() <= claims["iat"].as_i64(),
            "{claims}"
        );
        assert_eq!(party.userinfo(&tokens.access).await.status, 200);
        world.pass(Lifetime::days(14));
        let answer = party.refresh(tokens.refresh()).await;
        answer.refused(400, "invalid_grant");
    }
}

async fn t_43_tokens_from_the_future_can_be_revoked(world: World) {
    let web = world.relying_party("web");
    let right = run_ahead(&world, AHEAD);
    let tokens = web.sign_in("ada@example.com").await;
    world.clock.set(right);
    let revoked = web
        .post("/oidc/token/revocation", &[("token", &tokens.access)])
        .await;
    assert_eq!(revoked.status, 200);
    let answer = web.refresh(tokens.refresh()).await;
    answer.refused(400, "invalid_grant");
    world.clock.set(right.plus(AHEAD));
    let answer = web.userinfo(&tokens.access).await;
    answer.refused(401, "invalid_token");
}

async fn t_43_limits_from_the_future_lock_nobody_out(world: World) {
    let right = run_ahead(&world, AHEAD);
    for _ in 0..12 {
        at_code_page(&world).await;
    }
    let (_, page) = at_code_page(&world).await;
    assert_eq!(page.status, 429, "the limit was reached");
    world.clock.set(right);
    let (_, page) = at_code_page(&world).await;
    assert_eq!(page.status, 200, "{}", page.body);
}

async fn t_43_a_mail_written_before_the_clock_ran_ahead_still_leaves(world: World) {
    let (world, _folder) = world.on_disk().await;
    at_code_page(&world).await;
    // As a server left it that took it while the clock was wrong.
    let ahead = world.clock.now().plus(AHEAD).as_millis();
    let taken = format!("update deliveries set leased_until = {ahead}, next_attempt_at = {ahead}");
    world.sql(&taken).await;
    world.code("ada@example.com").await;
}
