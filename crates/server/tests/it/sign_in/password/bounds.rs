//! What may be typed as a password is bounded before it is worked on, and is never cut (T-76).

use serde_json::json;

use super::people::{
    ADA, PASSWORD, PASSWORD_FIRST, add, add_with, assert_wrong, counted, filled, is_signed_in,
    is_wrong, provider, sign_in, type_both,
};
use crate::kit::{World, on_both};

on_both! {
    t_76_of_the_longest_password_every_character_counts,
    t_76_what_cannot_be_a_password_costs_no_digest_and_no_try,
    t_76_a_password_of_combining_marks_alone_is_a_wrong_one,
    a_password_is_the_same_however_its_letters_and_spaces_are_encoded,
}

/// 256 characters, and a digest of them that was brought along.
fn longest() -> String {
    "0123456789abcdef".repeat(16)
}

const OF_LONGEST: &str = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHRvZnNpeHRlZQ$qRix2DKMHAkX5yIgOa2Y3GOmlakxYdACwXm3EeeJL+M";

async fn t_76_of_the_longest_password_every_character_counts(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    let digest = json!({"passwordDigest": OF_LONGEST, "passwordAlgorithm": "Argon2id"});
    add_with(&world, ADA, digest).await;
    let longest = longest();
    for other in [
        format!("{longest}0"),
        format!("{longest}{longest}"),
        longest[..255].to_owned(),
        format!("{}0", &longest[..255]),
    ] {
        let (_, answer) = type_both(&world, ADA, &other).await;
        assert_wrong(&answer);
    }
    sign_in(&world, ADA, &longest).await;
}

async fn t_76_what_cannot_be_a_password_costs_no_digest_and_no_try(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    for typed in [
        format!("{PASSWORD}\0"),
        format!("{PASSWORD}\0and more"),
        "\0".to_owned(),
        format!("{PASSWORD}\n"),
        format!("{PASSWORD}\u{7f}"),
        format!("{PASSWORD}\u{2028}"),
        format!("{PASSWORD}\u{fdd0}"),
        "x".repeat(257),
        "\u{e9}".repeat(513),
        "\u{fb2c}".repeat(128),
        "x".repeat(20_000),
        "x".repeat(1_000_000),
    ] {
        let (mut browser, form) = filled(&world, ADA, &typed).await;
        let answer = browser.submit(&form).await;
        let start: String = typed.chars().take(20).collect();
        let status = answer.status.as_u16();
        let is_told = match status {
            303 => is_wrong(&answer),
            _ => [400, 403, 413].contains(&status),
        };
        assert!(is_told, "{start:?}: {status} {}", answer.body);
        assert!(!is_signed_in(&browser), "{start:?}");
        answer.hides(&"x".repeat(257));
    }
    assert_eq!(world.app.hashing.computed(), 0);
    assert_eq!(counted(&world, "password").await, 0);
    sign_in(&world, ADA, PASSWORD).await;
}

async fn t_76_a_password_of_combining_marks_alone_is_a_wrong_one(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    for typed in [
        "\u{301}".to_owned(),
        "\u{301}".repeat(256),
        // In another order than Unicode's.
        "\u{301}\u{323}".repeat(128),
        format!("{PASSWORD}\u{301}"),
    ] {
        let before = world.app.hashing.computed();
        let (_, answer) = type_both(&world, ADA, &typed).await;
        assert_wrong(&answer);
        let computed = world.app.hashing.computed() - before;
        assert!((1..=2).contains(&computed), "{computed}");
    }
    sign_in(&world, ADA, PASSWORD).await;
}

async fn a_password_is_the_same_however_its_letters_and_spaces_are_encoded(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    add_with(&world, ADA, json!({"password": "cafe\u{301} au lait"})).await;
    for typed in [
        "cafe\u{301} au lait",
        "caf\u{e9} au lait",
        "caf\u{e9}\u{a0}au\u{3000}lait",
    ] {
        sign_in(&world, ADA, typed).await;
    }
    for other in ["cafe au lait", "caf\u{e9}au lait", "Caf\u{e9} au lait"] {
        let (_, answer) = type_both(&world, ADA, other).await;
        assert_wrong(&answer);
    }
}
