//! What the file names may lie inside; what came by the network reaches what is public, or listed.

use connectors::{ConfigError, EmailConnector, FactoryId};
use oidc_core::source::Source;
use serde_json::{Map, Value, json};
use testkit::mailgun::Mailgun;

use crate::{
    kit::{NOW, PATIENCE, config, connector, mail, outbound},
    mail_server::{Protection, Script, start},
};

/// As the API makes it.
fn entered(
    factory: FactoryId,
    config: Value,
    allow: &[&str],
) -> Result<EmailConnector, ConfigError> {
    let config: Map<String, Value> = serde_json::from_value(config).unwrap();
    let config = factory.read(&config)?;
    EmailConnector::build(&config, &outbound(allow), Source::Console)
}

fn complaint(factory: FactoryId, config: Value) -> (String, String) {
    let error = entered(factory, config, &[]).unwrap_err();
    (error.key().to_owned(), error.problem())
}

fn mailgun(key: &str, value: &str) -> Value {
    let mut config = json!({"domain": "mg.example.com", "apiKey": "k", "from": "a@example.com"});
    config[key] = json!(value);
    config
}

fn smtp(host: &str, port: u16) -> Value {
    json!({"host": host, "port": port, "fromEmail": "a@example.com", "ignoreTLS": true, "allowInsecure": true})
}

#[test]
fn t_62_an_address_inside_is_the_operators_to_name() {
    for (kind, key) in [
        ("[http]\nendpoint", "endpoint"),
        (
            "[mailgun]\ndomain = \"mg.example.com\"\napi_key = \"k\"\nfrom = \"a@example.com\"\nbase_url",
            "baseUrl",
        ),
    ] {
        for address in [
            "https://10.0.0.1/",
            "https://[fd00::1]/",
            "http://127.0.0.1:9/",
        ] {
            let toml = format!("{kind} = \"{address}\"");
            connector(&toml);
            let error = EmailConnector::build(&config(&toml), &outbound(&[]), Source::Console);
            let error = error.unwrap_err();
            assert_eq!(error.key(), key);
            assert!(error.problem().contains("outbound.allow"), "{error}");
        }
    }
}

#[test]
fn t_62_what_was_entered_may_be_plain_or_inside_only_where_it_is_listed() {
    for (address, words) in [
        ("http://mail.example/", "plain http"),
        ("https://169.254.169.254/latest", "not a public address"),
        ("https://2130706433/", "not a public address"),
        ("ftp://mail.example/", "must be an https address"),
        ("https://u:p@mail.example/", "must be an https address"),
    ] {
        let (key, problem) = complaint(FactoryId::Http, json!({"endpoint": address}));
        assert_eq!(key, "endpoint");
        assert!(problem.contains(words), "{address}: {problem}");
        let (key, problem) = complaint(FactoryId::Mailgun, mailgun("baseUrl", address));
        assert_eq!(key, "baseUrl");
        assert!(problem.contains(words), "{address}: {problem}");
    }
    let listed = json!({"endpoint": "http://127.0.0.1:8025/"});
    assert!(entered(FactoryId::Http, listed, &["127.0.0.1:8025"]).is_ok());
    let public = json!({"endpoint": "https://mail.example/send?x=1"});
    assert!(entered(FactoryId::Http, public, &[]).is_ok());
}

#[test]
fn an_entered_endpoint_of_mailgun_is_mailgun_itself() {
    for endpoint in [
        "https://evilmailgun.net",
        "http://api.mailgun.net",
        "https://127.0.0.1/#.mailgun.net",
    ] {
        let (key, _) = complaint(FactoryId::Mailgun, mailgun("endpoint", endpoint));
        assert_eq!(key, "endpoint", "{endpoint}");
    }
    let european = mailgun("endpoint", "https://api.eu.mailgun.net");
    assert!(entered(FactoryId::Mailgun, european, &[]).is_ok());
}

