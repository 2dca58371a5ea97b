//! Connectors as an operator handles them over the management API: listed, made, changed, tested,
//! removed.

pub mod change;
pub mod check;
pub mod create;
pub mod opened;
pub mod remove;
pub mod templates;
pub mod test_mail;
pub mod unsaved;
pub mod ways;

use std::time::Duration;

use connectors::outbound::Outbound;
pub use connectors::{
    ConfigError, DeliveryError, FactoryId, Step,
    factory::metadata,
    mailgun::check::{Checked, Finding, FindingCode, Record, Region, Validity},
};
use oidc_core::{
    connector::Rank, event::EventKind, id::ConnectorId, source::Source, time::Timestamp,
};
use rand_core::CryptoRng;
use serde_json::{Map, Value};
use store::{Store, StoreError, StoredConnector, Tx};

use self::{
    opened::Opened,
    ways::{Making, Ways},
};
use crate::{
    author::Author, breakdown::Breakdown, clock::Clock, config::Mode, entropy::Entropy,
    instance_secrets::InstanceSecrets, place,
};

/// All connectors.
#[derive(Debug, Clone)]
pub struct Connectors {
    /// Where they are kept.
    pub store: Store,
    /// What their configurations are sealed under.
    pub secrets: InstanceSecrets,
    /// What time it is.
    pub clock: Clock,
    /// Random values.
    pub entropy: Entropy,
    /// The client for addresses that others have given.
    pub outbound: Outbound,
    /// What the start is for.
    pub mode: Mode,
    /// How long others may be waited for.
    pub patience: Duration,
    /// By which connectors mails leave here now.
    pub ways: Ways,
    /// Who changes them.
    pub author: Author,
}

/// A connector with its configuration.
#[derive(Clone, PartialEq)]
pub struct Found {
    /// Its id.
    pub id: ConnectorId,
    /// Which factory makes such a one.
    pub factory: FactoryId,
    /// Its configuration, secrets included; empty when it cannot be opened.
    pub config: Map<String, Value>,
    /// When it is used.
    pub rank: Rank,
    /// Whether mails leave by it: not by one that cannot be used as it is configured, and not by the
    /// first one where the configuration file names another.
    pub is_in_force: bool,
    /// Who configured it.
    pub source: Source,
    /// Where the configuration file declares it.
    pub declared_at: Option<String>,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// Without the configuration, which holds secrets.
impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Found")
            .field("id", &self.id)
            .field("factory", &self.factory)
            .finish_non_exhaustive()
    }
}

impl Connectors {
    /// All that a factory makes, the one that is used first in the first place.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn list(&self) -> Result<Vec<Found>, StoreError> {
        Ok(self.all_found(&self.rows().await?))
    }

    /// Writes down that somebody was shown the secrets of connectors.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn note_reveal(&self, shown: &[Found]) -> Result<(), StoreError> {
        if shown.is_empty() {
            return Ok(());
        }
        self.store
            .transact(|mut tx| async move {
                for found in shown {
                    let data = named(&found.id, found.factory);
                    self.note(&mut tx, EventKind::ConnectorRevealed, data)
                        .await?;
                }
                Ok(())
            })
            .await
    }

    async fn rows(&self) -> Result<Vec<StoredConnector>, StoreError> {
        let read = |mut tx: Tx| async move { tx.connectors().all().await };
        let found: Result<_, StoreError> = self.store.read(read).await;
        Ok(found?.rows)
    }

    /// All rows of what a factory makes.
    fn all_found(&self, rows: &[StoredConnector]) -> Vec<Found> {
        let making = Making {
            key: &self.secrets.sealing,
            outbound: &self.outbound,
            mode: self.mode,
        };
        let ways = Ways::of(rows, making, &self.ways);
        let each = rows.iter().filter_map(|row| self.found(row, &ways));
        each.collect()
    }

    /// None of what no factory makes. One that cannot be opened is shown without its configuration, so
    /// that it can be configured anew.
    fn found(&self, row: &StoredConnector, ways: &Ways) -> Option<Found> {
        let (factory, config) = match Opened::of(row, &self.secrets.sealing) {
            Ok(opened) => (opened.factory()?, opened.config()),
            Err(_) => (of_provider(&row.provider)?, Map::new()),
        };
        Some(Found {
            is_in_force: ways.lead_by(&row.id),
            id: row.id.clone(),
            factory,
            config,
            rank: row.rank,
            source: row.source,
            declared_at: row.declared_at.clone(),
            updated_at: row.updated_at,
        })
    }

    /// One of them as it is now.
    async fn now(&self, id: &ConnectorId) -> Result<Option<Found>, StoreError> {
        let all = self.all_found(&self.rows().await?);
        Ok(all.into_iter().find(|found| found.id == *id))
    }

    fn seal(&self, id: &ConnectorId, opened: &Opened) -> Result<Vec<u8>, Breakdown> {
        let plain = opened.plain().map_err(Breakdown::new)?;
        let place = place::connector(id.as_str());
        let mut rng = self.entropy.rng();
        let sealed = self.secrets.sealing.seal(&place, &plain, &mut rng);
        sealed.map_err(Breakdown::new)
    }

    async fn note(
        &self,
        tx: &mut Tx,
        kind: EventKind,
        data: Map<String, Value>,
    ) -> Result<(), StoreError> {
        let at = (&self.entropy, self.clock.now());
        self.author.note(tx, kind, at, data).await
    }
}

/// The factory of a row that cannot be opened.
fn of_provider(provider: &str) -> Option<FactoryId> {
    let mut all = FactoryId::ALL.into_iter();
    all.find(|factory| [factory.as_str(), factory.kind()].contains(&provider))
}

/// The configuration with what its factory makes up where nothing is given: what mails are signed
/// with that are handed to an endpoint.
fn completed(
    factory: FactoryId,
    mut config: Map<String, Value>,
    rng: &mut impl CryptoRng,
) -> Map<String, Value> {
    if factory == FactoryId::Http && !config.contains_key("signingKey") {
        let key = connectors::mint_signing_key(rng);
        config.insert("signingKey".to_owned(), key.expose().as_str().into());
    }
    config
}

/// Which connector an event is about.
fn named(id: &ConnectorId, factory: FactoryId) -> Map<String, Value> {
    let id = ("connector_id".to_owned(), id.as_str().into());
    let factory = ("factory".to_owned(), factory.as_str().into());
    Map::from_iter([id, factory])
}
