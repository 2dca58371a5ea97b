//! The mail every test sends.

use connectors::{ConnectorConfig, Content, EmailConnector, Mail};
use oidc_core::account::usage_type::UsageType;
use serde_json::json;

pub(crate) const CODE: &str = "012345";
pub(crate) const RECIPIENT: &str = "ada+x@example.org";

/// A sign-in mail with an application whose name is markup, and a line break in its id.
pub(crate) fn mail() -> Mail {
    Mail {
        to: RECIPIENT.parse().unwrap(),
        usage_type: UsageType::SignIn,
        payload: json!({
            "code": CODE,
            "locale": "en",
            "uiLocales": "fr en",
            "application": {"id": "a\r\nBcc: eve@example.org", "name": "<b>&\"Shop\"</b>"},
        }),
        built_in: Content {
            subject: "Your code is 012345".into(),
            html: "<p>{{code}} 012345 é</p>".into(),
            text: "012345 & more".into(),
        },
    }
}

pub(crate) fn connector(toml: &str) -> EmailConnector {
    EmailConnector::build(&config(toml)).unwrap()
}

pub(crate) fn config(toml: &str) -> ConnectorConfig {
    toml::from_str(toml).unwrap()
}

/// What building says about a configuration it refuses.
pub(crate) fn complaint(toml: &str) -> String {
    EmailConnector::build(&config(toml))
        .unwrap_err()
        .to_string()
}
