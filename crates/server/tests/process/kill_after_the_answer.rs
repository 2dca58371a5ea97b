//! `kill -9` right after every answer. Nothing that was answered is lost.

use crate::kit::{Journey, Post, Server, Setup, Tokens, World, on_both};

on_both!(
    the_walk_goes_on_after_a_kill_at_every_step,
    t_26_a_rotation_outlives_its_server,
    a_wrong_try_counts_after_a_kill,
);

const ADA: &str = "ada@example.com";

async fn signed_in(server: &Server) -> (Journey, Tokens) {
    let mut journey = Journey::new(server.browser(), Post::Mailbox);
    let code = journey.sign_in(ADA).await;
    let tokens = Tokens::of(&journey.shop.redeem(&code).await);
    (journey, tokens)
}

async fn the_walk_goes_on_after_a_kill_at_every_step(world: World) {
    let mut server = world.server(Setup::dev()).await;
    let mut walk = Journey::new(server.browser(), Post::Mailbox);
    world.witness.saw(ADA);

    let begun = walk.browser.get(&walk.shop.request()).await;
    server.kill_and_restart().await;
    let page = walk.browser.follow(begun).await;
    server.kill_and_restart().await;
    let asked = walk.browser.submit(&page.form(0).with("email", ADA)).await;
    server.kill_and_restart().await;
    let page = walk.browser.follow(asked).await;
    server.kill_and_restart().await;
    let code = walk.post.code(&walk.browser, ADA, 0).await;
    let proven = walk.browser.submit(&page.form(0).with("code", &code)).await;
    server.kill_and_restart().await;
    // Not known yet: one button, no second code.
    let page = walk.browser.follow(proven).await;
    server.kill_and_restart().await;
    let created = walk.browser.submit(&page.form(0)).await;
    server.kill_and_restart().await;
    let target = created.location().to_owned();
    let back = walk.browser.get(&target).await;
    let code = back.parameter("code").expect("a code");
    server.kill_and_restart().await;
    let tokens = Tokens::of(&walk.shop.redeem(&code).await);
    server.kill_and_restart().await;
    let claims = walk.shop.userinfo(&tokens.access).await.json();
    assert_eq!(claims["email"], ADA);
    let fresh = Tokens::of(&walk.shop.refresh(tokens.refresh()).await);
    server.kill_and_restart().await;
    assert_eq!(walk.shop.userinfo(&fresh.access).await.status, 200);
    let out = walk
        .browser
        .get(&walk.shop.end_session(fresh.id(), "https://shop.example/"))
        .await;
    assert_eq!(out.location(), "https://shop.example/");
    server.kill_and_restart().await;
    let page = walk.browser.visit(&walk.shop.request()).await;
    assert!(page.asks_for("email"), "still signed in: {}", page.body);
    assert_eq!(world.database.events("user.registered").await, 1);
}

async fn t_26_a_rotation_outlives_its_server(world: World) {
    let mut server = world.server(Setup::dev()).await;
    let (mut journey, first) = signed_in(&server).await;
    let second = Tokens::of(&journey.shop.refresh(first.refresh()).await);
    server.kill_and_restart().await;

    // The same successor, and one step only.
    let again = Tokens::of(&journey.shop.refresh(first.refresh()).await);
    assert_eq!(again.refresh(), second.refresh());
    let generation = "select max(generation) from refresh_families";
    assert_eq!(world.database.number(generation).await, 1);

    // Used once, the successor is the only one: within the grace a refusal, and no more.
    let third = Tokens::of(&journey.shop.refresh(second.refresh()).await);
    server.kill_and_restart().await;
    let refused = journey.shop.refresh(first.refresh()).await;
    assert_eq!(refused.status, 400, "{}", refused.body);
    assert_eq!(refused.json()["error"], "invalid_grant");
    assert_eq!(journey.shop.refresh(third.refresh()).await.status, 200);

    // A code that was redeemed before the kill is a replay after it, and takes everything back.
    let answer = journey.browser.visit(&journey.shop.request()).await;
    let code = answer.parameter("code").expect("single sign-on");
    let tokens = Tokens::of(&journey.shop.redeem(&code).await);
    server.kill_and_restart().await;
    let replayed = journey.shop.redeem(&code).await;
    assert_eq!(replayed.json()["error"], "invalid_grant");
    server.kill_and_restart().await;
    assert_eq!(journey.shop.refresh(tokens.refresh()).await.status, 400);
    assert_eq!(journey.shop.userinfo(&tokens.access).await.status, 401);
    assert_eq!(world.database.events("grant.code_replayed").await, 1);
}

async fn a_wrong_try_counts_after_a_kill(world: World) {
    let mut server = world.server(Setup::dev()).await;
    let mut walk = Journey::new(server.browser(), Post::Mailbox);
    let page = walk.browser.visit(&walk.shop.request()).await;
    let page = walk.ask_for_code(&page, ADA).await;
    let right = walk.post.code(&walk.browser, ADA, 0).await;
    let wrong = if right == "000000" {
        "000001"
    } else {
        "000000"
    };
    for _ in 0..5 {
        walk.browser.submit(&page.form(0).with("code", wrong)).await;
        server.kill_and_restart().await;
    }
    let answer = walk
        .browser
        .submit(&page.form(0).with("code", &right))
        .await;
    let shown = walk.browser.follow(answer).await;
    assert!(
        shown.asks_for("code"),
        "in after five wrong tries: {}",
        shown.body
    );
}