#[test]
fn complaints_about_what_was_entered_speak_of_its_own_members() {
    let from = mailgun("from", "nobody");
    assert_eq!(complaint(FactoryId::Mailgun, from).0, "from");
    let deliveries = json!({"SignIn": {"html": "x", "replyTo": "a@b.example, c@d.example"}});
    let mut config = mailgun("endpoint", "");
    config["deliveries"] = deliveries;
    assert_eq!(
        complaint(FactoryId::Mailgun, config).0,
        "deliveries.SignIn.replyTo"
    );
    let mut config = smtp("smtp.example.com", 25);
    config["auth"] = json!({"user": "u"});
    let (key, problem) = complaint(FactoryId::Smtp, config);
    assert_eq!(key, "auth.user");
    assert!(problem.contains("`auth.pass`"), "{problem}");
    for (key, value) in [("fromEmail", "nobody"), ("name", "a b"), ("host", "h:25")] {
        let mut config = smtp("smtp.example.com", 25);
        config[key] = json!(value);
        assert_eq!(complaint(FactoryId::Smtp, config).0, key);
    }
    let mut config = smtp("smtp.example.com", 25);
    config["customHeaders"] = json!({"Bcc": "eve@example.org"});
    assert_eq!(complaint(FactoryId::Smtp, config).0, "customHeaders.Bcc");
}

#[test]
fn a_file_on_the_server_is_the_operators_to_name() {
    let toml =
        "[smtp]\nhost = \"smtp.example.com\"\nfrom = \"a@example.com\"\nca_file = \"/etc/passwd\"";
    let error = EmailConnector::build(&config(toml), &outbound(&[]), Source::Console).unwrap_err();
    assert_eq!(error.key(), "caFile");
    assert!(!error.problem().contains("/etc/passwd"));
}

#[tokio::test]
async fn t_62_an_entered_mail_server_inside_is_never_connected_to() {
    // An address is judged before it is saved, a name where it leads when it is called.
    for host in ["127.0.0.1", "::1", "10.255.255.1", "2130706433"] {
        let error = entered(FactoryId::Smtp, smtp(host, 25), &[]).unwrap_err();
        assert_eq!(error.key(), "host", "{error}");
        assert!(error.to_string().contains("outbound.allow"), "{error}");
    }
    let connector = entered(FactoryId::Smtp, smtp("localhost", 25), &[]).unwrap();
    let observed = connector.send_observed(&mail(), NOW, PATIENCE).await;
    let error = observed.outcome.unwrap_err();
    assert_eq!(error.cause(), "misconfigured", "{error}");
    assert!(error.to_string().contains("outbound.allow"), "{error}");
    assert_eq!(observed.advice, Some(connectors::Advice::AddressNotAllowed));
}

#[tokio::test]
async fn an_entered_mail_server_that_is_listed_is_reached_at_the_address_that_was_judged() {
    let server = start(Script::new(Protection::None)).await;
    let listed = format!("127.0.0.1:{}", server.port);
    let connector = entered(FactoryId::Smtp, smtp("127.0.0.1", server.port), &[&listed]).unwrap();
    let observed = connector.send_observed(&mail(), NOW, PATIENCE).await;
    assert_eq!(observed.outcome, Ok(()));
    assert_eq!(observed.steps[1].detail, listed);
    assert!(server.heard.await.unwrap().message.contains("012345"));
}

#[tokio::test]
async fn an_entered_address_that_is_listed_is_called() {
    let there = Mailgun::open().await;
    let listed = format!("127.0.0.1:{}", there.port);
    let http = json!({"endpoint": there.url()});
    let http = entered(FactoryId::Http, http, &[&listed]).unwrap();
    assert_eq!(http.send(&mail(), NOW).await, Ok(None));
    let mailgun = mailgun("baseUrl", &there.url());
    let mailgun = entered(FactoryId::Mailgun, mailgun, &[&listed]).unwrap();
    assert_eq!(mailgun.send(&mail(), NOW).await, Ok(None));
    assert_eq!(there.all().len(), 2);
}

#[tokio::test]
async fn t_62_an_entered_name_that_leads_inside_is_refused_when_it_is_called() {
    for (factory, config) in [
        (FactoryId::Http, json!({"endpoint": "https://localhost:9/"})),
        (
            FactoryId::Mailgun,
            mailgun("baseUrl", "https://localhost:9/"),
        ),
    ] {
        let connector = entered(factory, config, &[]).unwrap();
        let error = connector.send(&mail(), NOW).await.unwrap_err();
        assert_eq!(error.cause(), "misconfigured");
        assert!(!error.is_retryable());
    }
}
