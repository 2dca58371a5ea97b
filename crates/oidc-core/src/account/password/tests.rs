use proptest::prelude::*;

use super::*;

fn prepared(typed: &str) -> String {
    let password: Password = typed.parse().unwrap();
    password.prepared().expose().clone()
}

fn refused(typed: &str) -> PasswordError {
    typed.parse::<Password>().unwrap_err()
}

#[test]
fn the_examples_of_rfc_8265_are_prepared_as_it_says() {
    // §4.3, table 4.
    for same in [
        "correct horse battery staple",
        "Correct Horse Battery Staple",
        "πßå",
        "Jack of ♦s",
    ] {
        assert_eq!(prepared(same), same);
    }
    assert_eq!(prepared("foo\u{1680}bar"), "foo bar");
    // §4.3, table 5.
    assert_eq!(refused(""), PasswordError::Empty);
    let tab = refused("my cat is a \u{9}by");
    assert_eq!(tab, PasswordError::ForbiddenCharacter);
}

#[test]
fn one_password_typed_on_two_keyboards_is_prepared_alike() {
    assert_eq!(prepared("cafe\u{301}"), prepared("caf\u{e9}"));
    assert_eq!(prepared("\u{212b}ngstr\u{f6}m"), "\u{c5}ngstr\u{f6}m");
    assert_eq!(prepared("\u{1112}\u{1161}\u{11ab}"), "\u{d55c}");
    assert_eq!(prepared("a\u{307}\u{323}"), prepared("a\u{323}\u{307}"));
    for space in ['\u{a0}', '\u{2003}', '\u{202f}', '\u{3000}'] {
        assert_eq!(prepared(&format!("one{space}two")), "one two");
    }
}

#[test]
fn neither_case_nor_width_nor_spaces_at_the_ends_are_changed() {
    for same in [
        "Straße",
        "STRASSE",
        "ﬁsh Ⅳ",
        "ｐａｓｓ",
        "  two  spaces  ",
        " ",
    ] {
        assert_eq!(prepared(same), same);
    }
}

#[test]
fn emoji_and_joiners_are_taken_as_they_are() {
    for same in [
        "👩\u{200d}🍳 ❤\u{fe0f}",
        "میوه\u{200c}فروشی",
        "\u{f8ff} logo",
    ] {
        assert_eq!(prepared(same), same);
    }
}

#[test]
fn control_characters_and_those_that_unicode_does_not_define_are_refused() {
    for forbidden in [
        '\0',
        '\t',
        '\n',
        '\r',
        '\u{1b}',
        '\u{7f}',
        '\u{85}',
        '\u{9b}',
        '\u{2028}',
        '\u{2029}',
        '\u{378}',
        '\u{fdd0}',
        '\u{ffff}',
        '\u{e0080}',
        '\u{10ffff}',
    ] {
        let told = refused(&format!("pass{forbidden}word"));
        assert_eq!(told, PasswordError::ForbiddenCharacter, "{forbidden:?}");
    }
}

#[test]
fn a_password_has_1_to_256_characters_of_any_size() {
    for character in ["a", "é", "한", "👩"] {
        let longest = character.repeat(256);
        assert_eq!(prepared(&longest), longest);
        let longer = character.repeat(257);
        assert_eq!(refused(&longer), PasswordError::TooLong, "{character}");
    }
    assert_eq!(prepared("x"), "x");
}

#[test]
fn characters_are_counted_as_they_are_prepared() {
    let longest = "e\u{301}".repeat(256);
    assert_eq!(prepared(&longest), "é".repeat(256));
    // U+0958 has a decomposition and no composition.
    assert_eq!(prepared(&"\u{958}".repeat(128)).chars().count(), 256);
    assert_eq!(refused(&"\u{958}".repeat(129)), PasswordError::TooLong);
}

#[test]
fn of_more_than_1_024_octets_nothing_is_looked_at() {
    // Of 1,023 octets, with one that is forbidden at its end.
    let looked_at = "한".repeat(340) + "é\n";
    assert_eq!(refused(&looked_at), PasswordError::ForbiddenCharacter);
    let not_looked_at = "한".repeat(341) + "é\n";
    assert_eq!(refused(&not_looked_at), PasswordError::TooLong);
    assert_eq!(refused(&"\n".repeat(60_000)), PasswordError::TooLong);
}

#[test]
fn what_was_typed_is_kept_beside_what_is_prepared() {
    let typed = "cafe\u{301}\u{a0}";
    let password: Password = typed.parse().unwrap();
    assert_eq!(password.typed().expose(), typed);
    assert_eq!(password.prepared().expose(), "caf\u{e9} ");
}

#[test]
fn a_password_does_not_print() {
    let password: Password = "hunter2".parse().unwrap();
    assert!(!format!("{password:?}").contains("hunter2"));
    assert!(!format!("{:?}", refused("hunter2\n")).contains("hunter2"));
    assert!(!refused("hunter2\n").to_string().contains("hunter2"));
}

#[test]
fn no_text_becomes_longer_than_its_memory() {
    let longest = "\u{1d160}".repeat(256);
    assert_eq!(prepare(&longest).expose().len(), longest.len() * GROWTH);
}

proptest! {
    #[test]
    fn what_was_prepared_is_prepared_already(
        typed in "[ aK\u{a0}\u{3000}e\u{301}\u{308}\u{323}\u{212b}\u{1100}\u{1161}\u{11a8}\u{958}\u{1d160}]{1,60}",
    ) {
        let once = prepared(&typed);
        prop_assert_eq!(prepared(&once), once);
    }

    #[test]
    fn any_text_is_a_password_of_1_to_256_characters_or_none(typed in any::<String>()) {
        if let Ok(password) = typed.parse::<Password>() {
            let length = password.prepared().expose().chars().count();
            prop_assert!((1..=256).contains(&length));
            prop_assert_eq!(password.typed().expose(), &typed);
        }
    }
}
