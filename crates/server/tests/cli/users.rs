//! `signet user`.

use crate::kit::Home;

/// Every field that can be set.
const FIELDS: [(&str, &str); 22] = [
    ("--given-name", "Ada"),
    ("--family-name", "Lovelace"),
    ("--middle-name", "Augusta"),
    ("--nickname", "Countess"),
    ("--preferred-username", "ada"),
    ("--profile", "https://ada.example/"),
    ("--picture", "https://ada.example/me.png"),
    ("--website", "https://ada.example/blog"),
    ("--gender", "female"),
    ("--birthdate", "1815-12-10"),
    ("--zoneinfo", "Europe/London"),
    ("--locale", "en-GB"),
    ("--phone", "+44 20 7946 0000"),
    ("--phone-verified", "true"),
    ("--email-verified", "true"),
    ("--address-street", "12 St James's Square"),
    ("--address-locality", "London"),
    ("--address-region", "Middlesex"),
    ("--address-postal-code", "SW1Y 4JH"),
    ("--address-country", "UK"),
    ("--address-formatted", "London"),
    ("--username", "ada"),
];

/// The id in what `add` says.
fn id_of(said: &str) -> String {
    let rest = said.strip_prefix("Made the account ").unwrap_or_default();
    let id = rest.split('.').next().unwrap_or_default();
    assert!(!id.is_empty(), "{said}");
    id.to_owned()
}

#[test]
fn an_account_is_made_shown_changed_and_removed() {
    let home = Home::new();
    let said = home.done(
        &[
            "user",
            "add",
            "--email",
            "ada@example.com",
            "--name",
            "Ada Lovelace",
        ],
        &[],
    );
    let id = id_of(&said);
    assert!(home.done(&["user", "list"], &[]).contains("Ada Lovelace"));
    let mut set = vec!["user", "set", "ada@example.com"];
    set.extend(FIELDS.iter().flat_map(|(flag, value)| [*flag, *value]));
    let said = home.done(&set, &[]);
    let shown = home.done(&["user", "show", &id], &[]);
    assert!(said.ends_with(&shown), "{said}");
    for (name, value) in [
        ("sub", id.as_str()),
        ("name", "Ada Lovelace"),
        ("given_name", "Ada"),
        ("birthdate", "1815-12-10"),
        ("email_verified", "true"),
        ("phone_number", "+442079460000"),
        ("phone_number_verified", "true"),
        ("address.street_address", "12 St James's Square"),
        ("address.country", "UK"),
        ("username", "ada"),
        ("locale", "en-GB"),
    ] {
        let line = format!("  {name:<24}{value}");
        assert!(shown.lines().any(|shown| shown == line), "{line}: {shown}");
    }
    let said = home.done(
        &["user", "set", &id, "--nickname", "", "--suspended", "true"],
        &[],
    );
    assert!(
        !said.contains("nickname") && said.contains("  suspended "),
        "{said}"
    );
    assert!(home.done(&["user", "list"], &[]).contains("(suspended)"));
    home.done(&["user", "remove", "ada@example.com"], &[]);
    assert!(
        home.refused(&["user", "show", &id], &[])
            .contains("signet user list")
    );
    assert!(home.done(&["user", "list"], &[]).contains("no account yet"));
}

#[test]
fn accounts_are_listed_in_parts_and_found_by_address() {
    let home = Home::new();
    for name in ["ada", "eve", "joe"] {
        home.done(
            &["user", "add", "--email", &format!("{name}@example.com")],
            &[],
        );
    }
    let first = home.done(&["user", "list", "--limit", "2"], &[]);
    assert!(first.contains("joe@") && first.contains("eve@") && !first.contains("ada@"));
    let next = first
        .lines()
        .last()
        .unwrap()
        .split("signet ")
        .nth(1)
        .unwrap();
    let rest = home.done(&next.split(' ').collect::<Vec<_>>(), &[]);
    assert!(rest.contains("ada@") && !rest.contains("eve@"), "{rest}");
    assert!(!rest.contains("Older ones"), "{rest}");
    let found = home.done(&["user", "list", "--search", "EVE@example.com"], &[]);
    assert_eq!(found.lines().count(), 2, "{found}");
}

#[test]
fn what_cannot_be_set_is_said_in_the_words_of_the_command_and_nothing_is_changed() {
    let home = Home::new();
    home.done(&["user", "add", "--email", "ada@example.com"], &[]);
    home.done(&["user", "add", "--email", "eve@example.com"], &[]);
    let before = home.done(&["user", "show", "ada@example.com"], &[]);
    for (flag, value) in [
        ("--birthdate", "10.12.1815"),
        ("--picture", "javascript:alert(1)"),
        ("--locale", "english please"),
        ("--phone", "4255551212"),
        ("--phone-verified", "true"),
        ("--email", "eve@example.com"),
        ("--email", "nobody"),
        ("--suspended", "yes"),
    ] {
        let set = [
            "user",
            "set",
            "ada@example.com",
            "--name",
            "Ada",
            flag,
            value,
        ];
        let said = home.refused(&set, &[]);
        assert!(said.starts_with(&format!("{flag} ")), "{said}");
    }
    assert_eq!(home.done(&["user", "show", "ada@example.com"], &[]), before);
    assert!(home.refused(&["user", "add"], &[]).starts_with("--email"));
    assert!(
        home.refused(&["user", "set", "ada@example.com"], &[])
            .contains("nothing to change")
    );
    assert!(
        home.refused(&["user", "remove", "joe"], &[])
            .contains("signet user list")
    );
}
