//! Every mistake of a start is one sentence that says what to change, and exit code 1.

use std::{fs, net::TcpListener};

use crate::kit::{Home, KEY, port};

#[test]
fn a_port_that_is_taken() {
    let home = Home::new();
    let _taken = TcpListener::bind(("127.0.0.1", home.port)).unwrap();
    let said = home.refused(&["dev"], &[]);
    assert!(
        said.contains(&home.port.to_string()) && said.contains("http.listen"),
        "{said}"
    );
}

#[test]
fn the_port_counts_as_taken_on_the_other_loopback_address_too() {
    let home = Home::new();
    let _taken = TcpListener::bind(("::1", home.port)).unwrap();
    assert!(home.refused(&["dev"], &[]).contains("::1"));
}

#[test]
fn a_folder_that_cannot_be_written() {
    let home = Home::new();
    fs::write(home.path("file"), "").unwrap();
    let said = home.refused(&["dev"], &[("SIGNET__DATA_DIR", "file/data")]);
    assert!(
        said.contains("file/data") && said.contains("data_dir"),
        "{said}"
    );
}

#[test]
fn an_unknown_key_names_file_and_line() {
    let home = Home::new();
    home.configure("public_url = \"http://localhost:1\"\n\n[http]\nlistn = \"localhost:1\"\n");
    let said = home.refused(&[], &[]);
    assert!(
        said.contains("signet.toml, line 4") && said.contains("listn"),
        "{said}"
    );
}

#[test]
fn each_contradiction_of_how_people_sign_in_names_its_line() {
    let home = Home::new();
    home.configure("[sign_in]\nmethods = []\n\n[passwords]\nmin_length = 0\nwords = [\"\"]\n");
    let said = home.refused(&["config", "check"], &[]);
    for told in [
        "line 2: the setting sign_in.methods cannot be used: nobody could sign in",
        "line 2: the setting sign_in.methods cannot be used: new accounts by email",
        "line 5: the setting passwords.min_length must be between 1 and 256.",
        "line 6: the setting passwords.words has an empty text",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
}

#[test]
fn a_file_that_is_not_toml_names_the_line() {
    let home = Home::new();
    home.configure("[http\n");
    assert!(
        home.refused(&["serve"], &[])
            .contains("signet.toml, line 1")
    );
}

#[test]
fn a_file_that_is_not_there() {
    let said = Home::new().refused(&["--config", "other.toml"], &[]);
    assert!(said.contains("other.toml"), "{said}");
}

#[test]
fn an_unknown_variable_is_named_and_its_value_is_not() {
    let said = Home::new().refused(&[], &[("SIGNET__SECRETS__MASTERKEY", "hunter2")]);
    assert!(said.contains("SIGNET__SECRETS__MASTERKEY"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn a_database_that_cannot_be_reached() {
    let home = Home::new();
    let url = format!("postgres://ada:hunter2@127.0.0.1:{}/signet", port());
    let said = home.refused(&["dev"], &[("SIGNET__DATABASE__URL", &url)]);
    assert!(
        said.contains("127.0.0.1") && !said.contains("hunter2"),
        "{said}"
    );
}

#[test]
fn a_database_password_that_is_not_escaped() {
    let home = Home::new();
    for password in ["hunter#2", "hunter/2"] {
        let url = format!("postgres://ada:{password}@db.example/signet");
        let said = home.refused(&["dev"], &[("SIGNET__DATABASE__URL", &url)]);
        assert!(
            said.contains("database.url cannot be read") && said.contains("%23 %2F %3F"),
            "{said}"
        );
        assert!(!said.contains("hunter"), "{said}");
    }
}

#[test]
fn a_database_that_is_none() {
    let home = Home::new();
    fs::write(
        home.path("photo.jpg"),
        "not a database, but long enough to be one".repeat(200),
    )
    .unwrap();
    let said = home.refused(&["dev"], &[("SIGNET__DATABASE__URL", "sqlite:photo.jpg")]);
    assert!(said.contains("photo.jpg"), "{said}");
}

#[test]
fn another_master_key_than_the_databases() {
    let home = Home::new();
    home.done(&["app", "list"], &[]);
    let said = home.refused(&["dev"], &[("SIGNET__SECRETS__MASTER_KEY", KEY)]);
    assert!(
        said.contains("secrets.master_key") && said.contains("signet.db"),
        "{said}"
    );
}

#[test]
fn a_master_key_that_got_lost_is_not_replaced() {
    let home = Home::new();
    home.done(&["app", "list"], &[]);
    fs::remove_file(home.path("data/master.key")).unwrap();
    let said = home.refused(&["dev"], &[]);
    assert!(
        said.contains("master.key") && said.contains("put the file back"),
        "{said}"
    );
    assert!(!crate::kit::exists(&home.path("data/master.key")));
}

#[test]
fn production_without_a_public_url() {
    assert!(
        Home::new()
            .refused(&["serve"], &[])
            .contains("public_url is missing")
    );
}

#[test]
fn production_under_an_address_that_anyone_can_read_along() {
    let home = Home::new();
    let said = home.refused(
        &["serve"],
        &[("SIGNET__PUBLIC_URL", "http://id.example.com")],
    );
    assert!(said.contains("https://"), "{said}");
}

#[test]
fn production_with_the_mailbox() {
    let home = Home::new();
    let url = home.url("");
    let mailbox = [
        ("SIGNET__PUBLIC_URL", url.as_str()),
        ("SIGNET__EMAIL__CONNECTOR", "mailbox"),
    ];
    assert!(home.refused(&["serve"], &mailbox).contains("mailbox"));
}

#[test]
fn production_on_postgresql_without_a_master_key() {
    let home = Home::new();
    let variables = [
        ("SIGNET__PUBLIC_URL", "https://id.example.com"),
        ("SIGNET__DATABASE__URL", "postgres://db.example/signet"),
    ];
    assert!(
        home.refused(&["serve"], &variables)
            .contains("openssl rand -base64 32")
    );
}

#[test]
fn a_log_level_that_is_none() {
    assert!(
        Home::new()
            .refused(&["dev"], &[("SIGNET__LOG", "loud=very")])
            .contains("loud=very")
    );
}

#[test]
fn the_environment_wins_over_the_file() {
    let home = Home::new();
    home.configure("public_url = \"https://file.example\"\n[email]\nconnector = \"mailbox\"\n");
    let said = home.done(&["config", "check"], &[]);
    assert!(
        said.contains("https://file.example/oidc") && said.contains("mailbox"),
        "{said}"
    );
    let said = home.done(
        &["config", "check"],
        &[("SIGNET__PUBLIC_URL", "https://env.example")],
    );
    assert!(said.contains("https://env.example/oidc"), "{said}");
}

#[test]
fn the_example_passes_the_check() {
    let home = Home::new();
    home.configure(&home.done(&["config", "example"], &[]));
    assert!(
        home.done(&["config", "check"], &[])
            .contains("The configuration is good.")
    );
}
