//! What an operator writes: `[email.mailgun]`, `[email.smtp]`, `[email.http]` or `[email.mailbox]` in
//! TOML. Keys are `snake_case`; `camelCase` is understood too. An empty text counts as absent.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use oidc_core::{account::usage_type::UsageType, secret::Secret};
use serde::{Deserialize, Serialize};

use crate::{config_error::ConfigError, delivery::Delivery, limits::Limits};

/// The configuration of one connector. One key names the kind, its table holds the rest.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ConnectorConfig {
    /// Through Mailgun.
    Mailgun(MailgunConfig),
    /// Through a mail server.
    Smtp(SmtpConfig),
    /// To an endpoint that writes and sends the mails itself.
    Http(HttpConfig),
    /// Shown to the developer and sent nowhere.
    Mailbox(MailboxConfig),
}

impl ConnectorConfig {
    /// The name of the kind, as it stands in a configuration.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Mailgun(_) => "mailgun",
            Self::Smtp(_) => "smtp",
            Self::Http(_) => "http",
            Self::Mailbox(_) => "mailbox",
        }
    }
}

/// Mailgun, in the words of its Logto connector.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailgunConfig {
    /// Mailgun's own address, `https://api.mailgun.net` when absent and
    /// `https://api.eu.mailgun.net` for the European region. A path in it is ignored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// The sending domain as registered with Mailgun: `example.com`.
    pub domain: String,
    /// The key that may send messages.
    #[serde(alias = "apiKey")]
    pub api_key: Secret<String>,
    /// What Mailgun signs its reports of deliveries with; without it they are not taken.
    #[serde(
        default,
        alias = "webhookSigningKey",
        skip_serializing_if = "Option::is_none"
    )]
    pub webhook_signing_key: Option<Secret<String>>,
    /// Who the mail is from: `Name <address>` or an address.
    pub from: String,
    /// What is sent, by usage type. Absent or empty: the built-in texts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub deliveries: BTreeMap<UsageType, Delivery>,
    /// Where requests really go, path included, in place of `endpoint`: a proxy (https), or a test
    /// on this machine (http).
    #[serde(default, alias = "baseUrl", skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Further fields of each request, such as `"o:tracking" = "no"`. Keys begin with `o:`, `t:`
    /// or `v:`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, Secret<String>>,
    /// 5 seconds to connect and 10 in all when absent.
    #[serde(default)]
    pub timeouts: Timeouts,
}

/// A mail server.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpConfig {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// 587, 465 or 25 when absent, as `security` has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Implicit TLS on port 465 and STARTTLS on any other when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security: Option<Security>,
    /// Permits `security = "none"` towards another machine.
    #[serde(default)]
    pub allow_insecure: bool,
    /// Set together with `password`, or neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Set together with `username`, or neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret<String>>,
    /// Who the mail is from: `Name <address>` or an address.
    pub from: String,
    /// Where answers go, unless a delivery says otherwise.
    #[serde(default, alias = "replyTo", skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// What is sent, by usage type. Absent or empty: the built-in texts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub deliveries: BTreeMap<UsageType, Delivery>,
    /// A PEM file of authorities to trust beside those of the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// The name its certificate bears, when that is not `host`.
    #[serde(default, alias = "servername", skip_serializing_if = "Option::is_none")]
    pub server_name: Option<String>,
    /// Further headers of each mail. None that a mail has anyway.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Secret<String>>,
    /// How we greet the server (RFC 5321 §4.1.1.1); the domain of `from` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hello_name: Option<String>,
    /// 10 seconds to connect and 30 in all when absent.
    #[serde(default)]
    pub timeouts: Timeouts,
}

/// An endpoint of the operator's, which writes and sends the mails itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpConfig {
    /// Where mails are posted to: https, or http on this machine. Its query may hold a secret.
    pub endpoint: Secret<String>,
    /// The header `Authorization`, as it is sent: `Bearer …`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization: Option<Secret<String>>,
    /// What requests are signed with; without it they are not.
    #[serde(default, alias = "signingKey", skip_serializing_if = "Option::is_none")]
    pub signing_key: Option<Secret<String>>,
    /// 5 seconds to connect and 10 in all when absent.
    #[serde(default)]
    pub timeouts: Timeouts,
}

/// How the connection to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// Plain at first, then TLS or nothing (RFC 3207). Never falls back.
    Starttls,
    /// TLS from the first byte (RFC 8314 §3.3).
    ImplicitTls,
    /// None at all.
    None,
}

/// The development mailbox.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailboxConfig {
    /// Who the mail is from: `Name <address>` or an address.
    pub from: String,
}

/// How long a connector may take.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Timeouts {
    /// Milliseconds until the connection stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connect_ms: Option<u64>,
    /// Milliseconds until the mail is handed over; 60000 at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole_ms: Option<u64>,
}

/// The longest that a mail may be in hand: a lease that lies further ahead than a mail can live counts
/// as over.
const LONGEST_MS: u64 = 60_000;

