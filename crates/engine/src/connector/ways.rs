//! By which connectors mails leave. The job that sends asks here, and so does whoever is shown which
//! connector is in force.

use std::sync::Arc;

use connectors::{ConnectorConfig, EmailConnector, outbound::Outbound};
use oidc_core::{connector::Rank, id::ConnectorId, seal::SealingKey, time::Timestamp};
use store::StoredConnector;

use super::opened::Opened;
use crate::config::Mode;

/// What connectors are made with.
#[derive(Clone, Copy)]
pub struct Making<'a> {
    /// Opens their configurations.
    pub key: &'a SealingKey,
    /// The client for addresses that others have given.
    pub outbound: &'a Outbound,
    /// What the start is for.
    pub mode: Mode,
}

/// The connectors in force, in the order in which they are tried.
#[derive(Debug, Clone, Default)]
pub struct Ways(Arc<[Way]>);

/// A connector, or why none can be made of its row.
#[derive(Debug, Clone)]
struct Way {
    row: StoredConnector,
    made: Result<Arc<EmailConnector>, String>,
}

impl Ways {
    /// Those of these rows. A row that is in `known` as it is now is not made anew: that takes long,
    /// and an endpoint keeps its connections.
    pub fn of(rows: &[StoredConnector], making: Making<'_>, known: &Self) -> Self {
        let ways = in_force(rows).map(|row| {
            let known = known
                .0
                .iter()
                .find(|way| way.made.is_ok() && way.row == *row);
            known.cloned().unwrap_or_else(|| Way {
                made: make(row, making).map(Arc::new),
                row: row.clone(),
            })
        });
        Self(ways.collect())
    }

    /// The connectors.
    pub fn connectors(&self) -> Vec<Arc<EmailConnector>> {
        let made = self.0.iter().filter_map(|way| way.made.as_ref().ok());
        made.cloned().collect()
    }

    /// Those that should be in force and cannot be used, with the reason.
    pub(crate) fn unusable(&self) -> impl Iterator<Item = (&ConnectorId, &str)> {
        let all = self.0.iter();
        all.filter_map(|way| Some((&way.row.id, way.made.as_ref().err()?.as_str())))
    }

    /// Whether mails leave by this connector.
    pub fn lead_by(&self, id: &ConnectorId) -> bool {
        let mut all = self.0.iter();
        all.any(|way| way.row.id == *id && way.made.is_ok())
    }

    /// When one of them was configured last.
    pub fn changed_at(&self) -> Option<Timestamp> {
        self.0.iter().map(|way| way.row.updated_at).max()
    }
}

/// The file's connector lies over the operator's first; what is left is the fall-back.
fn in_force(rows: &[StoredConnector]) -> impl Iterator<Item = &StoredConnector> {
    let of = |rank: Rank| rows.iter().find(move |row| row.rank == rank);
    of(Rank::First).into_iter().chain(of(Rank::Fallback))
}

fn make(row: &StoredConnector, making: Making<'_>) -> Result<EmailConnector, String> {
    let opened = Opened::of(row, making.key).map_err(|why| why.to_string())?;
    if making.mode == Mode::Production
        && matches!(&opened, Opened::Declared(config) if matches!(**config, ConnectorConfig::Mailbox(_)))
    {
        return Err("it is the mailbox of the developer, which sends nothing".to_owned());
    }
    let built = opened.build(making.outbound);
    built.map_err(|why| format!("its settings cannot be used: {why}"))
}
