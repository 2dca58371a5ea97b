//! `signet resource`.

use crate::kit::Home;

const BOOKS: &str = "https://books.example";
const MANAGEMENT: &str = "https://default.logto.app/api";

fn done(home: &Home, arguments: &[&str]) -> String {
    home.done(&[&["resource"], arguments].concat(), &[])
}

fn refused(home: &Home, arguments: &[&str]) -> String {
    home.refused(&[&["resource"], arguments].concat(), &[])
}

#[test]
fn an_api_is_registered_shown_changed_listed_and_removed() {
    let home = Home::new();
    let scope = [
        "--scope",
        "read:books=See the books",
        "--scope",
        "write:books",
    ];
    let name = ["--name", "Books", "--introspected-by", "books-api"];
    let said = done(&home, &[&["add", BOOKS][..], &name, &scope].concat());
    let shown = "Books\n\n  \
         Indicator       https://books.example\n  \
         Access tokens   jwt, ES256, 3600 s\n  \
         Introspected by books-api\n  \
         Scope           read:books: See the books\n  \
         Scope           write:books\n  \
         Status          in use, from console\n";
    assert_eq!(said, format!("Registered the API.\n\n{shown}"));
    assert_eq!(done(&home, &["show", BOOKS]), shown);

    let tokens = [
        "--access-token-lifetime",
        "60",
        "--access-token-format",
        "opaque",
        "--access-token-alg",
        "ES384",
    ];
    let rest = [
        "--default",
        "--remove-scope",
        "write:books",
        "--scope",
        "lend",
    ];
    let said = done(&home, &[&["set", BOOKS][..], &tokens, &rest].concat());
    assert_eq!(
        said,
        "Changed the API.\n\nBooks\n\n  \
         Indicator       https://books.example\n  \
         Access tokens   opaque, ES384, 60 s\n  \
         Introspected by books-api\n  \
         Default         where an application names no resource\n  \
         Scope           lend\n  \
         Scope           read:books: See the books\n  \
         Status          in use, from console\n"
    );
    let list = done(&home, &["list"]);
    let line = list.lines().find(|line| line.starts_with(BOOKS)).unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words, [BOOKS, "console", "2", "Books", "(default)"]);
    assert!(list.contains(MANAGEMENT), "{list}");

    assert_eq!(
        done(&home, &["remove", BOOKS]),
        "Removed the API https://books.example (Books). Tokens that were made for it are good \
         until they end, where nobody asks.\n"
    );
    assert!(!done(&home, &["list"]).contains(BOOKS));
}

#[test]
fn an_api_that_is_unknown_or_there_already_is_refused() {
    let home = Home::new();
    let unknown = "There is no API \"https://books.example\": `signet resource list` shows them \
                   all.\n";
    for command in ["show", "set", "remove"] {
        assert_eq!(refused(&home, &[command, BOOKS]), unknown);
    }
    done(&home, &["add", BOOKS]);
    assert_eq!(
        refused(&home, &["add", BOOKS]),
        "There is an API \"https://books.example\" already: `signet resource set` changes it.\n"
    );
    assert_eq!(
        refused(&home, &["set", BOOKS, "--remove-scope", "lend"]),
        "The API https://books.example has no scope \"lend\".\n"
    );
}

#[test]
fn an_api_of_the_file_or_of_signet_is_changed_elsewhere() {
    let home = Home::new();
    home.configure(&format!("[[resources]]\nindicator = \"{BOOKS}\"\n"));
    home.start(&["--no-demo"], &[]).stop();
    for arguments in [&["set", BOOKS, "--name", "x"][..], &["remove", BOOKS]] {
        assert_eq!(
            refused(&home, arguments),
            "The API https://books.example stands in signet.toml: change it there.\n"
        );
    }
    for arguments in [&["set", MANAGEMENT][..], &["remove", MANAGEMENT]] {
        assert_eq!(
            refused(&home, arguments),
            "The API https://default.logto.app/api is part of Signet and cannot be changed.\n"
        );
    }
}

#[test]
fn what_an_api_cannot_be_is_said_in_the_words_of_the_command() {
    let home = Home::new();
    for (indicator, told) in [
        ("books", "The indicator \"books\" is not an absolute URI"),
        ("https://books.example/#x", "has a fragment"),
        ("https://books.example/a b", "has a space"),
        ("urn:logto:resource:organizations", "which is reserved"),
    ] {
        let said = refused(&home, &["add", indicator]);
        assert!(said.starts_with("The indicator"), "{said}");
        assert!(said.contains(told), "{said}");
    }
    for (flag, value, told) in [
        ("--name", "", "must have 1 to 256 characters"),
        ("--access-token-lifetime", "59", "between 60 seconds"),
        ("--access-token-lifetime", "86401", "between 60 seconds"),
        ("--scope", "read books", "has \"read books\""),
        ("--scope", "openid", "a scope of OpenID Connect"),
        ("--introspected-by", "a b", "has \"a b\""),
    ] {
        let said = refused(&home, &["add", BOOKS, flag, value]);
        assert!(said.starts_with(flag) && said.contains(told), "{said}");
    }
    let long = format!("lend={}", "x".repeat(257));
    let said = refused(&home, &["add", BOOKS, "--scope", &long]);
    assert!(said.starts_with("--scope has a description"), "{said}");
    for (flag, value) in [
        ("--access-token-format", "paseto"),
        ("--access-token-alg", "HS256"),
        ("--default", "perhaps"),
    ] {
        let output = home.run(&["resource", "add", BOOKS, flag, value], &[]);
        assert_eq!(output.status.code(), Some(2), "{flag}");
    }
    assert!(!done(&home, &["list"]).contains(BOOKS));
}
