//! Wrong passwords are counted before they are judged, and then passwords pause: for strangers, while
//! whom the account belongs to gets in (T-46, T-47, T-72, T-74).

use futures_util::future::join_all;
use oidc_core::{event::EventKind, time::Lifetime};

use super::people::{
    ADA, OTHER, PASSWORD, PASSWORD_FIRST, add, ask_for_code, assert_paused, assert_wrong, counted,
    filled, first_page_again, is_judged, let_in, naming, provider, sign_in, type_both,
};
use crate::{
    kit::{World, on_both},
    sign_in::steps::{words, wrong},
};

on_both! {
    t_72_of_thirty_parallel_wrong_passwords_no_more_are_judged_than_may_fail,
    t_74_while_a_stranger_burns_the_tries_the_owner_gets_in_by_known_browser_and_by_code,
    t_46_ten_wrong_passwords_in_a_quarter_of_an_hour_and_then_a_pause,
    t_46_a_known_browser_has_passwords_of_its_own_to_waste,
    t_46_a_right_password_forgets_the_wrong_ones_before_it,
    t_47_passwords_and_codes_share_one_budget_of_which_passwords_use_up_half,
    t_47_both_pages_count_alike,
}

const FIVE: &str = "[limits]\npasswords_per_address = \"5/15m\"\n";

