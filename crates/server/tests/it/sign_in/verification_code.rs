//! The code: six digits, ten minutes, five tries, one use, one flow (T-44, T-45, T-51).

use std::collections::HashSet;

use futures_util::future::join_all;

use oidc_core::{secret::Digest, time::Lifetime};

use super::steps::{at_code_page, at_code_page_of, link, resend, words, wrong};
use crate::kit::{World, occurs, on_both};

on_both! {
    t_44_a_code_is_six_digits_and_lasts_ten_minutes,
    t_44_a_code_works_once,
    t_44_only_a_keyed_digest_of_the_code_is_stored,
    t_45_five_wrong_tries_count_down_and_then_the_right_code_fails,
    t_45_of_two_hundred_parallel_guesses_five_count_and_then_the_right_code_fails,
    t_45_what_cannot_be_a_code_costs_no_try_and_the_page_says_so,
    a_code_is_taken_in_the_digits_of_any_script,
    t_51_a_code_counts_in_no_other_browser,
    t_51_a_code_of_one_flow_counts_in_no_other_flow_of_the_same_browser,
    t_51_a_code_proves_only_the_address_it_was_mailed_to,
    t_42_of_twenty_parallel_submits_of_the_right_code_one_makes_a_session,
    resending_kills_the_old_code_and_the_page_says_so,
    a_code_is_taken_however_it_is_pasted,
}

async fn t_44_a_code_is_six_digits_and_lasts_ten_minutes(world: World) {
    let mut seen = HashSet::new();
    for number in 0..12 {
        let email = format!("ada{number}@example.com");
        at_code_page(&world, &email).await;
        let code = world.code(&email).await;
        assert!(
            code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()),
            "{code}"
        );
        seen.insert(code);
    }
    assert_eq!(seen.len(), 12, "they differ");
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    let (mut other, other_page) = at_code_page(&world, "eve@example.com").await;
    let (code, other_code) = (
        world.code("ada@example.com").await,
        world.code("eve@example.com").await,
    );
    assert!(
        words(&page).contains("valid for 10 minutes"),
        "{}",
        words(&page)
    );
    world.pass(Lifetime::millis(10 * 60_000 - 2));
    let answer = browser.type_code(&page, &code).await;
    assert_eq!(answer.heading(), "There is no account for ada@example.com");
    world.pass(Lifetime::millis(2));
    let answer = other.type_code(&other_page, &other_code).await;
    assert!(
        words(&answer).contains("This code has expired"),
        "{}",
        words(&answer)
    );
    assert_eq!(answer.heading(), "Check your email");
    // The page offers a new one, and that works.
    let page = resend(&world, &mut other, &answer).await;
    let code = world.code("eve@example.com").await;
    let answer = other.type_code(&page, &code).await;
    assert_eq!(answer.heading(), "There is no account for eve@example.com");
}

