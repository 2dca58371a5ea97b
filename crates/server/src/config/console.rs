//! `[console]`: who may manage this instance with people's tokens.

use std::collections::HashSet;

use oidc_core::{id::ClientId, registration::CONSOLE};
use serde::Deserialize;

use super::{error::ConfigError, lenient};

/// As written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// The applications that get people's tokens for the management API, besides the console.
    #[serde(deserialize_with = "lenient::list")]
    pub clients: Vec<String>,
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
}
