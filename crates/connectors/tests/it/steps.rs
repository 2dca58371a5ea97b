//! A mail that is watched: its steps, and what to do when it fails.

use connectors::{Advice, EmailConnector, Observed, StepName};
use testkit::mailgun::{API_KEY as KEY, Mailgun, Reply};

use crate::{
    kit::{CODE, NOW, PATIENCE, RECIPIENT, connector, mail},
    mail_server::{Protection, Script, start},
    smtp::{LOGIN, smtp},
};

fn names(observed: &Observed) -> Vec<StepName> {
    observed.steps.iter().map(|step| step.name).collect()
}

fn mailgun(url: &str, more: &str) -> EmailConnector {
    connector(&format!(
        "[mailgun]\ndomain = \"mg.example.com\"\napi_key = \"{KEY}\"\nbase_url = \"{url}\"\n\
         from = \"no-reply@example.com\"\n{more}"
    ))
}

async fn through_mailgun(reply: Reply) -> Observed {
    let there = Mailgun::answering(reply).await;
    mailgun(&there.url(), "")
        .send_observed(&mail(), NOW, PATIENCE)
        .await
}

async fn through_smtp(script: Script, more: &str) -> Observed {
    let server = start(script).await;
    let connector = smtp(&server, script.protection, more);
    connector.send_observed(&mail(), NOW, PATIENCE).await
}

#[tokio::test]
async fn mailgun_is_watched_to_its_own_words() {
    let queued = format!("{{\"id\":\"<1@example.com>\",\"message\":\"Queued {KEY} {CODE}\"}}");
    let observed = through_mailgun(Reply::of("200 OK", &queued)).await;
    assert_eq!(observed.outcome, Ok(()));
    assert_eq!(observed.advice, None);
    assert_eq!(
        names(&observed),
        [StepName::Rendered, StepName::Posted, StepName::Answered]
    );
    assert_eq!(observed.steps[0].detail, "HTML and plain text");
    assert!(
        observed.steps[1]
            .detail
            .ends_with("/v3/mg.example.com/messages")
    );
    assert!(observed.steps[2].detail.starts_with("200: "));
    assert!(observed.steps[2].detail.contains("Queued"));
    let printed = format!("{observed:?}");
    for secret in [KEY, CODE, RECIPIENT] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[tokio::test]
async fn a_failure_of_mailgun_has_its_steps_so_far_and_a_cure() {
    for (line, advice) in [
        ("401 Unauthorized", Advice::MailgunKey),
        ("403 Forbidden", Advice::MailgunKey),
        ("404 Not Found", Advice::MailgunDomain),
        ("400 Bad Request", Advice::MailgunMail),
        ("301 Moved Permanently", Advice::Redirect),
        ("503 Service Unavailable", Advice::Later),
    ] {
        let observed = through_mailgun(Reply::of(line, "their words")).await;
        assert!(observed.outcome.is_err());
        let last = observed.steps.last().unwrap();
        assert_eq!(last.detail, format!("{}: their words", &line[..3]));
        assert_eq!(observed.advice, Some(advice), "{line}");
    }
    let observed = mailgun("http://127.0.0.1:9", "")
        .send_observed(&mail(), NOW, PATIENCE)
        .await;
    assert_eq!(names(&observed), [StepName::Rendered]);
    assert_eq!(observed.advice, Some(Advice::NotReached));
    let register = "[mailgun.deliveries.Register]\nhtml = \"x\"";
    let observed = mailgun("http://127.0.0.1:9", register)
        .send_observed(&mail(), NOW, PATIENCE)
        .await;
    assert_eq!(
        (names(&observed), observed.advice),
        (vec![], Some(Advice::AddDelivery))
    );
}

#[tokio::test]
async fn a_mail_server_is_watched_through_its_dialogue() {
    let observed = through_smtp(Script::new(Protection::Starttls), LOGIN).await;
    assert_eq!(observed.outcome, Ok(()));
    assert_eq!(
        names(&observed),
        [
            StepName::Rendered,
            StepName::Connected,
            StepName::Encrypted,
            StepName::SignedIn,
            StepName::Answered
        ]
    );
    assert!(observed.steps[1].detail.ends_with(" is mail.test"));
    assert_eq!(observed.steps[4].detail, "250: 2.0.0 queued");
}

#[tokio::test]
async fn a_failure_of_a_mail_server_has_a_cure() {
    let plain = Script::new(Protection::None);
    let refused = Script {
        auth: "535 5.7.8 no",
        ..Script::new(Protection::Starttls)
    };
    let observed = through_smtp(refused, LOGIN).await;
    assert_eq!(observed.advice, Some(Advice::SmtpLogin));
    let unwanted = Script {
        recipient: "550 no such user",
        ..plain
    };
    assert_eq!(
        through_smtp(unwanted, "").await.advice,
        Some(Advice::SmtpRefused)
    );
    let busy = Script {
        data: "451 later",
        ..plain
    };
    assert_eq!(through_smtp(busy, "").await.advice, Some(Advice::Later));
}

#[tokio::test]
async fn wrong_encryption_and_a_wrong_name_have_cures_of_their_own() {
    for (spoken, expected, advice) in [
        (
            Protection::None,
            Protection::Starttls,
            Advice::SmtpNoStarttls,
        ),
        (Protection::None, Protection::Implicit, Advice::SmtpTlsPort),
    ] {
        let server = start(Script::new(spoken)).await;
        let observed = smtp(&server, expected, "")
            .send_observed(&mail(), NOW, PATIENCE)
            .await;
        assert_eq!(observed.advice, Some(advice), "{:?}", observed.outcome);
    }
    let server = start(Script::new(Protection::Implicit)).await;
    let other = smtp(
        &server,
        Protection::Implicit,
        "server_name = \"mail.example.com\"",
    );
    let observed = other.send_observed(&mail(), NOW, PATIENCE).await;
    assert_eq!(
        observed.advice,
        Some(Advice::Certificate),
        "{:?}",
        observed.outcome
    );
    let nobody =
        "[smtp]\nhost = \"127.0.0.1\"\nport = 9\nsecurity = \"none\"\nfrom = \"a@b.example\"";
    let observed = connector(nobody)
        .send_observed(&mail(), NOW, PATIENCE)
        .await;
    assert_eq!(observed.advice, Some(Advice::SmtpNotReached));
}

#[test]
fn every_cure_has_words() {
    for advice in [Advice::MailgunKey, Advice::SmtpTlsPort, Advice::HttpPath] {
        let name = serde_json::to_value(advice).unwrap();
        assert_eq!(name, advice.as_str());
        assert!(advice.text().ends_with('.'));
    }
}
