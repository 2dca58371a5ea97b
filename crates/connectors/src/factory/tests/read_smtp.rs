//! The JSON of a mail server.

use oidc_core::account::usage_type::UsageType;
use serde_json::{Value, json};

use super::kit::{complaint, object, smtp, with};
use crate::{ConnectorConfig, FactoryId, Security, SmtpConfig};

fn read_smtp(config: Value) -> SmtpConfig {
    match FactoryId::Smtp.read(&object(config)).unwrap() {
        ConnectorConfig::Smtp(smtp) => smtp,
        other => panic!("another kind: {}", other.kind()),
    }
}

#[test]
fn an_smtp_connector_of_logto_is_read() {
    let mut config = smtp();
    for (key, value) in [
        ("replyTo", json!("help@example.com")),
        ("name", json!("sso.example.com")),
        ("servername", json!("mail.example.com")),
        ("connectionTimeout", json!(7000)),
        ("greetingTimeout", json!(30000)),
        ("socketTimeout", json!(600_000)),
        ("dnsTimeout", json!(30000)),
        ("customHeaders", json!({"X-Shop": "1"})),
        ("logger", json!(true)),
        ("debug", json!(true)),
        ("disableFileAccess", json!(true)),
        ("disableUrlAccess", json!(true)),
        ("requireTLS", json!(true)),
        ("tls", json!({})),
        ("localAddress", json!("")),
    ] {
        config[key] = value;
    }
    let read = read_smtp(config);
    assert_eq!(
        (read.host.as_str(), read.port, read.security),
        ("smtp.example.com", Some(587), None)
    );
    assert_eq!(
        (read.username.as_deref(), read.from.as_str()),
        (Some("u"), "a@example.com")
    );
    assert_eq!(read.timeouts.connect_ms, Some(7000));
    assert_eq!(read.headers["X-Shop"].expose(), "1");
    assert_eq!(read.server_name.as_deref(), Some("mail.example.com"));
    let text = &read.deliveries[&UsageType::SignIn];
    assert_eq!(
        (text.text.as_deref(), &text.html),
        (Some("{{code}}"), &None)
    );
}

#[test]
fn encryption_follows_from_secure_and_ignore_tls() {
    let security = |config: Value| read_smtp(config).security;
    assert_eq!(
        security(with(smtp(), "secure", json!(true))),
        Some(Security::ImplicitTls)
    );
    assert_eq!(security(with(smtp(), "secure", json!(false))), None);
    let local = with(
        with(smtp(), "host", json!("localhost")),
        "ignoreTLS",
        json!(true),
    );
    assert_eq!(security(local), Some(Security::None));
    let remote = with(smtp(), "ignoreTLS", json!(true));
    let (key, sentence) = complaint(FactoryId::Smtp, remote.clone());
    assert_eq!(key, "ignoreTLS");
    assert!(sentence.contains("smtp.example.com"), "{sentence}");
    let meant = read_smtp(with(remote, "allowInsecure", json!(true)));
    assert!(meant.allow_insecure);
    assert_eq!(meant.security, Some(Security::None));
}

#[test]
fn a_server_without_login_has_an_empty_auth_or_none() {
    for auth in [json!({}), json!({"user": "", "pass": ""}), Value::Null] {
        let read = read_smtp(with(smtp(), "auth", auth));
        assert!(read.username.is_none() && read.password.is_none());
    }
    let auth = json!({"user": "u", "pass": "p", "type": "Login"});
    assert!(read_smtp(with(smtp(), "auth", auth)).password.is_some());
}

/// A fault in a member, where it is found, and words of the complaint.
type Fault = (&'static str, Value, &'static str, &'static str);

fn each_is_refused(faults: impl IntoIterator<Item = Fault>) {
    for (key, value, path, words) in faults {
        let (found, sentence) = complaint(FactoryId::Smtp, with(smtp(), key, value));
        assert_eq!(found, path, "{sentence}");
        assert!(sentence.contains(words), "{sentence}");
    }
}

#[test]
fn what_smtp_cannot_do_is_refused_by_name() {
    let certificates = json!({"rejectUnauthorized": false});
    let oauth = json!({"type": "OAuth2", "user": "u"});
    let token = json!({"user": "u", "accessToken": "t"});
    let address = json!("10.0.0.1");
    each_is_refused([
        ("tls", certificates, "tls", "always verified"),
        ("localAddress", address, "localAddress", "not understood"),
        ("proxy", json!("http://p"), "proxy", "is not understood"),
        ("caFile", json!("/etc/passwd"), "caFile", "is not known"),
        ("auth", oauth, "auth.type", "must be `login`"),
        ("auth", token, "auth.accessToken", "OAuth 2"),
    ]);
}

#[test]
fn a_member_that_is_missing_or_of_another_type_is_named() {
    let header = json!({"X": 1});
    each_is_refused([
        ("host", json!(""), "host", "is missing"),
        ("port", Value::Null, "port", "is missing"),
        ("port", json!(70000), "port", "from 1 to 65535"),
        ("port", json!("x"), "port", "a whole number"),
        ("auth", json!("u:p"), "auth", "must be an object"),
        ("customHeaders", header, "customHeaders.X", "must be a text"),
        ("secure", json!("yes"), "secure", "true or false"),
    ]);
}

#[test]
fn a_fault_in_a_template_is_found_at_its_place_in_the_list() {
    let only = |usage: &str, content_type: &str| json!([{"usageType": usage, "contentType": content_type, "subject": "s", "content": "c"}]);
    let (fewer, misspelt) = (only("SignIn", "text/html"), only("SingIn", "text/html"));
    let markdown = only("SignIn", "text/markdown");
    let (kind, usage) = ("templates.0.contentType", "templates.0.usageType");
    each_is_refused([
        ("templates", fewer, "templates", "has none for Register"),
        ("templates", markdown, kind, "`text/html` or `text/plain`"),
        ("templates", misspelt, usage, "did you mean `SignIn`?"),
        ("templates", json!([{}]), usage, "is missing"),
        ("templates", json!({}), "templates", "must be a list"),
    ]);
}
