//! What is not taken as the password of a new account: it is told why, and nothing is made before another
//! one is chosen.

use serde_json::json;

use super::{
    newcomers::{
        NOTHING, ONE, assert_refused, at_new_password, choose, made, reasons, with_new_passwords,
    },
    people::{
        ADA, PASSWORD, PASSWORD_FIRST, assert_wrong, is_signed_in, let_in, set_methods, sign_in,
        type_both,
    },
};
use crate::kit::{World, on_both};

on_both! {
    a_password_that_is_not_taken_is_told_with_every_reason_and_makes_nothing,
    t_76_what_cannot_be_a_password_is_told_and_makes_nothing,
    t_76_of_the_longest_new_password_every_character_counts,
    a_new_password_is_the_same_however_its_letters_and_spaces_are_encoded,
    what_the_operator_asks_of_passwords_is_asked_of_a_new_one,
}

async fn a_password_that_is_not_taken_is_told_with_every_reason_and_makes_nothing(world: World) {
    const SHORT: &str = "8 characters";
    const COMMON: &str = "attackers try";
    const SEQUENCE: &str = "“123”";
    const OWN: &str = "your email address";
    let (world, _folder) = with_new_passwords(world, "").await;
    let (mut browser, mut page) =
        at_new_password(&world, "register", "grace.hopper@example.com").await;
    assert!(reasons(&page).is_empty(), "{}", page.body);
    let refused: [(&str, &[&str]); 5] = [
        ("xkq7vz", &[SHORT]),
        ("password123", &[COMMON]),
        ("PassWord123", &[COMMON]),
        ("Grace.Hopper17", &[OWN]),
        ("abc123", &[SHORT, COMMON, SEQUENCE]),
    ];
    for (typed, expected) in refused {
        page = choose(&mut browser, &page, typed).await;
        assert_refused(&page);
        page.hides(typed);
        let told = reasons(&page);
        assert_eq!(told.len(), expected.len(), "{typed}: {told:?}");
        for (reason, told) in expected.iter().zip(&told) {
            assert!(told.contains(reason), "{typed}: {told}");
        }
        assert!(!is_signed_in(&browser), "{typed}");
        assert_eq!(made(&world).await, NOTHING, "{typed}");
    }
    assert_eq!(world.app.hashing.computed(), 0);
    let answer = choose(&mut browser, &page, PASSWORD).await;
    let_in(&mut browser, answer).await;
    assert_eq!(made(&world).await, ONE);
}

async fn t_76_what_cannot_be_a_password_is_told_and_makes_nothing(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let (mut browser, page) = at_new_password(&world, "register", ADA).await;
    for typed in [
        String::new(),
        format!("{PASSWORD}\n"),
        format!("{PASSWORD}\tand more"),
        format!("\u{7}{PASSWORD}"),
        format!("{PASSWORD}\u{7f}"),
        format!("{PASSWORD}\u{2028}"),
        format!("{PASSWORD}\u{fdd0}"),
        "k7vq.2xw".repeat(32) + "0",
        "\u{e9}".repeat(513),
        "\u{fb2c}".repeat(128),
    ] {
        let answer = choose(&mut browser, &page, &typed).await;
        assert_refused(&answer);
        assert_eq!(reasons(&answer).len(), 1, "{typed:?}");
        answer.hides(PASSWORD);
        answer.hides(&"k7vq.2xw".repeat(32));
    }
    let nothing = browser.submit(&page.form(0).without("new_password")).await;
    assert_refused(&nothing);
    // No browser sends these.
    for typed in [
        "\0".to_owned(),
        format!("{PASSWORD}\0and more"),
        "x".repeat(20_000),
        "x".repeat(1_000_000),
    ] {
        let answer = choose(&mut browser, &page, &typed).await;
        let status = answer.status.as_u16();
        assert!([400, 403, 413].contains(&status), "{status}");
        answer.hides(PASSWORD);
    }
    assert!(!is_signed_in(&browser));
    assert_eq!(made(&world).await, NOTHING);
    assert_eq!(world.app.hashing.computed(), 0);
    let answer = choose(&mut browser, &page, PASSWORD).await;
    let_in(&mut browser, answer).await;
    assert_eq!(made(&world).await, ONE);
}

async fn t_76_of_the_longest_new_password_every_character_counts(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let longest = "k7vq.2xw".repeat(32);
    let (mut browser, page) = at_new_password(&world, "register", ADA).await;
    let answer = choose(&mut browser, &page, &longest).await;
    let_in(&mut browser, answer).await;
    set_methods(&world, "SignIn", &[PASSWORD_FIRST]).await;
    for other in [
        longest[..255].to_owned(),
        format!("{}0", &longest[..255]),
        format!("{longest}0"),
    ] {
        let (_, answer) = type_both(&world, ADA, &other).await;
        assert_wrong(&answer);
    }
    sign_in(&world, ADA, &longest).await;
}

async fn a_new_password_is_the_same_however_its_letters_and_spaces_are_encoded(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let (mut browser, page) = at_new_password(&world, "register", ADA).await;
    let answer = choose(&mut browser, &page, " cafe\u{301}\u{a0}au lait ").await;
    let_in(&mut browser, answer).await;
    set_methods(&world, "SignIn", &[PASSWORD_FIRST]).await;
    for typed in [" caf\u{e9} au lait ", " cafe\u{301} au\u{3000}lait "] {
        sign_in(&world, ADA, typed).await;
    }
    for other in ["caf\u{e9} au lait", " Caf\u{e9} au lait ", " cafe au lait "] {
        let (_, answer) = type_both(&world, ADA, other).await;
        assert_wrong(&answer);
    }
}

async fn what_the_operator_asks_of_passwords_is_asked_of_a_new_one(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let policy = json!({
        "length": {"min": 12, "max": 40},
        "characterTypes": {"min": 3},
        "rejects": {"words": ["bookstore"]},
    });
    let settings = json!({ "passwordPolicy": policy });
    world.manage("PATCH", "/sign-in-exp", &settings).await;
    let (mut browser, page) = at_new_password(&world, "register", ADA).await;
    page.shows("12 to 40 characters");
    let long = "Violet harbour 42! ".repeat(3);
    for (typed, reason) in [
        ("Violet 42!", "12 characters"),
        (long.as_str(), "40 characters"),
        ("violetharbour42", "3 kinds"),
        ("Bookstore.Bookstore1", "easy to guess"),
    ] {
        let answer = choose(&mut browser, &page, typed).await;
        assert_refused(&answer);
        let told = reasons(&answer);
        assert_eq!(told.len(), 1, "{typed}: {told:?}");
        assert!(told[0].contains(reason), "{typed}: {told:?}");
    }
    assert_eq!(made(&world).await, NOTHING);
    let answer = choose(&mut browser, &page, "Violet harbour 42!").await;
    let_in(&mut browser, answer).await;
    assert_eq!(made(&world).await, ONE);
}
