//! SMTP: the meaning of each reply, and of none.

use std::time::{Duration, Instant};

use connectors::DeliveryError;

use crate::{
    kit::{CODE, NOW, RECIPIENT, connector, mail},
    mail_server::{Protection, Script, identity, start},
    smtp::{LOGIN, outcome, smtp},
};

async fn refusal(script: Script) -> DeliveryError {
    outcome(script, LOGIN).await.0.unwrap_err()
}

#[tokio::test]
async fn a_refused_login_is_a_matter_of_configuration() {
    for auth in [
        "535 5.7.8 user/hunter2 is wrong",
        "534 5.7.9 app password",
        "550 no",
    ] {
        let error = refusal(Script {
            auth,
            ..Script::new(Protection::Starttls)
        })
        .await;
        assert_eq!(
            (error.cause(), error.is_retryable()),
            ("misconfigured", false),
            "{auth}"
        );
        let printed = format!("{error} {error:?}");
        assert!(
            printed.contains(&auth[..3]) && !printed.contains("hunter2"),
            "{printed}"
        );
    }
    let later = Script {
        auth: "454 4.7.0 later",
        ..Script::new(Protection::Starttls)
    };
    assert!(refusal(later).await.is_retryable());
}

const PLAIN: Script = Script::new(Protection::None);

/// Checks that every script fails alike, and that no report of it gives anything away.
async fn all_end(scripts: &[Script], cause: &str, retryable: bool) {
    for script in scripts {
        let error = refusal(*script).await;
        assert_eq!(
            (error.cause(), error.is_retryable()),
            (cause, retryable),
            "{error}"
        );
        let printed = format!("{error} {error:?}").to_lowercase();
        assert!(
            !printed.contains(RECIPIENT) && !printed.contains(CODE),
            "{printed}"
        );
    }
}

#[tokio::test]
async fn what_concerns_every_mail_is_a_matter_of_configuration() {
    let scripts = [
        Script {
            greeting: "554 5.7.1 blocked",
            ..PLAIN
        },
        Script {
            sender: "530 5.7.0 sign in first",
            ..PLAIN
        },
        Script {
            mechanisms: "XOAUTH2",
            ..PLAIN
        },
    ];
    all_end(&scripts, "misconfigured", false).await;
}

#[tokio::test]
async fn a_permanent_reply_refuses_the_mail() {
    let scripts = [
        Script {
            sender: "553 5.7.1 not yours",
            ..PLAIN
        },
        Script {
            recipient: "550 5.1.1 <Ada+X@example.org> unknown",
            ..PLAIN
        },
        Script {
            data: "554 5.6.0 spam 012345",
            ..PLAIN
        },
    ];
    all_end(&scripts, "refused", false).await;
}

#[tokio::test]
async fn a_transient_reply_defers_the_mail() {
    let scripts = [
        Script {
            greeting: "421 4.3.2 busy",
            ..PLAIN
        },
        Script {
            recipient: "451 4.7.1 greylisted",
            ..PLAIN
        },
        Script {
            data: "452 4.3.1 full",
            ..PLAIN
        },
    ];
    all_end(&scripts, "deferred", true).await;
}

#[tokio::test]
async fn a_server_without_starttls_gets_neither_login_nor_mail() {
    let server = start(Script::new(Protection::None)).await;
    let error = smtp(&server, Protection::Starttls, LOGIN)
        .send(&mail(), NOW)
        .await
        .unwrap_err();
    assert_eq!(
        (error.cause(), error.is_retryable()),
        ("misconfigured", false)
    );
    let heard = server.heard.await.unwrap();
    assert_eq!(heard.commands, ["EHLO example.com"]);
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_a_matter_of_configuration() {
    for protection in [Protection::Implicit, Protection::Starttls] {
        let mut server = start(Script::new(protection)).await;
        (_, server.authority) = identity();
        let error = smtp(&server, protection, LOGIN)
            .send(&mail(), NOW)
            .await
            .unwrap_err();
        assert_eq!(
            (error.cause(), error.is_retryable()),
            ("misconfigured", false),
            "{error}"
        );
        assert!(error.to_string().contains("certificate"), "{error}");
        assert!(
            !server
                .heard
                .await
                .unwrap()
                .commands
                .iter()
                .any(|c| c.starts_with("S:"))
        );
    }
}

#[tokio::test]
async fn a_certificate_of_another_name_is_refused() {
    let server = start(Script::new(Protection::Implicit)).await;
    let toml = format!(
        "[smtp]\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"implicit_tls\"\nca_file = \"{}\"\n\
         from = \"no-reply@example.com\"",
        server.port,
        server.authority.path().display()
    );
    let error = connector(&toml).send(&mail(), NOW).await.unwrap_err();
    assert_eq!(error.cause(), "misconfigured", "{error}");
}

#[tokio::test]
async fn a_silent_server_is_given_up_and_may_be_tried_again() {
    let begun = Instant::now();
    // Waits for the second half of its own greeting.
    let script = Script {
        greeting: "220-mail.test",
        ..Script::new(Protection::None)
    };
    let (outcome, _) = outcome(script, "timeouts = { whole_ms = 200 }").await;
    let error = outcome.unwrap_err();
    assert_eq!((error.cause(), error.is_retryable()), ("unreachable", true));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_mail_is_handed_over_even_if_nobody_says_good_bye() {
    let script = Script {
        quit: "",
        ..Script::new(Protection::None)
    };
    assert_eq!(
        outcome(script, "timeouts = { whole_ms = 500 }").await.0,
        Ok(None)
    );
}

#[tokio::test]
async fn a_server_that_is_down_is_noticed_at_the_first_mail_and_not_before() {
    let port = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap().port()
    };
    let toml = format!(
        "[smtp]\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\nfrom = \"a@example.com\""
    );
    let error = connector(&toml).send(&mail(), NOW).await.unwrap_err();
    assert_eq!((error.cause(), error.is_retryable()), ("unreachable", true));
}
