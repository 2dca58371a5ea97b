//! What is shown of the factories, and how their JSON is read.

use std::collections::BTreeSet;

use oidc_core::account::usage_type::UsageType;
use serde_json::json;

use super::{
    metadata::{FormItemType, Kind},
    *,
};
use crate::Security;

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => panic!("no object: {other}"),
    }
}

/// The key of a complaint, and the complaint.
fn complaint(factory: FactoryId, config: Value) -> (String, String) {
    let error = factory.read(&object(config)).unwrap_err();
    (error.key().to_owned(), error.to_string())
}

fn mailgun() -> Value {
    json!({"domain": "mg.example.com", "apiKey": "key-1", "from": "a@mg.example.com"})
}

fn smtp() -> Value {
    let template = |usage: &str| json!({"usageType": usage, "contentType": "text/plain", "subject": "s", "content": "{{code}}"});
    json!({
        "host": "smtp.example.com",
        "port": 587,
        "auth": {"user": "u", "pass": "p"},
        "fromEmail": "a@example.com",
        "templates": (["Register", "SignIn", "ForgotPassword", "Generic"].map(template)),
    })
}

fn with(mut config: Value, key: &str, value: Value) -> Value {
    config[key] = value;
    config
}

fn read_smtp(config: Value) -> crate::SmtpConfig {
    match FactoryId::Smtp.read(&object(config)).unwrap() {
        ConnectorConfig::Smtp(smtp) => smtp,
        other => panic!("another kind: {}", other.kind()),
    }
}

#[test]
fn every_name_parses_back_and_is_that_of_the_metadata() {
    for factory in FactoryId::ALL {
        assert_eq!(factory.as_str().parse(), Ok(factory));
        let metadata = factory.metadata();
        assert_eq!(
            (metadata.id.as_str(), metadata.kind),
            (factory.as_str(), Kind::Email)
        );
        assert_eq!(metadata.target, metadata.id);
        assert!(!metadata.is_standard && !metadata.is_token_storage_supported);
    }
    assert_eq!("mailgun".parse::<FactoryId>(), Err(UnknownFactory));
}

#[test]
fn every_text_is_there_in_english_and_in_french() {
    for factory in FactoryId::ALL {
        let metadata = factory.metadata();
        let items = metadata.form_items.iter();
        let texts = items
            .flat_map(|item| {
                [
                    Some(&item.labels),
                    item.descriptions.as_ref(),
                    item.tooltips.as_ref(),
                ]
            })
            .flatten()
            .chain([&metadata.name, &metadata.description]);
        for text in texts {
            assert!(
                !text.en.is_empty() && !text.fr.is_empty(),
                "{factory}: {text:?}"
            );
        }
        assert_ne!(metadata.description.en, metadata.description.fr);
        let (english, french) = (
            factory.readme(Language::English),
            factory.readme(Language::French),
        );
        assert_ne!(english, french);
        assert_eq!(metadata.readme, english);
        let headings = |text: &str| text.lines().filter(|line| line.starts_with('#')).count();
        assert_eq!(headings(english), headings(french), "{factory}");
    }
}

#[test]
fn a_picture_is_drawn_in_the_page_and_loads_nothing() {
    for factory in FactoryId::ALL {
        let metadata = factory.metadata();
        for logo in [Some(&metadata.logo), metadata.logo_dark.as_ref()]
            .into_iter()
            .flatten()
        {
            assert!(logo.starts_with("data:image/svg+xml,%3Csvg"), "{logo}");
            assert!(!logo.contains(['<', '#', '"', ' ']), "{logo}");
            assert_eq!(logo.matches("http:").count(), 1, "its namespace alone");
        }
    }
}

