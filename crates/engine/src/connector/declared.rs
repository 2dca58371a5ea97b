//! What the configuration file says of a connector, in the words that its factory reads.

use connectors::{ConnectorConfig, Delivery, HttpConfig, MailgunConfig, Security, SmtpConfig};
use oidc_core::{account::usage_type::UsageType, secret::Secret};
use serde_json::{Map, Value, json};

/// The configuration as it would be written over the management API. The mailbox of the developer has
/// none.
pub(super) fn written(config: &ConnectorConfig) -> Map<String, Value> {
    let members = match config {
        ConnectorConfig::Mailgun(config) => mailgun(config),
        ConnectorConfig::Smtp(config) => smtp(config),
        ConnectorConfig::Http(config) => http(config),
        ConnectorConfig::Mailbox(_) => Value::Null,
    };
    match members {
        Value::Object(mut members) => {
            members.retain(|_, value| !value.is_null());
            members
        }
        _ => Map::new(),
    }
}

fn secret(secret: Option<&Secret<String>>) -> Option<&str> {
    secret.map(|secret| secret.expose().as_str())
}

fn mailgun(config: &MailgunConfig) -> Value {
    let each = config.deliveries.iter();
    let deliveries: Map<String, Value> = each
        .map(|(kind, delivery)| (kind.to_string(), sent(delivery)))
        .collect();
    json!({
        "endpoint": config.endpoint,
        "domain": config.domain,
        "apiKey": config.api_key.expose(),
        "from": config.from,
        "deliveries": deliveries,
        "baseUrl": config.base_url,
    })
}

fn sent(delivery: &Delivery) -> Value {
    let mut members = json!({
        "subject": delivery.subject,
        "replyTo": delivery.reply_to,
        "html": delivery.html,
        "text": delivery.text,
        "template": delivery.template,
        "variables": delivery.variables,
    });
    if let Value::Object(members) = &mut members {
        members.retain(|_, value| !value.is_null());
    }
    members
}

fn smtp(config: &SmtpConfig) -> Value {
    let each = config.deliveries.iter();
    let templates: Vec<Value> = each
        .map(|(kind, delivery)| template(*kind, delivery))
        .collect();
    let user = config.username.as_ref();
    let auth = user.map(|user| json!({"user": user, "pass": secret(config.password.as_ref())}));
    json!({
        "host": config.host,
        "port": config.port,
        "secure": config.security.map(|security| security == Security::ImplicitTls),
        "auth": auth.unwrap_or_else(|| json!({})),
        "fromEmail": config.from,
        "replyTo": config.reply_to,
        "templates": templates,
    })
}

fn template(kind: UsageType, delivery: &Delivery) -> Value {
    let (content_type, content) = match (&delivery.html, &delivery.text) {
        (Some(html), _) => ("text/html", html.as_str()),
        (None, text) => ("text/plain", text.as_deref().unwrap_or_default()),
    };
    json!({
        "usageType": kind,
        "contentType": content_type,
        "subject": delivery.subject.as_deref().unwrap_or_default(),
        "content": content,
    })
}

fn http(config: &HttpConfig) -> Value {
    json!({
        "endpoint": config.endpoint,
        "authorization": secret(config.authorization.as_ref()),
        "signingKey": secret(config.signing_key.as_ref()),
    })
}
