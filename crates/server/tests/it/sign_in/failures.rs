//! A hundred failures an hour, then a pause that the owner escapes (T-46, T-47).

use oidc_core::time::Lifetime;

use super::steps::{at_code_page, at_code_page_of, register, resend, words, wrong};
use crate::kit::{Answer, Browser, Setup, World, on_both};

on_both! {
    t_46_a_hundred_failures_an_hour_then_a_pause_whatever_is_resent,
    t_46_a_stranger_cannot_lock_the_owner_out,
    t_46_a_known_browser_has_a_limit_of_its_own,
    t_46_tries_of_a_dead_code_pause_nobody,
    t_46_success_forgets_the_failures,
    t_47_sign_in_and_register_share_one_counter,
}

/// Wastes tries until `left` are left before the pause, with as many codes as that takes; no more
/// codes than one recipient gets without waiting.
async fn fail(world: &World, browser: &mut Browser, mut page: Answer, number: u32) -> Answer {
    let mut answer = page.clone();
    for done in 0..number {
        if done > 0 && done % 5 == 0 {
            if done % 45 == 0 {
                world.pass(Lifetime::minutes(10));
            }
            page = resend(world, browser, &page).await;
            assert_eq!(page.status, 200, "{}", words(&page));
        }
        answer = browser.type_code(&page, "123456").await;
        assert_eq!(answer.status, 200, "{done}: {}", words(&answer));
    }
    answer
}

fn assert_paused(answer: &Answer) {
    assert_eq!(answer.status, 429, "{}", words(answer));
    assert!(
        words(answer).contains("Too many wrong codes. Try again in"),
        "{}",
        words(answer)
    );
}

async fn t_46_a_hundred_failures_an_hour_then_a_pause_whatever_is_resent(world: World) {
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    let page = fail(&world, &mut browser, page, 100).await;
    // Twenty minutes have passed while codes were waited for; the hour began with the first one.
    let page = resend(&world, &mut browser, &page).await;
    let code = world.code("ada@example.com").await;
    let answer = browser
        .submit(&page.form(0).with("code", &wrong(&code, 0)))
        .await;
    assert_paused(&answer);
    assert!(
        words(&answer).contains("in 40 minutes"),
        "{}",
        words(&answer)
    );
    // The right code neither, nor in another flow, nor in another browser.
    assert_paused(&browser.submit(&page.form(0).with("code", &code)).await);
    let (mut other, other_page) = at_code_page(&world, "ADA@example.com").await;
    let code = world.code("ada@example.com").await;
    assert_paused(&other.submit(&other_page.form(0).with("code", &code)).await);
    // Another address is not concerned, and the hour ends.
    let (mut bob, bobs) = at_code_page(&world, "bob@example.com").await;
    let code = world.code("bob@example.com").await;
    assert!(
        bob.type_code(&bobs, &code)
            .await
            .heading()
            .starts_with("There is no account")
    );
    world.pass(Lifetime::minutes(40));
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    let answer = browser.type_code(&page, &code).await;
    assert!(
        answer.heading().starts_with("There is no account"),
        "{}",
        words(&answer)
    );
}

/// A world where the pause comes soon.
async fn strict(world: &World) -> World {
    let more = "[limits]\nfailures_per_address = \"5/1h\"";
    world
        .set_up(Setup {
            more,
            ..Setup::default()
        })
        .await
}

async fn t_46_a_stranger_cannot_lock_the_owner_out(world: World) {
    let world = strict(&world).await;
    let mut owner = world.browser();
    let web = world.relying_party("web");
    owner.sign_in(&web.request(), "ada@example.com").await;
    let (mut stranger, page) = at_code_page(&world, "ada@example.com").await;
    let page = fail(&world, &mut stranger, page, 5).await;
    let page = resend(&world, &mut stranger, &page).await;
    assert_paused(&stranger.submit(&page.form(0).with("code", "123456")).await);
    // A browser that was never here shares the stranger's counter …
    let (mut new, new_page) = at_code_page(&world, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    assert_paused(&new.submit(&new_page.form(0).with("code", &code)).await);
    // … the owner's does not, even after signing out.
    owner.get("/oidc/session/end?client_id=web").await;
    assert!(!owner.jar.contains_key("signet_session_3001"));
    world.pass(Lifetime::millis(1));
    let done = owner.sign_in(&web.request(), "ada@example.com").await;
    assert!(done.parameter("code").is_some());
    // And the owner's cookie is worth nothing for another address.
    let (mut stranger, page) = at_code_page(&world, "bob@example.com").await;
    fail(&world, &mut stranger, page, 5).await;
    world.pass(Lifetime::millis(1));
    let page = owner.visit(&web.request_with(&[("prompt", "login")])).await;
    let page = owner.ask_for_code(&page, "bob@example.com").await;
    let code = world.code("bob@example.com").await;
    assert_paused(&owner.submit(&page.form(0).with("code", &code)).await);
}

async fn t_46_a_known_browser_has_a_limit_of_its_own(world: World) {
    let world = strict(&world).await;
    let web = world.relying_party("web");
    let mut owner = world.browser();
    owner.sign_in(&web.request(), "ada@example.com").await;
    let again = web.request_with(&[("prompt", "login")]);
    let page = owner.visit(&again).await;
    let page = owner.ask_for_code(&page, "ada@example.com").await;
    let page = fail(&world, &mut owner, page, 5).await;
    let page = resend(&world, &mut owner, &page).await;
    assert_paused(&owner.submit(&page.form(0).with("code", "123456")).await);
    // What it wasted is not held against the address.
    let (mut new, new_page) = at_code_page(&world, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    let done = new.type_code(&new_page, &code).await;
    assert!(done.parameter("code").is_some());
}

async fn t_46_success_forgets_the_failures(world: World) {
    let world = strict(&world).await;
    register(&world, "ada@example.com").await;
    for _ in 0..3 {
        let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
        let page = fail(&world, &mut browser, page, 3).await;
        let code = world.code("ada@example.com").await;
        let done = browser.type_code(&page, &code).await;
        assert!(done.parameter("code").is_some());
    }
}

async fn t_46_tries_of_a_dead_code_pause_nobody(world: World) {
    let world = strict(&world).await;
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    fail(&world, &mut browser, page.clone(), 4).await;
    world.pass(Lifetime::minutes(10));
    for _ in 0..10 {
        let answer = browser.type_code(&page, "123456").await;
        assert!(
            words(&answer).contains("This code has expired"),
            "{}",
            words(&answer)
        );
    }
    let (mut owner, page) = at_code_page(&world, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    let answer = owner.type_code(&page, &code).await;
    assert!(
        answer.heading().starts_with("There is no account"),
        "{}",
        words(&answer)
    );
}

async fn t_47_sign_in_and_register_share_one_counter(world: World) {
    let world = strict(&world).await;
    for (first, second, email) in [
        ("sign-in", "register", "ada@example.com"),
        ("register", "sign-in", "bob@example.com"),
    ] {
        let (mut browser, page) = at_code_page_of(&world, first, email).await;
        fail(&world, &mut browser, page, 3).await;
        let (mut browser, page) = at_code_page_of(&world, second, email).await;
        let page = fail(&world, &mut browser, page, 2).await;
        let code = world.code(email).await;
        assert_paused(&browser.submit(&page.form(0).with("code", &code)).await);
        assert_eq!(page.form(0).action, format!("/{second}/verification-code"));
    }
}
