//! The first administrator is made once, by whoever holds the code that was printed on the host
//! (T-67).

use engine::administrator::codes::Administrators;
use oidc_core::{event::EventKind, time::Lifetime};

use super::last::{administrators, remaining};
use crate::kit::{Answer, Browser, Setup, Witness, World, occurs, on_both, on_both_alone};

on_both! {
    the_code_makes_an_administrator_who_is_signed_in,
    an_address_that_nobody_has_proven_signs_nobody_in,
    after_that_the_page_is_gone_for_good,
    a_wrong_code_is_told_from_nothing_and_spares_the_right_one,
    a_code_ends_after_a_day_and_with_the_next_one,
    t_49_tries_are_limited_for_one_network_and_for_no_other,
    an_address_of_somebody_else_spares_the_code,
    t_41_a_form_from_elsewhere_is_refused,
    whoever_was_signed_in_before_is_signed_out,
    no_code_is_kept_or_logged,
    that_a_code_was_made_is_an_event,
}

on_both_alone! {
    t_67_of_twenty_who_send_the_code_at_once_one_becomes_the_administrator,
}

pub(super) const ADA: &str = "ada@example.com";

pub(super) fn on_the_host(world: &World) -> Administrators {
    Administrators {
        store: world.app.store.clone(),
        clock: world.clock.clone(),
        entropy: world.app.entropy.clone(),
    }
}

/// A code, as the host prints it.
pub(super) async fn code(world: &World) -> String {
    let code = on_the_host(world).setup_code().await.unwrap();
    code.unwrap().expose()
}

pub(super) async fn send(browser: &mut Browser, code: &str, email: &str) -> Answer {
    let page = browser.get("/setup").await;
    assert_eq!(page.status, 200, "{}", page.body);
    let form = page.form(0).with("code", code).with("email", email);
    browser.submit(&form).await
}

async fn the_code_makes_an_administrator_who_is_signed_in(world: World) {
    let code = code(&world).await;
    let mut browser = world.browser();
    // However it is typed.
    let typed = code.to_lowercase().replace('-', " ");
    let answer = send(&mut browser, &typed, ADA).await;
    // A code is on its way to the address already.
    assert_eq!(answer.location(), "/setup/email");
    let page = browser.get("/?admin=setup").await;
    page.shows("You are the first administrator of this instance, and signed in.");
    page.shows("Nobody has confirmed ada@example.com yet");
    // Another browser, and this one without the query, are told nothing.
    let stranger = world.browser().get("/?admin=setup").await;
    stranger.shows("This sign-in has expired");
    browser.get("/").await.shows("This sign-in has expired");
    let rp = world.relying_party("web");
    let code = rp.silent_code(&mut browser).await.unwrap();
    let tokens = crate::kit::Tokens::of(&rp.redeem(&code).await);
    assert_eq!(tokens.claims()["amr"], serde_json::json!(["otp"]));
    let all = on_the_host(&world).all().await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(tokens.claims()["sub"], all[0].id.as_str());
    let events = world.events().await;
    for kind in [
        EventKind::UserRegistered,
        EventKind::SessionStarted,
        EventKind::RolesGiven,
    ] {
        assert_eq!(events.iter().filter(|event| **event == kind).count(), 1);
    }
}

async fn an_address_that_nobody_has_proven_signs_nobody_in(world: World) {
    let code = code(&world).await;
    send(&mut world.browser(), &code, "typo@example.com")
        .await
        .location();
    let all = on_the_host(&world).all().await.unwrap();
    assert_eq!((all.len(), &all[0].email), (1, &None));
    // Whoever reads the mails of that address gets an account of their own, and no role.
    let tokens = world.relying_party("web").sign_in("typo@example.com").await;
    assert_ne!(tokens.claims()["sub"], all[0].id.as_str());
    assert_eq!(on_the_host(&world).all().await.unwrap().len(), 1);
}

