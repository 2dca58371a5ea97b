//! `signet role`.

use crate::kit::Home;

const BOOKS: &str = "https://books.example";

fn done(home: &Home, arguments: &[&str]) -> String {
    home.done(&[&["role"], arguments].concat(), &[])
}

fn refused(home: &Home, arguments: &[&str]) -> String {
    home.refused(&[&["role"], arguments].concat(), &[])
}

/// With an API, a person, a machine and an application that is none.
fn home() -> Home {
    let home = Home::new();
    let scopes = ["--scope", "read:books", "--scope", "write:books"];
    home.done(&[&["resource", "add", BOOKS][..], &scopes].concat(), &[]);
    home.done(&["user", "add", "--email", "ada@example.com"], &[]);
    home.done(
        &["app", "add", "--id", "importer", "--kind", "machine"],
        &[],
    );
    let uri = ["--redirect-uri", "http://localhost:9/cb"];
    home.done(&[&["app", "add", "--id", "web"][..], &uri].concat(), &[]);
    home
}

#[test]
fn a_role_is_made_shown_changed_listed_and_removed() {
    let home = home();
    let allow = [
        "--allow",
        BOOKS,
        "read:books",
        "--allow",
        BOOKS,
        "write:books",
    ];
    let words = ["--description", "Reads books", "--default"];
    let said = done(&home, &[&["add", "Reader"][..], &words, &allow].concat());
    let shown = "Reader\n\n  \
         Kind            user, of every new user\n  \
         Description     Reads books\n  \
         Allows          read:books at https://books.example\n  \
         Allows          write:books at https://books.example\n  \
         Status          in use, from console\n";
    assert_eq!(said, format!("Made the role \"Reader\".\n\n{shown}"));
    assert_eq!(done(&home, &["show", "Reader"]), shown);

    let change = ["--default", "false", "--deny", BOOKS, "write:books"];
    let said = done(&home, &[&["set", "Reader"][..], &change].concat());
    assert_eq!(
        said,
        "Changed the role \"Reader\".\n\nReader\n\n  \
         Kind            user\n  \
         Description     Reads books\n  \
         Allows          read:books at https://books.example\n  \
         Status          in use, from console\n"
    );
    let list = done(&home, &["list"]);
    let line = list
        .lines()
        .find(|line| line.starts_with("Reader"))
        .unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words, ["Reader", "user", "console", "Reads", "books"]);
    assert_eq!(
        done(&home, &["remove", "Reader"]),
        "Removed the role \"Reader\" from everybody.\n"
    );
    assert!(!done(&home, &["list"]).contains("Reader"));
}

#[test]
fn a_role_is_given_to_people_and_machines_and_taken_again() {
    let home = home();
    done(&home, &["add", "Reader"]);
    done(&home, &["add", "Importer", "--kind", "machine"]);
    for (role, holder) in [
        ("Reader", ["--user", "ada@example.com"]),
        ("Importer", ["--app", "importer"]),
    ] {
        let to = |command| [&[command, role][..], &holder].concat();
        let who = holder[1];
        let said = done(&home, &to("assign"));
        assert_eq!(said, format!("{who} has the role {role:?} now.\n"));
        let said = done(&home, &to("assign"));
        assert_eq!(said, format!("{who} had the role {role:?} already.\n"));
        assert!(done(&home, &["show", role]).contains("Held by"));
        let said = done(&home, &to("unassign"));
        assert_eq!(said, format!("{who} has the role {role:?} no more.\n"));
        let said = done(&home, &to("unassign"));
        assert_eq!(said, format!("{who} did not have the role {role:?}.\n"));
        assert!(!done(&home, &["show", role]).contains("Held by"));
    }
}

