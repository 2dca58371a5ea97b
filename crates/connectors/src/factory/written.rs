//! A configuration of the file in the JSON of its factory, so that it is shown as every other.

use std::collections::BTreeMap;

use oidc_core::{account::usage_type::UsageType, secret::Secret};
use serde_json::{Map, Value, json};

use crate::{
    config::{ConnectorConfig, HttpConfig, MailgunConfig, Security, SmtpConfig},
    delivery::Delivery,
};

pub(super) fn written(config: &ConnectorConfig) -> Map<String, Value> {
    let all = match config {
        ConnectorConfig::Mailgun(config) => mailgun(config),
        ConnectorConfig::Smtp(config) => smtp(config),
        ConnectorConfig::Http(config) => http(config),
        ConnectorConfig::Mailbox(config) => vec![("fromEmail", json!(config.from))],
    };
    members(all)
}

/// Those that say something.
fn members<'a>(all: impl IntoIterator<Item = (&'a str, Value)>) -> Map<String, Value> {
    let said = all.into_iter().filter(|(_, value)| match value {
        Value::Null | Value::Bool(false) => false,
        Value::Object(members) => !members.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Bool(true) | Value::Number(_) | Value::String(_) => true,
    });
    said.map(|(key, value)| (key.to_owned(), value)).collect()
}

fn secret(secret: Option<&Secret<String>>) -> Value {
    json!(secret.map(Secret::expose))
}

fn secrets(all: &BTreeMap<String, Secret<String>>) -> Value {
    let each = all.iter();
    Value::Object(
        each.map(|(name, value)| (name.clone(), secret(Some(value))))
            .collect(),
    )
}

fn mailgun(config: &MailgunConfig) -> Vec<(&'static str, Value)> {
    vec![
        ("endpoint", json!(config.endpoint)),
        ("domain", json!(config.domain)),
        ("apiKey", secret(Some(&config.api_key))),
        (
            "webhookSigningKey",
            secret(config.webhook_signing_key.as_ref()),
        ),
        ("from", json!(config.from)),
        ("deliveries", deliveries(&config.deliveries)),
        ("baseUrl", json!(config.base_url)),
        ("options", secrets(&config.options)),
    ]
}

fn deliveries(deliveries: &BTreeMap<UsageType, Delivery>) -> Value {
    let each = deliveries.iter().map(|(usage, delivery)| {
        let all = [
            ("subject", json!(delivery.subject)),
            ("replyTo", json!(delivery.reply_to)),
            ("html", json!(delivery.html)),
            ("text", json!(delivery.text)),
            ("template", json!(delivery.template)),
            ("variables", json!(delivery.variables)),
        ];
        (usage.as_str().to_owned(), Value::Object(members(all)))
    });
    Value::Object(each.collect())
}

fn smtp(config: &SmtpConfig) -> Vec<(&'static str, Value)> {
    let security = config.security;
    let auth = [
        ("user", json!(config.username)),
        ("pass", secret(config.password.as_ref())),
    ];
    let default = match security {
        Some(Security::ImplicitTls) => 465,
        Some(Security::None) => 25,
        Some(Security::Starttls) | None => 587,
    };
    vec![
        ("host", json!(config.host)),
        ("port", json!(config.port.unwrap_or(default))),
        ("auth", Value::Object(members(auth))),
        ("fromEmail", json!(config.from)),
        ("replyTo", json!(config.reply_to)),
        ("templates", templates(&config.deliveries)),
        ("secure", json!(security == Some(Security::ImplicitTls))),
        ("ignoreTLS", json!(security == Some(Security::None))),
        ("requireTLS", json!(security == Some(Security::Starttls))),
        ("allowInsecure", json!(config.allow_insecure)),
        ("servername", json!(config.server_name)),
        ("name", json!(config.hello_name)),
        ("customHeaders", secrets(&config.headers)),
        ("connectionTimeout", json!(config.timeouts.connect_ms)),
    ]
}

/// The factory's form has one body for each; of two the richer one is shown.
fn templates(deliveries: &BTreeMap<UsageType, Delivery>) -> Value {
    let each = deliveries.iter().map(|(usage, delivery)| {
        let (content_type, content) = match (&delivery.html, &delivery.text) {
            (Some(html), _) => ("text/html", Some(html)),
            (None, text) => ("text/plain", text.as_ref()),
        };
        let all = [
            ("usageType", json!(usage)),
            ("contentType", json!(content_type)),
            ("subject", json!(delivery.subject)),
            ("content", json!(content)),
        ];
        Value::Object(members(all))
    });
    Value::Array(each.collect())
}

fn http(config: &HttpConfig) -> Vec<(&'static str, Value)> {
    vec![
        ("endpoint", secret(Some(&config.endpoint))),
        ("authorization", secret(config.authorization.as_ref())),
        ("signingKey", secret(config.signing_key.as_ref())),
    ]
}