async fn after_that_the_page_is_gone_for_good(world: World) {
    let (world, _folder) = world.on_disk().await;
    let first = code(&world).await;
    let mut late = world.browser();
    let form = late.get("/setup").await.form(0);
    send(&mut world.browser(), &first, ADA).await.location();
    // By the code that was used, and by any other; also after a restart, and with the codes lost.
    let again = form.with("code", &first).with("email", "eve@example.com");
    let answer = late.submit(&again).await;
    assert_eq!(answer.status, 404);
    answer.shows("Already set up");
    assert!(on_the_host(&world).setup_code().await.unwrap().is_none());
    let restarted = world.another_node().await;
    assert_eq!(restarted.get("/setup").await.status, 404);
    world.sql("delete from setup_codes").await;
    assert_eq!(world.get("/setup").await.status, 404);
    assert_eq!(on_the_host(&world).all().await.unwrap().len(), 1);
}

async fn a_wrong_code_is_told_from_nothing_and_spares_the_right_one(world: World) {
    let mut browser = world.browser();
    // Before there is a code, what may be one is as wrong as afterwards.
    let wrong = "0000-0000-0000-0000-0000-0000-00";
    let nothing = send(&mut browser, wrong, ADA).await;
    let code = code(&world).await;
    for typed in [wrong, "x", &code[1..], &format!("{code}0")] {
        let answer = send(&mut browser, typed, ADA).await;
        assert_eq!(answer.status, 400);
        answer.shows("This code doesn’t count.");
        assert_eq!(answer.text().len(), nothing.text().len());
        assert_eq!(answer.form(0).value("code"), typed);
    }
    let missing = send(&mut browser, " ", ADA).await;
    assert_eq!(missing.status, 400);
    missing.shows("Enter the code.");
    for (email, told) in [
        ("", "Enter your email address."),
        ("ada", "look like an email"),
    ] {
        let answer = send(&mut browser, &code, email).await;
        assert_eq!(answer.status, 400);
        answer.shows(told);
    }
    assert!(remaining(&world).await.is_empty());
    send(&mut browser, &code, ADA).await.location();
}

async fn a_code_ends_after_a_day_and_with_the_next_one(world: World) {
    let former = code(&world).await;
    let first = code(&world).await;
    let mut browser = world.browser();
    assert_eq!(send(&mut browser, &former, ADA).await.status, 400);
    world.pass(Lifetime::hours(24));
    assert_eq!(send(&mut browser, &first, ADA).await.status, 400);
    let second = code(&world).await;
    world.pass(Lifetime::millis(24 * 3_600_000 - 1));
    send(&mut browser, &second, ADA).await.location();
}

async fn t_49_tries_are_limited_for_one_network_and_for_no_other(world: World) {
    let more = "[http]\ntrusted_proxies = [\"192.0.2.0/24\"]\n[limits]\nfailures_per_ip = \"3/1h\"";
    let setup = Setup {
        more,
        ..Setup::default()
    };
    let world = world.set_up(setup).await;
    let code = code(&world).await;
    let from = |ip| world.browser().with_header("x-forwarded-for", ip);
    for ip in ["2001:db8::1", "2001:db8::2", "2001:db8::3:1"] {
        assert_eq!(send(&mut from(ip), "x", ADA).await.status, 400);
    }
    let limited = send(&mut from("2001:db8::4"), "x", ADA).await;
    assert_eq!(limited.status, 429);
    limited.shows("Too many attempts. Try again in 60 minutes.");
    assert_eq!(limited.header("retry-after"), Some("3600"));
    assert!(world.events().await.contains(&EventKind::LimitReached));
    let other = send(&mut from("2001:db8:0:1::1"), "x", ADA).await;
    assert_eq!(other.status, 400);
    // Nobody keeps the owner out, not from the same line.
    send(&mut from("2001:db8::5"), &code, ADA).await.location();
}

async fn an_address_of_somebody_else_spares_the_code(world: World) {
    world.relying_party("web").sign_in("bob@example.com").await;
    let code = code(&world).await;
    let mut browser = world.browser();
    let answer = send(&mut browser, &code, "Bob@Example.com").await;
    assert_eq!(answer.status, 400);
    answer.shows("This address belongs to another account.");
    // Whoever does not hold the code does not learn that.
    send(&mut browser, "x", "bob@example.com")
        .await
        .shows("This code doesn’t count.");
    assert!(on_the_host(&world).all().await.unwrap().is_empty());
    send(&mut browser, &code, ADA).await.location();
}

