//! The mail every test sends.

use connectors::{
    ConfigError, ConnectorConfig, Content, EmailConnector, Mail,
    outbound::{Outbound, OutboundConfig},
};
use oidc_core::{account::usage_type::UsageType, source::Source, time::Timestamp};
use serde_json::json;

/// Longer than any of these tests waits.
pub(crate) const PATIENCE: std::time::Duration = std::time::Duration::from_mins(1);

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
        template: None,
        ip: None,
        built_in: Content {
            subject: "Your code is 012345".into(),
            html: "<p>{{code}} 012345 é</p>".into(),
            text: "012345 & more".into(),
        },
    }
}

pub(crate) fn connector(toml: &str) -> EmailConnector {
    build(&config(toml)).unwrap()
}

/// As the configuration file has it.
pub(crate) fn build(config: &ConnectorConfig) -> Result<EmailConnector, ConfigError> {
    EmailConnector::build(config, &outbound(&[]), Source::File)
}

/// What may be called though it is not public.
pub(crate) fn outbound(allow: &[&str]) -> Outbound {
    let allow = allow.iter().map(|target| target.parse().unwrap());
    Outbound::new(OutboundConfig {
        allow: allow.collect(),
        ..OutboundConfig::default()
    })
}

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

pub(crate) fn config(toml: &str) -> ConnectorConfig {
    toml::from_str(toml).unwrap()
}

/// What building says about a configuration it refuses.
pub(crate) fn complaint(toml: &str) -> String {
    build(&config(toml)).unwrap_err().to_string()
}