#[test]
fn whoever_cannot_hold_a_role_is_refused_with_the_reason() {
    let home = home();
    done(&home, &["add", "Reader"]);
    done(&home, &["add", "Importer", "--kind", "machine"]);
    for (role, holder, told) in [
        (
            "Reader",
            ["--user", "bea@example.com"],
            "There is no such user.",
        ),
        ("Reader", ["--user", "nobody"], "There is no such user."),
        (
            "Reader",
            ["--user", "not an id"],
            "\"not an id\" is neither an id nor an e-mail address.",
        ),
        (
            "Importer",
            ["--app", "nobody"],
            "There is no such application: `signet app list` shows them all.",
        ),
        (
            "Importer",
            ["--user", "ada@example.com"],
            "The role \"Importer\" is for those of kind \"machine\".",
        ),
        (
            "Reader",
            ["--app", "importer"],
            "The role \"Reader\" is for those of kind \"user\".",
        ),
        (
            "Importer",
            ["--app", "web"],
            "The application is no machine: its users have roles, not the application itself.",
        ),
    ] {
        for command in ["assign", "unassign"] {
            let said = refused(&home, &[&[command, role][..], &holder].concat());
            assert_eq!(said, format!("{told}\n"));
        }
    }
    for arguments in [
        &["role", "assign", "Reader"][..],
        &["role", "assign", "Reader", "--user", "ada", "--app", "web"],
    ] {
        assert_eq!(home.run(arguments, &[]).status.code(), Some(2));
    }
}

#[test]
fn a_role_that_is_unknown_or_there_already_is_refused() {
    let home = home();
    let unknown = "There is no role \"Reader\": `signet role list` shows them all.\n";
    for command in ["show", "set", "remove"] {
        assert_eq!(refused(&home, &[command, "Reader"]), unknown);
    }
    let to = ["--user", "ada@example.com"];
    for command in ["assign", "unassign"] {
        let arguments = [&[command, "Reader"][..], &to].concat();
        assert_eq!(refused(&home, &arguments), unknown);
    }
    done(&home, &["add", "Reader"]);
    assert_eq!(
        refused(&home, &["add", "Reader"]),
        "There is a role \"Reader\" already: `signet role set` changes it.\n"
    );
}

#[test]
fn what_a_role_cannot_be_or_allow_is_said_in_the_words_of_the_command() {
    let home = home();
    let management = "https://default.logto.app/api";
    let long = "x".repeat(129);
    let cases: [(&[&str], &str); 7] = [
        (&["add", ""], "The name must have 1 to 128 characters"),
        (
            &["add", "Reader", "--description", &long],
            "--description must have 128 characters at most, without line breaks.",
        ),
        (
            &["add", "Robot", "--kind", "machine", "--default"],
            "--default is for roles of kind \"user\"",
        ),
        (
            &["add", "Reader", "--allow", BOOKS, "lend"],
            "The API https://books.example has no scope \"lend\": `signet resource show \
             https://books.example` lists its scopes.",
        ),
        (
            &["add", "Reader", "--allow", "books", "read"],
            "--allow has \"books\", which is not an absolute URI",
        ),
        (
            &["set", "administrator", "--deny", "books", "read"],
            "--deny has \"books\", which is not an absolute URI",
        ),
        (
            &["add", "Reader", "--allow", management, "all"],
            "Only the roles of Signet itself open the management API",
        ),
    ];
    for (arguments, told) in cases {
        let said = refused(&home, arguments);
        assert!(said.starts_with(told), "{said}");
    }
    let list = done(&home, &["list"]);
    assert!(
        !list.contains("Reader") && !list.contains("Robot"),
        "{list}"
    );
}

#[test]
fn a_role_of_the_file_or_of_signet_is_changed_elsewhere() {
    let home = home();
    home.configure("[[roles]]\nname = \"Reader\"\n");
    home.start(&["--no-demo"], &[]).stop();
    for command in ["set", "remove"] {
        assert_eq!(
            refused(&home, &[command, "Reader"]),
            "The role \"Reader\" stands in signet.toml: change it there.\n"
        );
        assert_eq!(
            refused(&home, &[command, "administrator"]),
            "The role \"administrator\" is part of Signet and cannot be changed.\n"
        );
    }
}
