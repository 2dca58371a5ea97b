//! `[email]`: how codes leave the house.

use serde::Deserialize;
use toml::Table;

use super::error::ConfigError;

/// As written: the connector's name, and a table of that name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// `mailgun`, `smtp`, `http` or `mailbox`.
    pub connector: Option<String>,
    /// `[email.mailgun]`
    pub mailgun: Option<Table>,
    /// `[email.smtp]`
    pub smtp: Option<Table>,
    /// `[email.http]`
    pub http: Option<Table>,
    /// `[email.mailbox]`
    pub mailbox: Option<Table>,
}

/// The chosen connector and its table, which the connector itself checks.
#[derive(Clone, PartialEq)]
pub struct Email {
    /// `mailgun`, `smtp`, `http` or `mailbox`.
    pub provider: String,
    /// Its settings; may carry passwords.
    pub config: serde_json::Value,
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Email")
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}

impl Section {
    /// Finds the table that belongs to the connector.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] when the connector is missing, unknown, or without its table.
    pub fn check(&self) -> Result<Email, ConfigError> {
        let known = "it must be \"mailgun\", \"smtp\", \"http\" or \"mailbox\".";
        let wrong = |problem: String| ConfigError::setting("email.connector", problem);
        let provider = self
            .connector
            .as_deref()
            .ok_or_else(|| wrong(format!("is missing; {known}")))?;
        let table = match provider {
            "mailgun" => &self.mailgun,
            "smtp" => &self.smtp,
            "http" => &self.http,
            "mailbox" => &Some(self.mailbox.clone().unwrap_or_default()),
            other => return Err(wrong(format!("is {other:?}; {known}"))),
        };
        let table = table.as_ref().ok_or_else(|| {
            wrong(format!(
                "is {provider:?}, but there is no section [email.{provider}]."
            ))
        })?;
        let config = serde_json::to_value(table).map_err(|_| {
            wrong(format!(
                "has a section [email.{provider}] that is not plain."
            ))
        })?;
        Ok(Email {
            provider: provider.to_owned(),
            config,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<Email, String> {
        toml::from_str::<Section>(text)
            .unwrap()
            .check()
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_table_of_the_chosen_connector_is_taken() {
        let email = check("connector = \"smtp\"\n[smtp]\nhost = \"mail\"\nport = 587").unwrap();
        assert_eq!(email.provider, "smtp");
        assert_eq!(
            email.config,
            serde_json::json!({ "host": "mail", "port": 587 })
        );
        assert_eq!(
            check("connector = \"mailbox\"").unwrap().config,
            serde_json::json!({})
        );
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
            check("[smtp]\nhost = \"mail\"")
                .unwrap_err()
                .contains("is missing")
        );
    }

    #[test]
    fn what_it_holds_does_not_print() {
        let email = check("connector = \"smtp\"\n[smtp]\npassword = \"hunter2\"").unwrap();
        assert!(!format!("{email:?}").contains("hunter2"));
    }
}