#[test]
fn the_wire_shows_a_factory_in_the_members_of_logto() {
    let shown = serde_json::to_value(FactoryId::Mailgun.metadata()).unwrap();
    let members: BTreeSet<&str> = shown
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let expected = [
        "id",
        "type",
        "target",
        "platform",
        "name",
        "description",
        "logo",
        "logoDark",
        "readme",
        "formItems",
        "isStandard",
        "isTokenStorageSupported",
    ];
    assert_eq!(members, BTreeSet::from(expected));
    assert_eq!(
        (&shown["type"], &shown["platform"]),
        (&json!("Email"), &Value::Null)
    );
    let key = &shown["formItems"][2];
    assert_eq!(
        (
            &key["key"],
            &key["type"],
            &key["label"],
            &key["isConfidential"]
        ),
        (
            &json!("apiKey"),
            &json!("Text"),
            &json!("API key"),
            &json!(true)
        )
    );
}

#[test]
fn the_form_asks_for_what_is_read_and_hides_what_is_secret() {
    for factory in FactoryId::ALL {
        let items = &factory.metadata().form_items;
        let hidden = items.iter().filter(|item| item.is_confidential);
        let hidden: BTreeSet<&str> = hidden.map(|item| item.key.as_str()).collect();
        let secret = factory.confidential().iter().map(|path| path[0]);
        assert_eq!(hidden, secret.collect(), "{factory}");
    }
    let filled = |factory: FactoryId, more: &[(&str, Value)]| {
        let items = factory.metadata().form_items.iter();
        let mut config: Map<String, Value> = items
            .filter_map(|item| Some((item.key.clone(), item.default_value.clone()?)))
            .collect();
        config.extend(
            more.iter()
                .map(|(key, value)| ((*key).to_owned(), value.clone())),
        );
        factory.read(&config)
    };
    let texts = [
        ("endpoint", json!("https://api.eu.mailgun.net")),
        ("domain", json!("mg.example.com")),
        ("apiKey", json!("key-1")),
        ("from", json!("a@example.com")),
    ];
    let ConnectorConfig::Mailgun(read) = filled(FactoryId::Mailgun, &texts).unwrap() else {
        panic!("another kind")
    };
    assert_eq!(read.deliveries.len(), 4);
    let texts = [
        ("host", json!("localhost")),
        ("fromEmail", json!("a@example.com")),
    ];
    let ConnectorConfig::Smtp(read) = filled(FactoryId::Smtp, &texts).unwrap() else {
        panic!("another kind")
    };
    assert_eq!((read.deliveries.len(), read.port), (4, Some(587)));
    assert!(filled(FactoryId::Http, &[("endpoint", json!("https://m.example"))]).is_ok());
    let kinds = FactoryId::Smtp
        .metadata()
        .form_items
        .iter()
        .map(|item| item.kind);
    assert!(kinds.clone().any(|kind| kind == FormItemType::Number));
    assert!(kinds.clone().any(|kind| kind == FormItemType::Switch));
}

#[test]
fn a_mailgun_connector_of_logto_is_read() {
    let config = with(
        mailgun(),
        "deliveries",
        json!({
            "SignIn": {"html": "h", "text": "", "subject": "s", "replyTo": "r@e.com"},
            "Generic": {"template": "t", "variables": {"z": 1, "a": 2}},
            "Test": {"html": "dropped"},
        }),
    );
    let config = with(config, "endpoint", json!(""));
    let ConnectorConfig::Mailgun(read) = FactoryId::Mailgun.read(&object(config)).unwrap() else {
        panic!("another kind")
    };
    assert_eq!(
        (read.endpoint, read.api_key.expose().as_str()),
        (None, "key-1")
    );
    assert_eq!(read.deliveries.len(), 2);
    let sign_in = &read.deliveries[&UsageType::SignIn];
    assert_eq!(
        (sign_in.text.as_deref(), sign_in.reply_to.as_deref()),
        (None, Some("r@e.com"))
    );
    let variables = read.deliveries[&UsageType::Generic]
        .variables
        .as_ref()
        .unwrap();
    assert_eq!(
        Value::Object(variables.clone()).to_string(),
        r#"{"z":1,"a":2}"#
    );
}

