//! SMTP: the dialogue and the message.

use connectors::{DeliveryError, EmailConnector};
use oidc_core::message_id::MessageId;

use crate::{
    kit::{NOW, complaint, connector, mail},
    mail_server::{Heard, MailServer, Protection, Script, start},
};

pub(crate) const LOGIN: &str = "username = \"user\"\npassword = \"hunter2\"\n";

pub(crate) fn smtp(server: &MailServer, protection: Protection, more: &str) -> EmailConnector {
    let security = match protection {
        Protection::None => "none",
        Protection::Starttls => "starttls",
        Protection::Implicit => "implicit_tls",
    };
    connector(&format!(
        "[smtp]\nhost = \"localhost\"\nport = {}\nsecurity = \"{security}\"\nca_file = \"{}\"\n\
         from = \"Zoë, Inc. <no-reply@example.com>\"\n{more}",
        server.port,
        server.authority.path().display(),
    ))
}

pub(crate) async fn outcome(
    script: Script,
    more: &str,
) -> (Result<Option<MessageId>, DeliveryError>, Heard) {
    let server = start(script).await;
    let connector = smtp(&server, script.protection, more);
    let outcome = connector.send(&mail(), NOW).await;
    (outcome, server.heard.await.unwrap())
}

#[tokio::test]
async fn starttls_comes_before_the_login_and_the_mail() {
    let (outcome, heard) = outcome(Script::new(Protection::Starttls), LOGIN).await;
    assert_eq!(outcome, Ok(None));
    assert_eq!(
        heard.commands,
        [
            "EHLO example.com",
            "STARTTLS",
            "S:EHLO example.com",
            "S:AUTH PLAIN AHVzZXIAaHVudGVyMg==",
            "S:MAIL FROM:<no-reply@example.com>",
            "S:RCPT TO:<ada+x@example.org>",
            "S:DATA",
            "S:QUIT",
        ]
    );
}

#[tokio::test]
async fn implicit_tls_encrypts_everything_and_login_is_spoken_where_plain_is_not() {
    let script = Script {
        mechanisms: "LOGIN",
        ..Script::new(Protection::Implicit)
    };
    let (outcome, heard) =
        outcome(script, &format!("{LOGIN}hello_name = \"sso.example.com\"")).await;
    assert_eq!(outcome, Ok(None));
    assert_eq!(
        heard.commands[..4],
        [
            "S:EHLO sso.example.com",
            "S:AUTH LOGIN",
            "S:dXNlcg==",
            "S:aHVudGVyMg=="
        ]
    );
}

#[tokio::test]
async fn a_server_on_this_machine_needs_neither_tls_nor_login() {
    let (outcome, heard) = outcome(Script::new(Protection::None), "").await;
    assert_eq!(outcome, Ok(None));
    assert_eq!(heard.commands[1], "MAIL FROM:<no-reply@example.com>");
}

#[tokio::test]
async fn the_built_in_mail_is_text_and_html_under_ordinary_headers() {
    let (_, heard) = outcome(
        Script::new(Protection::None),
        "reply_to = \"help@example.com\"",
    )
    .await;
    let (headers, body) = heard.message.split_once("\n\n").unwrap();
    for header in [
        "From: =?utf-8?b?Wm/DqywgSW5jLg==?= <no-reply@example.com>",
        "To: ada+x@example.org",
        "Subject: Your code is 012345",
        "Reply-To: help@example.com",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
    ] {
        assert!(
            headers.lines().any(|line| line == header),
            "{header}\n{headers}"
        );
    }
    assert!(
        headers.contains("\nDate: ") && headers.contains("Content-Type: multipart/alternative;")
    );
    let id = headers
        .lines()
        .find_map(|line| line.strip_prefix("Message-ID: <"))
        .unwrap();
    assert!(id.ends_with("@example.com>") && id.len() > 30, "{id}");
    let (text, html) = (
        body.find("text/plain").unwrap(),
        body.find("text/html").unwrap(),
    );
    assert!(text < html, "the richest part comes last (RFC 2046 §5.1.4)");
    assert!(body.contains("012345 & more"));
}

