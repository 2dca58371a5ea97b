//! Configurations of a mail server: what is refused, and in which words.

use crate::kit::{build, complaint, config, connector, mail};

fn smtp(host: &str, more: &str) -> String {
    format!("[smtp]\nhost = \"{host}\"\nfrom = \"Signet <no-reply@example.com>\"\n{more}")
}

/// The port that a configuration leads to, as its `Debug` shows it.
fn port(more: &str) -> String {
    let shown = format!("{:?}", connector(&smtp("localhost", more)));
    let at = shown.find("port: ").unwrap();
    shown[at + 6..]
        .chars()
        .take_while(char::is_ascii_digit)
        .collect()
}

#[test]
fn the_port_follows_from_the_protection() {
    assert_eq!(port(""), "587");
    assert_eq!(port("security = \"starttls\""), "587");
    assert_eq!(port("security = \"implicit_tls\""), "465");
    assert_eq!(port("security = \"none\""), "25");
    assert_eq!(port("security = \"starttls\"\nport = 2525"), "2525");
}

#[test]
fn no_encryption_is_for_this_machine_unless_meant() {
    for host in ["localhost", "127.0.0.1", "::1"] {
        assert!(
            build(&config(&smtp(host, "security = \"none\""))).is_ok(),
            "{host}"
        );
    }
    for host in ["smtp.example.com", "10.0.0.1", "localhost.example.com"] {
        let error = complaint(&smtp(host, "security = \"none\""));
        assert!(error.starts_with("`email.smtp.security` is \"none\"") && error.contains(host));
        let meant = smtp(host, "security = \"none\"\nallow_insecure = true");
        assert!(build(&config(&meant)).is_ok());
    }
}

#[test]
fn each_fault_is_one_sentence_that_names_the_key() {
    for (host, more, expected) in [
        ("", "", "`email.smtp.host` is empty."),
        ("smtp.example.com:587", "", "`email.smtp.host` must be"),
        ("smtp://example.com", "", "`email.smtp.host` must be"),
        (
            "h.example",
            "username = \"u\"",
            "`email.smtp.username` and `email.smtp.password` go",
        ),
        (
            "h.example",
            "password = \"p\"",
            "`email.smtp.password` and `email.smtp.username` go",
        ),
        (
            "h.example",
            "hello_name = \"a b\"",
            "`email.smtp.hello_name` must be",
        ),
        (
            "h.example",
            "reply_to = \"nobody\"",
            "`email.smtp.reply_to` must be",
        ),
        (
            "h.example",
            "ca_file = \"/nonexistent.pem\"",
            "`email.smtp.ca_file` names",
        ),
        (
            "h.example",
            "[smtp.deliveries.Generic]\ntemplate = \"t\"\nhtml = \"x\"",
            "`email.smtp.deliveries.Generic` is a Mailgun template",
        ),
        (
            "h.example",
            "[smtp.deliveries.Generic]\nsubject = \"t\"",
            "`email.smtp.deliveries.Generic` has neither",
        ),
        (
            "h.example",
            "[smtp.deliveries.SignIn]\nhtml = \"t\"\nreply_to = \"a@b.c, d@e.f\"",
            "`email.smtp.deliveries.SignIn.reply_to` must be",
        ),
    ] {
        let error = complaint(&smtp(host, more));
        assert!(error.starts_with(expected), "{error}");
        assert!(error.ends_with('.') && !error.contains('\n'), "{error}");
    }
}

#[test]
fn a_file_without_certificates_is_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = complaint(&smtp(
        "h.example",
        &format!("ca_file = \"{}\"", file.path().display()),
    ));
    assert!(error.contains("no certificate in it"), "{error}");
}

#[test]
fn the_name_of_the_kind_and_the_sender_are_told() {
    let connector = connector(&smtp("localhost", "security = \"none\""));
    assert_eq!(
        (connector.kind(), connector.from_address()),
        ("smtp", Some("no-reply@example.com"))
    );
    assert!(connector.preview(&mail()).unwrap() == mail().built_in);
}