async fn t_44_a_code_works_once(world: World) {
    let (mut browser, page) = at_code_page_of(&world, "register", "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    let callback = browser.type_code(&page, &code).await;
    assert!(
        callback
            .location()
            .starts_with("https://rp.example/cb?code=")
    );
    // The same browser again, and another one with its cookies of before.
    let again = browser.type_code(&page, &code).await;
    assert_eq!(again.heading(), "This sign-in has expired");
}

async fn t_44_only_a_keyed_digest_of_the_code_is_stored(world: World) {
    let (world, _folder) = world.on_disk().await;
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    let bare = Digest::of(&code);
    for dump in [world.dump().await, {
        browser.type_code(&page, &code).await;
        world.dump().await
    }] {
        assert!(!occurs(&dump, &code), "the code stands in the database");
        let found = dump
            .windows(32)
            .any(|part| part == bare.as_bytes().as_slice());
        assert!(!found, "a bare hash of six digits is no protection");
    }
}

async fn t_45_five_wrong_tries_count_down_and_then_the_right_code_fails(world: World) {
    let (mut browser, mut page) = at_code_page(&world, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    for (number, told) in [
        "You have 4 tries left",
        "You have 3 tries left",
        "You have 2 tries left",
        "You have one try left",
        "entered wrongly too often and no longer works",
    ]
    .into_iter()
    .enumerate()
    {
        page = browser
            .type_code(&page, &wrong(&code, u32::try_from(number).unwrap()))
            .await;
        assert_eq!(page.status, 200);
        assert!(words(&page).contains(told), "{number}: {}", words(&page));
    }
    let answer = browser.type_code(&page, &code).await;
    assert!(
        words(&answer).contains("no longer works"),
        "{}",
        words(&answer)
    );
    assert!(browser.jar.keys().all(|name| name != "signet_session_3001"));
    // Reload says the same, and a new code is one button away.
    let page = resend(&world, &mut browser, &answer).await;
    let code = world.code("ada@example.com").await;
    let answer = browser.type_code(&page, &code).await;
    assert_eq!(answer.heading(), "There is no account for ada@example.com");
}

async fn t_45_of_two_hundred_parallel_guesses_five_count_and_then_the_right_code_fails(
    world: World,
) {
    let nodes = world.two_nodes().await;
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    let guesses = (0..200).map(|number| {
        let mut thief = browser
            .clone()
            .at(&nodes[usize::try_from(number % 2).unwrap()]);
        let form = page.form(0).with("code", &wrong(&code, number));
        tokio::spawn(async move { thief.submit(&form).await })
    });
    let mut counted = 0;
    for answer in join_all(guesses).await {
        let answer = answer.unwrap();
        match answer.status.as_u16() {
            303 => counted += usize::from(answer.location().ends_with("&error=wrong")),
            // Past a hundred failures the address is paused.
            429 => {}
            status => panic!("{status} {}", answer.body),
        }
    }
    assert_eq!(counted, 5);
    let answer = browser.type_code(&page, &code).await;
    assert_eq!(answer.heading(), "Check your email");
    assert!(!browser.jar.contains_key("signet_session_3001"));
}

async fn t_45_what_cannot_be_a_code_costs_no_try_and_the_page_says_so(world: World) {
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    for nothing in ["", "   ", "abc"] {
        let answer = browser.type_code(&page, nothing).await;
        assert!(
            words(&answer).contains("Enter the code"),
            "{}",
            words(&answer)
        );
    }
    for garbled in ["12345", "1234567", "12345x", "123456x", "٠١٢٣٤", "½12345"] {
        let answer = browser.type_code(&page, garbled).await;
        assert!(
            words(&answer).contains("The code has six digits"),
            "{garbled}: {}",
            words(&answer)
        );
    }
    let code = world.code("ada@example.com").await;
    let answer = browser.type_code(&page, &wrong(&code, 0)).await;
    assert!(
        words(&answer).contains("You have 4 tries left"),
        "{}",
        words(&answer)
    );
    let answer = browser.type_code(&page, &code).await;
    assert_eq!(answer.heading(), "There is no account for ada@example.com");
}

async fn t_51_a_code_counts_in_no_other_browser(world: World) {
    let (_ada, page) = at_code_page(&world, "ada@example.com").await;
    let (mut eve, eves_page) = at_code_page(&world, "ada@example.com").await;
    let mails = world.mails("ada@example.com").await;
    let (newer, older) = (&mails[0]["code"], &mails[1]["code"]);
    assert_ne!(newer, older);
    // The older code is that of the other browser's flow.
    let answer = eve.type_code(&eves_page, older.as_str().unwrap()).await;
    assert!(
        words(&answer).contains("4 tries left"),
        "{}",
        words(&answer)
    );
    // The other browser's form, with the other browser's code, from this browser.
    let form = page.form(0).with("code", older.as_str().unwrap());
    let answer = eve.submit(&form).await;
    assert_eq!(answer.status, 403);
    let form = form.with("csrf", eves_page.form(0).value("csrf"));
    assert_eq!(eve.submit(&form).await.status, 403);
    // A browser with no cookie at all.
    assert_eq!(world.browser().submit(&form).await.status, 403);
}

async fn t_51_a_code_of_one_flow_counts_in_no_other_flow_of_the_same_browser(world: World) {
    let (mut browser, first) = at_code_page(&world, "ada@example.com").await;
    let first_code = world.code("ada@example.com").await;
    let second = browser.visit(&world.relying_party("other").request()).await;
    let second = browser.ask_for_code(&second, "ada@example.com").await;
    let answer = browser.type_code(&second, &first_code).await;
    assert!(
        words(&answer).contains("4 tries left"),
        "{}",
        words(&answer)
    );
    let answer = browser.type_code(&first, &first_code).await;
    assert_eq!(answer.heading(), "There is no account for ada@example.com");
}

async fn t_51_a_code_proves_only_the_address_it_was_mailed_to(world: World) {
    let (mut browser, page) = at_code_page(&world, "eve@example.com").await;
    let code = world.code("eve@example.com").await;
    // The person asks for the victim's code as well, and types the own one.
    let asking = browser.get(&link(&page, "Change")).await;
    let victims = browser.ask_for_code(&asking, "ada@example.com").await;
    let answer = browser.type_code(&victims, &code).await;
    assert!(
        words(&answer).contains("4 tries left"),
        "{}",
        words(&answer)
    );
    // A field beside it changes nothing.
    let form = victims
        .form(0)
        .with("code", &code)
        .with("email", "eve@example.com");
    let answer = browser.submit(&form).await;
    let answer = browser.follow(answer).await;
    assert!(
        words(&answer).contains("3 tries left"),
        "{}",
        words(&answer)
    );
}

async fn t_42_of_twenty_parallel_submits_of_the_right_code_one_makes_a_session(world: World) {
    let nodes = world.two_nodes().await;
    let (browser, page) = at_code_page_of(&world, "register", "ada@example.com").await;
    let form = page
        .form(0)
        .with("code", &world.code("ada@example.com").await);
    let submits = (0..20).map(|number| {
        let (mut browser, form) = (browser.clone().at(&nodes[number % 2]), form.clone());
        tokio::spawn(async move { browser.submit(&form).await })
    });
    let mut sessions = 0;
    for answer in join_all(submits).await {
        let answer = answer.unwrap();
        assert_eq!(answer.status, 303, "{}", answer.body);
        let has_session = |line: &&str| line.starts_with("signet_session_3001=");
        sessions += answer
            .cookies()
            .iter()
            .filter(|line| has_session(line))
            .count();
    }
    assert_eq!(sessions, 1);
}

async fn resending_kills_the_old_code_and_the_page_says_so(world: World) {
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    let old = world.code("ada@example.com").await;
    let page = resend(&world, &mut browser, &page).await;
    let told = "We sent you a new code. Earlier codes no longer work.";
    assert!(words(&page).contains(told), "{}", words(&page));
    let new = world.code("ada@example.com").await;
    assert_ne!(old, new);
    let answer = browser.type_code(&page, &old).await;
    assert!(
        words(&answer).contains("4 tries left"),
        "{}",
        words(&answer)
    );
    let answer = browser.type_code(&page, &new).await;
    assert_eq!(answer.heading(), "There is no account for ada@example.com");
}

async fn a_code_is_taken_however_it_is_pasted(world: World) {
    for (number, around) in [(0, "{a} {b}"), (1, " {a}-{b}\n"), (2, "{a}\u{2013}{b}")] {
        let email = format!("ada{number}@example.com");
        let (mut browser, page) = at_code_page(&world, &email).await;
        let code = world.code(&email).await;
        let typed = around.replace("{a}", &code[..3]).replace("{b}", &code[3..]);
        let answer = browser.type_code(&page, &typed).await;
        assert!(
            answer.heading().starts_with("There is no account"),
            "{typed:?}"
        );
    }
}

async fn a_code_is_taken_in_the_digits_of_any_script(world: World) {
    for (number, zero) in ['\u{660}', '\u{6f0}', '\u{966}', '\u{ff10}', '\u{1d7f6}']
        .into_iter()
        .enumerate()
    {
        let email = format!("ada{number}@example.com");
        let (mut browser, page) = at_code_page(&world, &email).await;
        let code = world.code(&email).await;
        let digit = |c: char| char::from_u32(u32::from(zero) + c.to_digit(10)?);
        let typed: String = code.chars().filter_map(digit).collect();
        let answer = browser.type_code(&page, &format!("\u{200f}{typed}.")).await;
        assert!(
            answer.heading().starts_with("There is no account"),
            "{typed:?}"
        );
    }
}