async fn t_72_of_thirty_parallel_wrong_passwords_no_more_are_judged_than_may_fail(world: World) {
    let (world, _folder) = provider(world, FIVE, &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    let mut owner = sign_in(&world, ADA, PASSWORD).await;
    let nodes = world.two_nodes().await;
    let before: u64 = nodes.iter().map(|node| node.app.hashing.computed()).sum();
    let mut tries = Vec::new();
    for number in 0..30 {
        let node = &nodes[number % 2];
        tries.push(filled(node, ADA, &format!("guess number {number}")).await);
    }
    let posts = tries.into_iter().map(|(mut browser, form)| {
        tokio::spawn(async move { is_judged(&browser.submit(&form).await) })
    });
    let judged = join_all(posts.collect::<Vec<_>>()).await;
    let judged = judged.into_iter().filter(|own| *own.as_ref().unwrap());
    assert_eq!(judged.count(), 5);
    if world.is_postgres() {
        let after: u64 = nodes.iter().map(|node| node.app.hashing.computed()).sum();
        assert_eq!(
            after - before,
            5,
            "no digest for those that were not judged"
        );
    }
    let events = world.events().await;
    let of = |kind| events.iter().filter(|own| **own == kind).count();
    assert_eq!(of(EventKind::PasswordWrong), 5);
    assert_eq!(of(EventKind::LimitReached), 1, "once, not per refusal");
    // The right one is not judged either, wherever the request goes …
    for node in &nodes {
        assert_paused(&type_both(node, ADA, PASSWORD).await.1);
    }
    // … but in the browser that has signed in before.
    let page = first_page_again(&mut owner).await;
    let form = naming(&page, ADA).with("password", PASSWORD);
    let answer = owner.submit(&form).await;
    let_in(&mut owner, answer).await;
    assert_paused(&type_both(&world, ADA, PASSWORD).await.1);
}

/// Wastes so many tries of strangers.
async fn waste(world: &World, identifier: &str, number: usize) {
    for _ in 0..number {
        let (_, answer) = type_both(world, identifier, OTHER).await;
        assert_wrong(&answer);
    }
}

async fn t_74_while_a_stranger_burns_the_tries_the_owner_gets_in_by_known_browser_and_by_code(
    world: World,
) {
    let (world, _folder) = provider(world, FIVE, &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    let mut owner = sign_in(&world, ADA, PASSWORD).await;
    waste(&world, ADA, 5).await;
    // The page that refuses keeps what was typed, and offers the code.
    let (mut new, refused) = type_both(&world, "Ada@example.com", PASSWORD).await;
    assert_paused(&refused);
    assert!(
        words(&refused).contains("15 minutes"),
        "{}",
        words(&refused)
    );
    refused.hides(PASSWORD);
    let form = refused.form(0);
    assert_eq!(form.value("email"), "Ada@example.com");
    let answer = new.submit(&form.with("way", "code")).await;
    let page = new.follow(answer).await;
    let by_code = new.type_code(&page, &world.code(ADA).await).await;
    assert!(by_code.parameter("code").is_some());
    let page = first_page_again(&mut owner).await;
    let form = naming(&page, ADA).with("password", PASSWORD);
    let answer = owner.submit(&form).await;
    let_in(&mut owner, answer).await;
    // Another account is not concerned.
    add(&world, "bob@example.com").await;
    sign_in(&world, "bob@example.com", PASSWORD).await;
}

async fn t_46_ten_wrong_passwords_in_a_quarter_of_an_hour_and_then_a_pause(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    // Of whom there is no account the same is told.
    for identifier in [ADA, "bob@example.com"] {
        waste(&world, identifier, 10).await;
        world.pass(Lifetime::minutes(5));
        // However the address is spelt.
        for spelt in [identifier.to_owned(), identifier.to_uppercase()] {
            let (_, answer) = type_both(&world, &spelt, PASSWORD).await;
            assert_paused(&answer);
            assert!(words(&answer).contains("10 minutes"), "{}", words(&answer));
        }
    }
    world.pass(Lifetime::minutes(10));
    sign_in(&world, ADA, PASSWORD).await;
    let (_, answer) = type_both(&world, "bob@example.com", PASSWORD).await;
    assert_wrong(&answer);
}

async fn t_46_a_known_browser_has_passwords_of_its_own_to_waste(world: World) {
    let (world, _folder) = provider(world, FIVE, &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    add(&world, "bob@example.com").await;
    let mut owner = sign_in(&world, ADA, PASSWORD).await;
    let page = first_page_again(&mut owner).await;
    let form = naming(&page, ADA);
    let guess = form.clone().with("password", OTHER);
    for _ in 0..5 {
        assert_wrong(&owner.submit(&guess).await);
    }
    assert_paused(&owner.submit(&form.with("password", PASSWORD)).await);
    // What it wasted is not held against the address, and it is known for no other one.
    sign_in(&world, ADA, PASSWORD).await;
    waste(&world, "bob@example.com", 5).await;
    let form = naming(&page, "bob@example.com").with("password", PASSWORD);
    assert_paused(&owner.submit(&form).await);
}

async fn t_46_a_right_password_forgets_the_wrong_ones_before_it(world: World) {
    let (world, _folder) = provider(world, FIVE, &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    for _ in 0..3 {
        waste(&world, ADA, 4).await;
        sign_in(&world, ADA, PASSWORD).await;
        assert_eq!(counted(&world, "password").await, 0);
    }
    // Their network has failed so often all the same, and no right one counts there.
    assert_eq!(counted(&world, "failures.ip").await, 12);
    assert_eq!(counted(&world, "failures").await, 12);
    for _ in 0..6 {
        sign_in(&world, ADA, PASSWORD).await;
    }
    assert_eq!(counted(&world, "failures.ip").await, 12);
}

async fn t_47_passwords_and_codes_share_one_budget_of_which_passwords_use_up_half(world: World) {
    let strict = "[limits]\nfailures_per_address = \"6/1h\"\n";
    let (world, _folder) = provider(world, strict, &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    waste(&world, ADA, 3).await;
    assert_paused(&type_both(&world, ADA, PASSWORD).await.1);
    let (mut browser, page) = ask_for_code(&world, ADA).await;
    let code = world.code(ADA).await;
    for number in 0..3 {
        let answer = browser.type_code(&page, &wrong(&code, number)).await;
        assert_eq!(answer.status, 200, "{}", words(&answer));
    }
    let answer = browser.submit(&page.form(0).with("code", &code)).await;
    assert_eq!(answer.status, 429, "{}", words(&answer));
}

async fn t_47_both_pages_count_alike(world: World) {
    let (world, _folder) = provider(world, FIVE, &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    waste(&world, ADA, 3).await;
    // The other page can be had in the same sign-in.
    let (mut browser, answer) = type_both(&world, ADA, OTHER).await;
    assert_wrong(&answer);
    let own = answer
        .location()
        .replacen("/sign-in?", "/sign-in/password?", 1);
    let page = browser.get(&own).await;
    let form = page.form(0);
    assert_wrong(&browser.submit(&form.clone().with("password", OTHER)).await);
    let answer = browser.submit(&form.with("password", PASSWORD)).await;
    assert_paused(&answer);
    assert_eq!(answer.heading(), "Enter your password");
}