async fn t_41_a_form_from_elsewhere_is_refused(world: World) {
    let code = code(&world).await;
    let mut browser = world.browser();
    let page = browser.get("/setup").await;
    let form = page.form(0).with("code", &code).with("email", ADA);
    let elsewhere = browser.without_cookies().submit(&form).await;
    assert_eq!(elsewhere.status, 403);
    let forged = browser.submit(&form.clone().with("csrf", "x")).await;
    assert_eq!(forged.status, 403);
    let mut evil = world
        .browser()
        .with_header("origin", "https://evil.example");
    let page = evil.get("/setup").await;
    let form = page.form(0).with("code", &code).with("email", ADA);
    assert_eq!(evil.submit(&form).await.status, 403);
    assert!(on_the_host(&world).all().await.unwrap().is_empty());
    send(&mut browser, &code, ADA).await.location();
}

async fn whoever_was_signed_in_before_is_signed_out(world: World) {
    let rp = world.relying_party("web");
    let mut browser = world.browser();
    browser.sign_in(&rp.request(), "bob@example.com").await;
    let planted = browser.cookies_for("/").unwrap();
    let code = code(&world).await;
    send(&mut browser, &code, ADA).await.location();
    assert_ne!(browser.cookies_for("/").unwrap(), planted);
    let code = rp.silent_code(&mut browser).await.unwrap();
    let tokens = crate::kit::Tokens::of(&rp.redeem(&code).await);
    let all = on_the_host(&world).all().await.unwrap();
    assert_eq!(tokens.claims()["sub"], all[0].id.as_str());
    assert!(world.events().await.contains(&EventKind::SessionStarted));
}

async fn no_code_is_kept_or_logged(world: World) {
    let (world, _folder) = world.on_disk().await;
    let witness = Witness::new();
    let code = code(&world).await;
    let whole = code.replace('-', "");
    let mut browser = world.browser();
    let sent = witness.watch(send(&mut browser, &code, ADA)).await;
    sent.location();
    let dump = world.dump().await;
    for secret in [&*code, &whole] {
        assert!(!occurs(&dump, secret));
        let lines = witness.lines();
        assert!(
            lines
                .iter()
                .all(|line| !format!("{line:?}").contains(secret))
        );
    }
}

async fn t_67_of_twenty_who_send_the_code_at_once_one_becomes_the_administrator(world: World) {
    let code = code(&world).await;
    let nodes = world.two_nodes().await;
    let mut browsers = Vec::new();
    for n in 0..20 {
        let mut browser = nodes[n % 2].browser();
        let page = browser.get("/setup").await;
        let email = format!("ada{n}@example.com");
        let form = page.form(0).with("code", &code).with("email", &email);
        browsers.push((browser, form));
    }
    let tries = browsers
        .into_iter()
        .map(|(mut browser, form)| tokio::spawn(async move { browser.submit(&form).await }));
    let mut won = 0;
    for one in tries.collect::<Vec<_>>() {
        let answer = one.await.unwrap();
        if answer.status == 303 {
            won += 1;
        } else {
            assert_eq!(answer.status, 404, "{}", answer.body);
            answer.shows("Already set up");
        }
    }
    assert_eq!(won, 1);
    assert_eq!(on_the_host(&world).all().await.unwrap().len(), 1);
    // Nor is there a second account.
    let users = world.users().newest(None, 100).await.unwrap().unwrap();
    assert_eq!(users.rows.len(), 1);
}

#[tokio::test]
async fn an_administrator_of_before_keeps_the_page_closed() {
    let world = World::with(Setup::default()).await;
    administrators(&world, &[ADA]).await;
    assert_eq!(world.get("/setup").await.status, 404);
}

async fn that_a_code_was_made_is_an_event(world: World) {
    let made = async |number: usize| {
        let events = world.events().await.into_iter();
        let made = events.filter(|kind| *kind == EventKind::SetupCodeMade);
        assert_eq!(made.count(), number);
    };
    code(&world).await;
    made(1).await;
    code(&world).await;
    made(2).await;
    // Where there is an administrator, no code is made.
    administrators(&world, &[ADA]).await;
    assert!(on_the_host(&world).setup_code().await.unwrap().is_none());
    made(2).await;
}
