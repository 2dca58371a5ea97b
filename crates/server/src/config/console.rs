//! `[console]`: who may manage this instance with people's tokens.

use std::collections::HashSet;

use engine::config::DeclaredAdministrator;
use oidc_core::{account::email::EmailAddress, id::ClientId, registration::CONSOLE};
use serde::Deserialize;

use super::{error::ConfigError, lenient};

/// As written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// The applications that get people's tokens for the management API, besides the console.
    #[serde(deserialize_with = "lenient::list")]
    pub clients: Vec<String>,
    /// The addresses whose owners are administrators once they have proven them.
    #[serde(deserialize_with = "lenient::list")]
    pub administrators: Vec<String>,
}

impl Section {
    /// The ids of those clients.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] names an id that cannot be one.
    pub fn check(&self) -> Result<HashSet<ClientId>, ConfigError> {
        let ids = [CONSOLE]
            .into_iter()
            .chain(self.clients.iter().map(String::as_str));
        ids.map(|id| {
            id.parse().map_err(|_| {
                let problem = format!("has {id:?}, which is not the id of an application.");
                ConfigError::setting("console.clients", problem)
            })
        })
        .collect()
    }

    /// Those people, by their addresses in the form in which they are compared.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] names what is no address.
    pub fn administrators(&self) -> Result<Vec<DeclaredAdministrator>, ConfigError> {
        let addresses = self.administrators.iter();
        addresses
            .map(|text| {
                let parsed = text.parse::<EmailAddress>();
                let declared = parsed.map(|address| DeclaredAdministrator {
                    email: address.canonical(),
                    declared_at: None,
                });
                declared.map_err(|_| {
                    let problem = format!("has {text:?}, which is not an e-mail address.");
                    ConfigError::setting("console.administrators", problem)
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_console_is_always_among_them_and_what_is_no_id_is_named() {
        let of = |text: &str| toml::from_str::<Section>(text).unwrap().check();
        assert_eq!(of("").unwrap(), [CONSOLE.parse().unwrap()].into());
        assert_eq!(of("clients = [\"ops\"]").unwrap().len(), 2);
        let error = of("clients = [\"a b\"]").unwrap_err().to_string();
        assert!(
            error.contains("console.clients") && error.contains("\"a b\""),
            "{error}"
        );
    }

    #[test]
    fn administrators_are_addresses_and_what_is_none_is_named() {
        let of = |text: &str| toml::from_str::<Section>(text).unwrap().administrators();
        assert_eq!(of("").unwrap(), []);
        let ops = "ops@example.com".parse::<EmailAddress>().unwrap();
        let named = of("administrators = \"Ops@Example.com\"").unwrap();
        assert!(named.len() == 1 && named[0].is(&ops));
        let error = of("administrators = [\"ops\"]").unwrap_err().to_string();
        assert!(
            error.contains("console.administrators") && error.contains("\"ops\""),
            "{error}"
        );
    }
}