impl Timeouts {
    /// The configured limits, or these many seconds.
    pub(crate) fn or_seconds(
        self,
        table: &str,
        connect: u64,
        whole: u64,
    ) -> Result<Limits, ConfigError> {
        let limit = |name: &str, given: Option<u64>, seconds: u64| match given {
            Some(0) => Err(ConfigError::malformed(
                format!("{table}.timeouts.{name}"),
                "a number of milliseconds above zero",
            )),
            Some(milliseconds) if milliseconds > LONGEST_MS && name == "whole_ms" => {
                Err(ConfigError::malformed(
                    format!("{table}.timeouts.{name}"),
                    "60000 milliseconds at most",
                ))
            }
            Some(milliseconds) => Ok(Duration::from_millis(milliseconds.min(LONGEST_MS))),
            None => Ok(Duration::from_secs(seconds)),
        };
        Ok(Limits {
            connect: limit("connect_ms", self.connect_ms, connect)?,
            whole: limit("whole_ms", self.whole_ms, whole)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_toml_names_the_kind() {
        let config: ConnectorConfig = toml::from_str(
            r#"
            [mailgun]
            endpoint = "https://api.eu.mailgun.net"
            domain = "example.com"
            api_key = "key-1"
            from = "Signet <no-reply@example.com>"
            options = { "o:tracking" = "no" }
            [mailgun.deliveries.SignIn]
            subject = "Your code"
            reply_to = "help@example.com"
            html = "<p>{{code}}</p>"
            "#,
        )
        .unwrap();
        let ConnectorConfig::Mailgun(mailgun) = config else {
            panic!("another kind")
        };
        assert_eq!(mailgun.api_key.expose(), "key-1");
        assert_eq!(
            mailgun.deliveries[&UsageType::SignIn].reply_to.as_deref(),
            Some("help@example.com")
        );
    }

    #[test]
    fn the_json_of_a_logto_connector_is_understood_and_read_back() {
        let json = r#"{"domain":"example.com","apiKey":"key-1","from":"a@example.com","deliveries":{
            "Register":{"subject":"s","replyTo":"Foo <foo@bar.com>","html":"h","text":"t"},
            "SignIn":{"template":"logto-sign-in","variables":{"z":1,"a":2}}}}"#;
        let config: MailgunConfig = serde_json::from_str(json).unwrap();
        let variables = config.deliveries[&UsageType::SignIn]
            .variables
            .clone()
            .unwrap();
        assert_eq!(
            serde_json::to_string(&variables).unwrap(),
            r#"{"z":1,"a":2}"#
        );
        let again = serde_json::to_string(&ConnectorConfig::Mailgun(config)).unwrap();
        assert!(serde_json::from_str::<ConnectorConfig>(&again).is_ok());
    }

    #[test]
    fn a_misspelt_key_and_an_unknown_usage_type_are_named() {
        let misspelt = toml::from_str::<MailgunConfig>(
            "domain = \"e.com\"\napi_key = \"k\"\nfrom = \"a@e.com\"\nendpiont = \"x\"",
        );
        assert!(misspelt.unwrap_err().to_string().contains("endpiont"));
        let unknown = serde_json::from_str::<MailgunConfig>(
            r#"{"domain":"e.com","apiKey":"k","from":"a@e.com","deliveries":{"Sign":{"html":"x"}}}"#,
        );
        assert!(unknown.unwrap_err().to_string().contains("Sign"));
    }

    #[test]
    fn t_70_no_configuration_prints_its_secret() {
        let smtp: SmtpConfig = toml::from_str(
            "host = \"h\"\nusername = \"u\"\npassword = \"hunter2\"\nfrom = \"a@e.com\"",
        )
        .unwrap();
        assert!(!format!("{:?}", ConnectorConfig::Smtp(smtp)).contains("hunter2"));
        for file in [
            "[http]\nendpoint = \"https://m.example/send?token=hunter2\"",
            "[smtp]\nhost = \"h\"\nfrom = \"a@e.com\"\nheaders = { X-Key = \"hunter2\" }",
            "[mailgun]\ndomain = \"e.com\"\napi_key = \"hunter2\"\nfrom = \"a@e.com\"\n\
             webhook_signing_key = \"hunter2\"\n\
             options = { \"v:key\" = \"hunter2\" }",
        ] {
            let config: ConnectorConfig = toml::from_str(file).unwrap();
            assert!(!format!("{config:?}").contains("hunter2"), "{file}");
        }
    }

    #[test]
    fn a_time_out_of_zero_is_refused_by_name() {
        let timeouts = Timeouts {
            connect_ms: None,
            whole_ms: Some(0),
        };
        let error = timeouts
            .or_seconds("email.smtp", 1, 1)
            .unwrap_err()
            .to_string();
        assert!(error.contains("email.smtp.timeouts.whole_ms"), "{error}");
    }
}
