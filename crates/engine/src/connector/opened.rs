//! How a connector is configured, once its row is opened.

use connectors::{ConfigError, ConnectorConfig, EmailConnector, FactoryId, outbound::Outbound};
use oidc_core::{
    seal::{SealingKey, Unsealable},
    source::Source,
};
use serde_json::{Map, Value};
use store::StoredConnector;
use zeroize::Zeroizing;

use crate::place;

/// The configuration of a connector.
#[derive(Clone)]
pub enum Opened {
    /// As the configuration file says it.
    Declared(Box<ConnectorConfig>),
    /// As it was written over the management API: the members that its factory reads, if they are
    /// what it needs.
    Written(FactoryId, Map<String, Value>),
}

/// Why the configuration of a connector cannot be used. Says nothing of what it holds.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// Sealed by another instance, or altered.
    #[error("it does not open with this instance's key")]
    Sealed(#[from] Unsealable),
    /// Written by a version that knows other connectors.
    #[error("its settings are not understood by this version")]
    Content,
    /// It lacks something, or something of it does not fit.
    #[error("its settings cannot be used: {0}")]
    Config(#[from] ConfigError),
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Opened")
            .field(&self.factory())
            .finish_non_exhaustive()
    }
}

impl Opened {
    /// Opens a row.
    ///
    /// # Errors
    /// [`NotOpened::Sealed`] and [`NotOpened::Content`].
    pub fn of(row: &StoredConnector, key: &SealingKey) -> Result<Self, NotOpened> {
        let place = place::connector(row.id.as_str());
        let plain = key.unseal(&place, &row.sealed_config)?;
        // The parser's own words could quote a password.
        let content = |_| NotOpened::Content;
        match row.source {
            Source::File | Source::BuiltIn => {
                let config = serde_json::from_slice(&plain).map_err(content)?;
                Ok(Self::Declared(Box::new(config)))
            }
            Source::Console => {
                let factory = row.provider.parse().map_err(|_| NotOpened::Content)?;
                let config = serde_json::from_slice(&plain).map_err(content)?;
                Ok(Self::Written(factory, config))
            }
        }
    }

    /// As it stands in a row before it is sealed.
    pub(crate) fn plain(&self) -> Result<Zeroizing<Vec<u8>>, serde_json::Error> {
        let bytes = match self {
            Self::Declared(config) => serde_json::to_vec(config),
            Self::Written(_, config) => serde_json::to_vec(config),
        };
        bytes.map(Zeroizing::new)
    }

    /// The connector, ready to send.
    ///
    /// # Errors
    /// The first [`ConfigError`] found.
    pub fn build(&self, outbound: &Outbound) -> Result<EmailConnector, ConfigError> {
        match self {
            Self::Declared(config) => EmailConnector::build(config, outbound, Source::File),
            Self::Written(factory, config) => {
                EmailConnector::build(&factory.read(config)?, outbound, Source::Console)
            }
        }
    }

    /// Which factory makes such a connector; none makes the mailbox of the developer.
    pub fn factory(&self) -> Option<FactoryId> {
        match self {
            Self::Declared(config) => FactoryId::of(config),
            Self::Written(factory, _) => Some(*factory),
        }
    }

    /// The configuration as its factory reads it.
    pub fn config(&self) -> Map<String, Value> {
        match self {
            Self::Declared(config) => FactoryId::written(config),
            Self::Written(_, config) => config.clone(),
        }
    }
}
