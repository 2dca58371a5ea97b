//! `[email]`: how codes leave the house.

use connectors::{
    ConnectorConfig, EmailConnector, HttpConfig, MailboxConfig, MailgunConfig, SmtpConfig,
    outbound::{Outbound, OutboundConfig},
};
use engine::mail::mailbox;
use oidc_core::source::Source;
use serde::Deserialize;

use super::error::ConfigError;

/// As written: the connector's name, and a table of that name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// `mailgun`, `smtp`, `http` or `mailbox`.
    pub connector: Option<String>,
    /// `[email.mailgun]`
    pub mailgun: Option<MailgunConfig>,
    /// `[email.smtp]`
    pub smtp: Option<SmtpConfig>,
    /// `[email.http]`
    pub http: Option<HttpConfig>,
    /// `[email.mailbox]`
    pub mailbox: Option<MailboxConfig>,
}

impl Section {
    /// Finds the table that belongs to the connector, and has the connector look at it.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] when the connector is missing, unknown, or without its table;
    /// [`ConfigError::Connector`] when the table cannot be used.
    pub fn check(&self) -> Result<ConnectorConfig, ConfigError> {
        let known = "it must be \"mailgun\", \"smtp\", \"http\" or \"mailbox\".";
        let wrong = |problem: String| ConfigError::setting("email.connector", problem);
        let provider = self.connector.as_deref();
        let provider = provider.ok_or_else(|| wrong(format!("is missing; {known}")))?;
        let config = match provider {
            "mailgun" => self.mailgun.clone().map(ConnectorConfig::Mailgun),
            "smtp" => self.smtp.clone().map(ConnectorConfig::Smtp),
            "mailbox" => Some(
                self.mailbox
                    .clone()
                    .map_or_else(mailbox, ConnectorConfig::Mailbox),
            ),
            "http" => self.http.clone().map(ConnectorConfig::Http),
            other => return Err(wrong(format!("is {other:?}; {known}"))),
        };
        let config = config.ok_or_else(|| {
            wrong(format!(
                "is {provider:?}, but there is no section [email.{provider}]."
            ))
        })?;
        // The file is the operator's word: no list of permitted addresses holds it back.
        let outbound = Outbound::new(OutboundConfig::default());
        EmailConnector::build(&config, &outbound, Source::File)?;
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<ConnectorConfig, String> {
        toml::from_str::<Section>(text)
            .unwrap()
            .check()
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_table_of_the_chosen_connector_is_taken() {
        let text = "connector = \"smtp\"\n[smtp]\nhost = \"mail.example\"\nfrom = \"a@ex.com\"";
        assert!(matches!(check(text), Ok(ConnectorConfig::Smtp(_))));
        let text = "connector = \"http\"\n[http]\nendpoint = \"https://mail.internal/send\"\n\
                    authorization = \"Bearer x\"\nsigning_key = \"sgn_1\"";
        assert!(matches!(check(text), Ok(ConnectorConfig::Http(_))));
        assert!(matches!(
            check("connector = \"mailbox\""),
            Ok(ConnectorConfig::Mailbox(_))
        ));
    }

    #[test]
    fn a_connector_without_its_table_or_of_no_known_kind_is_refused() {
        assert!(
            check("connector = \"smtp\"")
                .unwrap_err()
                .contains("[email.smtp]")
        );
        assert!(
            check("connector = \"pigeon\"")
                .unwrap_err()
                .contains("\"pigeon\"")
        );
        assert!(
            check("connector = \"http\"")
                .unwrap_err()
                .contains("[email.http]")
        );
        let nameless = "[smtp]\nhost = \"mail.example\"\nfrom = \"a@ex.com\"";
        assert!(check(nameless).unwrap_err().contains("is missing"));
    }

    #[test]
    fn what_the_connector_cannot_use_is_named() {
        let text = "connector = \"smtp\"\n[smtp]\nhost = \"mail.example\"\nfrom = \"nobody\"";
        assert!(check(text).unwrap_err().contains("email.smtp.from"));
    }
}