#[test]
fn each_fault_of_a_mailgun_connector_names_its_member() {
    let delivery =
        |usage: &str, delivery: Value| with(mailgun(), "deliveries", json!({usage: delivery}));
    for (config, key, words) in [
        (json!({}), "domain", "is missing"),
        (with(mailgun(), "apiKey", json!("")), "apiKey", "is missing"),
        (
            with(mailgun(), "apiKey", json!(7)),
            "apiKey",
            "must be a text",
        ),
        (
            with(mailgun(), "apikey", json!("k")),
            "apikey",
            "did you mean `apiKey`?",
        ),
        (
            with(mailgun(), "colour", json!("k")),
            "colour",
            "is not known here.",
        ),
        (
            with(mailgun(), "deliveries", json!([])),
            "deliveries",
            "must be an object",
        ),
        (
            delivery("Register", json!({"subject": "s", "html": ""})),
            "deliveries.Register.html",
            "is missing",
        ),
        (
            delivery("Register", json!("html")),
            "deliveries.Register",
            "must be an object",
        ),
        (
            delivery("Register", json!({"htm": "x"})),
            "deliveries.Register.htm",
            "did you mean `html`?",
        ),
        (
            delivery("Signin", json!({"html": "x"})),
            "deliveries.Signin",
            "did you mean `SignIn`?",
        ),
        (
            delivery("Welcome", json!({"html": "x"})),
            "deliveries.Welcome",
            "is no usage type; there are SignIn",
        ),
        (
            with(mailgun(), "options", json!({"o:tag": 1})),
            "options.o:tag",
            "must be a text",
        ),
    ] {
        let (found, sentence) = complaint(FactoryId::Mailgun, config);
        assert_eq!(found, key, "{sentence}");
        assert!(sentence.contains(words), "{sentence}");
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
    assert_eq!(read.headers["X-Shop"], "1");
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

#[test]
fn what_smtp_cannot_do_is_refused_by_name() {
    let fewer = json!([{"usageType": "SignIn", "contentType": "text/html", "subject": "s", "content": "c"}]);
    let markdown = json!([{"usageType": "SignIn", "contentType": "text/markdown", "subject": "s", "content": "c"}]);
    let misspelt = json!([{"usageType": "SingIn", "contentType": "text/html", "subject": "s", "content": "c"}]);
    for (key, value, path, words) in [
        ("host", json!(""), "host", "is missing"),
        ("port", Value::Null, "port", "is missing"),
        ("port", json!(70000), "port", "from 1 to 65535"),
        ("port", json!("x"), "port", "a whole number"),
        (
            "tls",
            json!({"rejectUnauthorized": false}),
            "tls",
            "always verified",
        ),
        (
            "localAddress",
            json!("10.0.0.1"),
            "localAddress",
            "is not understood",
        ),
        ("proxy", json!("http://p"), "proxy", "is not understood"),
        ("caFile", json!("/etc/passwd"), "caFile", "is not known"),
        (
            "auth",
            json!({"type": "OAuth2", "user": "u"}),
            "auth.type",
            "must be `login`",
        ),
        (
            "auth",
            json!({"user": "u", "accessToken": "t"}),
            "auth.accessToken",
            "OAuth 2",
        ),
        ("auth", json!("u:p"), "auth", "must be an object"),
        ("templates", fewer, "templates", "has none for Register"),
        (
            "templates",
            markdown,
            "templates.0.contentType",
            "`text/html` or `text/plain`",
        ),
        (
            "templates",
            misspelt,
            "templates.0.usageType",
            "did you mean `SignIn`?",
        ),
        (
            "templates",
            json!([{}]),
            "templates.0.usageType",
            "is missing",
        ),
        (
            "customHeaders",
            json!({"X": 1}),
            "customHeaders.X",
            "must be a text",
        ),
        ("secure", json!("yes"), "secure", "true or false"),
    ] {
        let (found, sentence) = complaint(FactoryId::Smtp, with(smtp(), key, value));
        assert_eq!(found, path, "{sentence}");
        assert!(sentence.contains(words), "{sentence}");
    }
}

#[test]
fn an_http_connector_of_logto_is_read() {
    let config = json!({"endpoint": "https://m.example/send", "authorization": "Bearer x"});
    let ConnectorConfig::Http(read) = FactoryId::Http.read(&object(config)).unwrap() else {
        panic!("another kind")
    };
    assert_eq!(read.authorization.unwrap().expose(), "Bearer x");
    assert!(read.signing_key.is_none());
    assert_eq!(complaint(FactoryId::Http, json!({})).0, "endpoint");
}

#[test]
fn a_secret_is_masked_and_only_a_long_one_shows_its_end() {
    let long = json!({"apiKey": "key-0123456789abcdef4f2a", "domain": "d"});
    let masked = FactoryId::Mailgun.masked(&object(long));
    assert_eq!(
        Value::Object(masked),
        json!({"apiKey": "********4f2a", "domain": "d"})
    );
    let short = json!({"auth": {"user": "u", "pass": "0123456789012345678"}, "host": "h"});
    let masked = FactoryId::Smtp.masked(&object(short));
    assert_eq!(
        Value::Object(masked),
        json!({"auth": {"user": "u", "pass": "********"}, "host": "h"})
    );
    let both = json!({"authorization": "Bearer x", "signingKey": 7});
    let masked = FactoryId::Http.masked(&object(both));
    assert_eq!(
        Value::Object(masked),
        json!({"authorization": "********", "signingKey": "********"})
    );
    for nothing in [
        json!({}),
        json!({"auth": {}}),
        json!({"auth": "x"}),
        json!({"auth": {"pass": ""}}),
    ] {
        let config = object(nothing);
        assert_eq!(FactoryId::Smtp.masked(&config), config);
    }
}

#[test]
fn a_mask_that_comes_back_keeps_the_secret_and_another_text_replaces_it() {
    let stored = object(json!({"auth": {"user": "u", "pass": "hunter2"}}));
    let kept = |pass: &str| {
        let new = object(json!({"auth": {"user": "v", "pass": pass}}));
        Value::Object(FactoryId::Smtp.with_kept_secrets(new, &stored))
    };
    assert_eq!(
        kept("********"),
        json!({"auth": {"user": "v", "pass": "hunter2"}})
    );
    assert_eq!(
        kept("hunter3"),
        json!({"auth": {"user": "v", "pass": "hunter3"}})
    );
    assert_eq!(
        kept("********ter2"),
        json!({"auth": {"user": "v", "pass": "********ter2"}})
    );
    let without = object(json!({"host": "h"}));
    assert_eq!(
        FactoryId::Smtp.with_kept_secrets(without.clone(), &stored),
        without
    );
}

#[test]
fn a_mask_is_never_taken_for_a_secret() {
    let (key, sentence) = complaint(
        FactoryId::Mailgun,
        with(mailgun(), "apiKey", json!("********4f2a")),
    );
    assert_eq!(key, "apiKey");
    assert!(sentence.contains("mask of another value"), "{sentence}");
}

#[test]
fn another_address_is_noticed_because_the_secret_would_go_there() {
    let stored = object(json!({"endpoint": "https://a.example", "authorization": "x"}));
    let moved = object(json!({"endpoint": "https://b.example", "authorization": "x"}));
    assert!(FactoryId::Http.leads_elsewhere(&moved, &stored));
    let same = object(json!({"endpoint": "https://a.example", "signingKey": "y"}));
    assert!(!FactoryId::Http.leads_elsewhere(&same, &stored));
    let region = object(json!({"endpoint": "https://api.eu.mailgun.net"}));
    assert!(!FactoryId::Mailgun.leads_elsewhere(&region, &object(json!({}))));
}

#[test]
fn empty_texts_and_objects_are_stripped_and_an_empty_configuration_stays() {
    let config = object(json!({
        "host": "",
        "auth": {"user": "", "inner": {"x": ""}},
        "templates": [{"subject": "", "content": "c"}, {}, ""],
        "secure": false,
        "port": 0,
        "list": [],
        "none": null,
    }));
    assert_eq!(
        Value::Object(stripped(&config)),
        json!({"templates": [{"content": "c"}, {}, ""], "secure": false, "port": 0, "list": [], "none": null})
    );
    assert_eq!(stripped(&Map::new()), Map::new());
}
