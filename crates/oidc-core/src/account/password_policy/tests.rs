use serde_json::{Value, json};

use super::*;
use crate::account::password::Password;

const ADA: Person<'static> = Person {
    name: Some("Ada King Lovelace"),
    username: Some("countess"),
    email: Some("Ada.K@example.com"),
    phone: Some("+447700900942"),
};

fn policy(value: Value) -> PasswordPolicy {
    serde_json::from_value(value).unwrap()
}

fn codes(policy: &PasswordPolicy, password: &str, person: &Person<'_>) -> Vec<&'static str> {
    let issues = policy.judge(password, person).into_iter();
    issues
        .map(|issue| issue.code().strip_prefix("password_rejected.").unwrap())
        .collect()
}

#[test]
fn what_is_missing_is_as_by_default() {
    assert_eq!(policy(json!({})), PasswordPolicy::default());
    let some = policy(json!({"length": {"min": 10}, "rejects": {"pwned": false}}));
    assert_eq!(some.length, Length { min: 10, max: 256 });
    assert!(!some.rejects.pwned && some.rejects.user_info);
    let experience = SignInExperience::overlaid([&json!({})]).unwrap();
    assert_eq!(
        PasswordPolicy::of(&experience).unwrap(),
        PasswordPolicy::default()
    );
    let layer = json!({"passwordPolicy": {"characterTypes": {"min": 3}}});
    let experience = SignInExperience::overlaid([&layer]).unwrap();
    assert_eq!(
        PasswordPolicy::of(&experience).unwrap().character_types.min,
        3
    );
}

#[test]
fn no_policy_allows_a_longer_password_than_is_taken() {
    let most = usize::try_from(LONGEST).unwrap();
    let is_taken = |length: usize| "x".repeat(length).parse::<Password>().is_ok();
    assert!(is_taken(most) && !is_taken(most + 1));
    let longest = |length: Value| policy(json!({ "length": length })).length.longest();
    assert_eq!(longest(json!({"max": 1_024})), LONGEST);
    assert_eq!(longest(json!({"max": 12})), 12);
}

#[test]
fn programs_are_told_in_the_order_that_they_expect() {
    let strict = policy(json!({"characterTypes": {"min": 2}}));
    let johnny = Person {
        name: Some("Johnny"),
        ..Person::default()
    };
    assert_eq!(
        codes(&strict, "123", &johnny),
        ["too_short", "character_types", "restricted.sequence"]
    );
    let strictest = policy(json!({"characterTypes": {"min": 3}}));
    assert_eq!(
        codes(&strictest, "johnny13", &johnny),
        ["character_types", "restricted.user_info"]
    );
    assert_eq!(
        codes(&strictest, "123456aA", &johnny),
        ["pwned", "restricted.sequence"]
    );
    assert_eq!(codes(&strictest, "Tr0ub4dor&3", &johnny), [""; 0]);
}

#[test]
fn a_password_has_its_length_in_letters_of_every_script() {
    let plain = policy(json!({"length": {"min": 4, "max": 6}, "rejects": {"userInfo": false}}));
    let nobody = Person::default();
    let told = |password: &str| plain.judge(password, &nobody);
    assert_eq!(told("xkq"), [Issue::TooShort { min: 4 }]);
    assert_eq!(told("xkqvzpw"), [Issue::TooLong { max: 6 }]);
    for password in ["xkqé", "xk v", "~}|{", "пароль", "密碼密語", "🐎🔋📎🏔"] {
        assert_eq!(told(password), [], "{password}");
    }
    assert_eq!(told("🐎🔋📎"), [Issue::TooShort { min: 4 }]);
}

#[test]
fn what_is_neither_letter_digit_nor_sign_of_ascii_is_a_kind_of_its_own() {
    let of = |min: u32, password: &str| {
        let asked = json!({"characterTypes": {"min": min}, "rejects": {"userInfo": false}});
        policy(asked).judge(password, &Person::default())
    };
    for (kinds, password) in [
        (1, "xkqvzpwh"),
        (1, "密碼密語長城外道"),
        (1, "ÉÀÜ éàü "),
        (2, "xkqv zpw"),
        (2, "xkqvzpwé"),
        (3, "Xkqv7zpw"),
        (4, "Xkqv7zp!"),
        (4, "Xkqv7zpé"),
        (5, "Xkqv7z!é"),
    ] {
        assert_eq!(of(kinds, password), [], "{password}");
        let min = kinds + 1;
        let told = of(min, password);
        assert_eq!(told, [Issue::CharacterTypes { min }], "{password}");
    }
}

#[test]
fn no_policy_allows_more_characters_than_a_password_can_have() {
    let long = policy(json!({"length": {"max": 1_024}, "rejects": {
        "repetitionAndSequence": false, "userInfo": false,
    }}));
    let told = |length: usize| long.judge(&"é".repeat(length), &Person::default());
    assert_eq!(told(256), []);
    assert_eq!(told(257), [Issue::TooLong { max: LONGEST }]);
}

#[test]
fn three_letters_of_something_else_make_up_for_what_is_not_wanted() {
    let words = policy(json!({"length": {"min": 1}, "rejects": {"words": ["Bookshop"]}}));
    for (password, expected) in [
        ("bookshopBOOKSHOP", &["restricted.words"][..]),
        ("bookshop-4", &["restricted.words"]),
        ("bookshop-4x", &[]),
        ("aaaaaaaaq", &["restricted.repetition"]),
        ("AaAaAaAaq7", &["restricted.repetition"]),
        ("aaaaaaaaq7!", &[]),
        ("poiuytreq", &["restricted.sequence"]),
        ("abcCBA987", &["restricted.sequence"]),
        (
            "aaaa1234",
            &["restricted.repetition", "restricted.sequence"],
        ),
        ("countess", &["restricted.user_info"]),
        ("AdaKingLovelace1", &["restricted.user_info"]),
        ("lovelaceking", &["restricted.user_info"]),
        ("ada.k447700900942", &["restricted.user_info"]),
        ("lovelace-1852", &[]),
    ] {
        assert_eq!(codes(&words, password, &ADA), expected, "{password}");
    }
}

#[test]
fn what_is_not_rejected_is_taken() {
    let lax = policy(json!({"length": {"min": 1}, "rejects": {
        "pwned": false, "repetitionAndSequence": false, "userInfo": false,
    }}));
    for password in ["password", "12345678", "aaaaaaaa", "countess", "1"] {
        assert!(lax.judge(password, &ADA).is_empty(), "{password}");
    }
}

#[test]
fn of_a_long_password_no_more_is_looked_at_than_a_policy_allows() {
    let long = "a".repeat(60_000);
    let told = codes(&PasswordPolicy::default(), &long, &ADA);
    assert_eq!(told, ["too_long", "restricted.repetition"]);
}
