//! `[oidc]`: the protocol's few choices.

use engine::settings::TokensLayer;
use oidc_core::key::Algorithm;
use serde::Deserialize;

use super::error::ConfigError;

/// As written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// `RS256` (every client speaks it), `ES256` (thirty times as fast) or `ES384`.
    pub id_token_alg: Option<String>,
}

impl Section {
    /// What is said of how tokens are made.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] when it names another algorithm.
    pub fn check(&self) -> Result<TokensLayer, ConfigError> {
        let name = self.id_token_alg.as_deref();
        let id_token_alg = name.map(|name| algorithm("oidc.id_token_alg", name));
        Ok(TokensLayer {
            id_token_alg: id_token_alg.transpose()?,
        })
    }
}

/// Reads the name of an algorithm.
pub(super) fn algorithm(key: &str, name: &str) -> Result<Algorithm, ConfigError> {
    name.parse().map_err(|_| {
        let known = "it must be \"RS256\", \"ES256\" or \"ES384\".";
        ConfigError::setting(key, format!("is {name:?}; {known}"))
    })
}