#[tokio::test]
async fn a_delivery_may_be_plain_text_alone() {
    let more =
        "[smtp.deliveries.Generic]\nsubject = \"s\"\ntext = \"{{code}} {{application.name}}\"";
    let (outcome, heard) = outcome(Script::new(Protection::None), more).await;
    assert_eq!(outcome, Ok(None));
    let (headers, body) = heard.message.split_once("\n\n").unwrap();
    assert!(headers.contains("Content-Type: text/plain"), "{headers}");
    assert_eq!(body.trim_end(), "012345 <b>&\"Shop\"</b>");
}

#[tokio::test]
async fn further_headers_are_sent_on_one_line_and_none_of_ours_is_taken() {
    let more = "headers = { \"X-Shop\" = \"a\\r\\nBcc: eve@example.org\" }";
    let (outcome, heard) = outcome(Script::new(Protection::None), more).await;
    assert_eq!(outcome, Ok(None));
    let mut lines = heard.message.lines();
    assert!(lines.any(|line| line == "X-Shop: a Bcc: eve@example.org"));
    for name in ["Bcc", "From", "Content-Type", "Resent-To", "A B", "X:"] {
        let error = complaint(&format!(
            "[smtp]\nhost = \"localhost\"\nfrom = \"a@example.com\"\nheaders = {{ \"{name}\" = \"x\" }}"
        ));
        let key = format!("`email.smtp.headers.{name}` must be a header");
        assert!(error.starts_with(&key), "{error}");
    }
}

#[tokio::test]
async fn a_certificate_may_bear_another_name_that_is_told() {
    let server = start(Script::new(Protection::Implicit)).await;
    let (port, ca_file) = (server.port, server.authority.path().display());
    let toml = format!(
        "[smtp]\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"implicit_tls\"\n\
         ca_file = \"{ca_file}\"\nfrom = \"a@example.com\"\nserver_name = \"localhost\""
    );
    assert_eq!(connector(&toml).send(&mail(), NOW).await, Ok(None));
}

#[tokio::test]
async fn two_mails_have_two_ids() {
    let mut ids = Vec::new();
    for _ in 0..2 {
        let (_, heard) = outcome(Script::new(Protection::None), "").await;
        ids.extend(
            heard
                .message
                .lines()
                .find(|l| l.starts_with("Message-ID"))
                .map(str::to_owned),
        );
    }
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn t_56_no_value_adds_a_header_or_a_recipient() {
    let more = r#"
        [smtp.deliveries.SignIn]
        subject = "{{application.id}}\r\nX-Evil: 1"
        reply_to = "Help\r\nBcc: x@ex.com <help@example.com>"
        html = "<p>{{application.name}}\r\n.\r\nQUIT</p>"
    "#;
    let (outcome, heard) = outcome(Script::new(Protection::None), more).await;
    assert_eq!(outcome, Ok(None));
    let (headers, body) = heard.message.split_once("\n\n").unwrap();
    let mut names: Vec<&str> = headers
        .lines()
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split(':').next().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "Auto-Submitted",
            "Content-Transfer-Encoding",
            "Content-Type",
            "Date",
            "From",
            "MIME-Version",
            "Message-ID",
            "Reply-To",
            "Subject",
            "To"
        ]
    );
    assert!(
        headers.contains("Content-Type: text/html"),
        "html alone needs no parts"
    );
    assert!(
        body.contains("&lt;b&gt;") && !body.contains("<b>"),
        "{body}"
    );
    assert_eq!(
        heard
            .commands
            .iter()
            .filter(|c| c.starts_with("RCPT"))
            .count(),
        1
    );
    assert_eq!(
        heard
            .commands
            .iter()
            .filter(|c| c.starts_with("QUIT"))
            .count(),
        1
    );
}
