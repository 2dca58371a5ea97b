//! `[oidc]`: the protocol's few choices.

use engine::{settings::TokensLayer, span::Span};
use oidc_core::key::Algorithm;
use serde::Deserialize;

use super::error::ConfigError;

/// As written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// `RS256` (every client speaks it), `ES256` (thirty times as fast) or `ES384`.
    pub id_token_alg: Option<String>,
    /// How long a signing key is published before it signs.
    pub key_propagation: Option<Span>,
    /// How old a signing key may become.
    pub key_rotation: Option<Span>,
}

impl Section {
    /// What is said of how tokens are made.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] when it names another algorithm, or keys would be replaced before
    /// they sign.
    pub fn check(&self) -> Result<TokensLayer, ConfigError> {
        let name = self.id_token_alg.as_deref();
        let id_token_alg = name.map(|name| algorithm("oidc.id_token_alg", name));
        let layer = TokensLayer {
            id_token_alg: id_token_alg.transpose()?,
            key_propagation: self.key_propagation,
            key_rotation: self.key_rotation,
        };
        layer
            .check()
            .map_err(|why| ConfigError::setting("oidc.key_rotation", why.to_string()))?;
        Ok(layer)
    }
}

/// Reads the name of an algorithm.
pub(super) fn algorithm(key: &str, name: &str) -> Result<Algorithm, ConfigError> {
    name.parse().map_err(|_| {
        let known = "it must be \"RS256\", \"ES256\" or \"ES384\".";
        ConfigError::setting(key, format!("is {name:?}; {known}"))
    })
}
