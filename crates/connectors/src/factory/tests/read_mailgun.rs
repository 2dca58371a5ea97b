//! The JSON of Mailgun's connector.

use oidc_core::account::usage_type::UsageType;
use serde_json::{Value, json};

use super::kit::{complaint, mailgun, object, with};
use crate::{ConnectorConfig, FactoryId};

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
