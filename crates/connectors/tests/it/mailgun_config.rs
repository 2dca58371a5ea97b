//! Configurations of Mailgun and the mailbox: what is refused, and in which words.

use crate::kit::{NOW, complaint, connector, mail};

const GOOD: &str = r#"
    [mailgun]
    domain = "mg.example.com"
    api_key = "key-1"
    from = "Signet <No-Reply@example.com>"
"#;

#[test]
fn a_good_configuration_names_its_kind_and_sender() {
    let connector = connector(GOOD);
    assert_eq!(connector.kind(), "mailgun");
    assert_eq!(connector.from_address(), Some("no-reply@example.com"));
}

#[test]
fn each_fault_is_one_sentence_that_names_the_key() {
    for (line, replacement, expected) in [
        (
            "api_key = \"key-1\"",
            "api_key = \" \"",
            "`email.mailgun.api_key` is empty.",
        ),
        (
            "\"mg.example.com\"",
            "\"https://mg.example.com\"",
            "`email.mailgun.domain` must be a bare",
        ),
        (
            "Signet <No-Reply@example.com>",
            "Signet",
            "`email.mailgun.from` must be an address",
        ),
    ] {
        let error = complaint(&GOOD.replace(line, replacement));
        assert!(error.starts_with(expected), "{error}");
        assert!(error.ends_with('.') && !error.contains('\n'), "{error}");
    }
    for (more, expected) in [
        (
            "endpoint = \"https://evil-mailgun.net\"",
            "`email.mailgun.endpoint` must be",
        ),
        (
            "base_url = \"http://example.com\"",
            "`email.mailgun.base_url` must be",
        ),
        (
            "options = { \"h:Bcc\" = \"x\" }",
            "`email.mailgun.options.h:Bcc` must be",
        ),
        (
            "options = { \"to\" = \"x\" }",
            "`email.mailgun.options.to` must be",
        ),
        (
            "options = { \"o:\" = \"x\" }",
            "`email.mailgun.options.o:` must be",
        ),
        (
            "timeouts = { connect_ms = 0 }",
            "`email.mailgun.timeouts.connect_ms` must be",
        ),
        (
            "[mailgun.deliveries.SignIn]\nsubject = \"x\"\ntext = \"y\"\nhtml = \"\"",
            "`email.mailgun.deliveries.SignIn` has neither `html` nor `template`",
        ),
    ] {
        let error = complaint(&format!("{GOOD}\n{more}"));
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn senders_and_addresses_for_answers_that_are_none_are_refused_by_name() {
    let quote = GOOD.replace("Signet <", "\\\"Signet <");
    let error = complaint(&quote);
    assert!(error.starts_with("`email.mailgun.from` must be"), "{error}");
    let two = "[mailgun.deliveries.SignIn]\nhtml = \"x\"\nreply_to = \"a@ex.com, b@ex.com\"";
    let error = complaint(&format!("{GOOD}\n{two}"));
    let expected = "`email.mailgun.deliveries.SignIn.reply_to` must be";
    assert!(error.starts_with(expected), "{error}");
}

#[tokio::test]
async fn the_mailbox_takes_everything_and_shows_the_built_in_text() {
    let mailbox = connector("[mailbox]\nfrom = \"Signet <no-reply@localhost.example>\"");
    assert_eq!(
        (mailbox.kind(), mailbox.from_address()),
        ("mailbox", Some("no-reply@localhost.example"))
    );
    assert_eq!(mailbox.send(&mail(), NOW).await, Ok(None));
    assert!(mailbox.preview(&mail()).unwrap() == mail().built_in);
}
