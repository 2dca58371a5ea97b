//! How mail leaves.

use std::sync::Arc;

use anyhow::bail;
use connectors::{ConnectorConfig, EmailConnector};
use oidc_core::{seal::SealingKey, source::Source};
use store::{StoredConnector, Unreadable};

use super::quarantine::{Noun, Quarantine, UNSEALABLE};
use crate::{
    config::{Config, Mode},
    mail, place,
};

/// What was read of it.
pub(super) type Rows = Option<Result<StoredConnector, Unreadable>>;

/// The e-mail connector.
#[derive(Debug)]
pub struct Connector {
    /// Ready to send; none when what is stored cannot be read, and then no mail leaves.
    pub email: Option<Arc<EmailConnector>>,
    pub(super) quarantine: Quarantine,
}

impl Connector {
    pub(super) fn load(
        stored: Rows,
        key: &SealingKey,
        config: &Config,
        last: Option<&Self>,
    ) -> anyhow::Result<Self> {
        let mut aside = Quarantine::default();
        let email = match connector(stored, key, config) {
            Err(NoConnector::Missing) if last.is_none() => bail!(NO_CONNECTOR),
            Err(error) => {
                aside.add(Noun::Connector, "email", error);
                None
            }
            Ok(connector) => Some(Arc::new(connector)),
        };
        aside.log(last.map(|last| &last.quarantine));
        Ok(Self {
            email,
            quarantine: aside,
        })
    }
}

/// Why no mail can leave.
#[derive(Debug, thiserror::Error)]
enum NoConnector {
    #[error("none is configured")]
    Missing,
    #[error("its column {0} is not understood")]
    Row(String),
    #[error("{UNSEALABLE}")]
    Sealed,
    /// The parser's own words could quote a password.
    #[error("its settings are not understood by this version")]
    Content,
}

/// The connector that is stored; in development the mailbox when none is.
fn connector(
    stored: Rows,
    key: &SealingKey,
    Config { mode, outbound, .. }: &Config,
) -> Result<EmailConnector, NoConnector> {
    let (config, source) = match stored {
        Some(stored) => {
            let stored = stored.map_err(|row| NoConnector::Row(row.what))?;
            let plain = key
                .unseal(&place::connector(&stored.id), &stored.sealed_config)
                .map_err(|_| NoConnector::Sealed)?;
            let config = serde_json::from_slice(&plain).map_err(|_| NoConnector::Content)?;
            (config, stored.source)
        }
        None if *mode == Mode::Development => (mail::mailbox(), Source::BuiltIn),
        None => return Err(NoConnector::Missing),
    };
    if *mode == Mode::Production && matches!(config, ConnectorConfig::Mailbox(_)) {
        return Err(NoConnector::Missing);
    }
    EmailConnector::build(&config, outbound, source).map_err(|_| NoConnector::Content)
}

const NO_CONNECTOR: &str = "No e-mail can be sent: add a section [email] with \
    connector = \"mailgun\", \"smtp\" or \"http\" to signet.toml (`signet config example` shows how).";
