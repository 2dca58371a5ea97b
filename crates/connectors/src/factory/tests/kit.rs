//! Configurations as they are entered.

use serde_json::{Map, Value, json};

use crate::FactoryId;

pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => panic!("no object: {other}"),
    }
}

/// The key of a complaint, and the complaint.
pub(super) fn complaint(factory: FactoryId, config: Value) -> (String, String) {
    let error = factory.read(&object(config)).unwrap_err();
    (error.key().to_owned(), error.to_string())
}

pub(super) fn mailgun() -> Value {
    json!({"domain": "mg.example.com", "apiKey": "key-1", "from": "a@mg.example.com"})
}

pub(super) fn smtp() -> Value {
    let template = |usage: &str| json!({"usageType": usage, "contentType": "text/plain", "subject": "s", "content": "{{code}}"});
    json!({
        "host": "smtp.example.com",
        "port": 587,
        "auth": {"user": "u", "pass": "p"},
        "fromEmail": "a@example.com",
        "templates": (["Register", "SignIn", "ForgotPassword", "Generic"].map(template)),
    })
}

pub(super) fn with(mut config: Value, key: &str, value: Value) -> Value {
    config[key] = value;
    config
}
