//! A connector is made.

use connectors::{ConfigError, FactoryId, factory::stripped};
use oidc_core::{
    connector::{ConnectorKind, Rank},
    event::EventKind,
    id::ConnectorId,
    source::Source,
};
use serde_json::{Map, Value};
use store::{OF_FILE, StoredConnector};

use super::{Connectors, Found, completed, named, opened::Opened};
use crate::{breakdown::Breakdown, failure::Failure};

/// A connector to be made.
pub struct NewConnector {
    /// Its id; one is made up when none is given.
    pub id: Option<ConnectorId>,
    /// Which factory makes it.
    pub factory: FactoryId,
    /// Its configuration. Without one it cannot be used yet.
    pub config: Option<Map<String, Value>>,
    /// When it is used.
    pub rank: Rank,
}

/// Why a connector was not made.
#[derive(Debug)]
pub enum NotMade {
    /// Its configuration does not fit.
    Config(ConfigError),
    /// Its id is another one's.
    Taken,
    /// The configuration file names the connector that is used first, there.
    DeclaredInFile(Option<String>),
}

impl Connectors {
    /// Makes a connector, in the place of the one of its rank that was there.
    ///
    /// # Errors
    /// [`NotMade`], and then nothing was written.
    pub async fn create(&self, new: NewConnector) -> Result<Found, Failure<NotMade>> {
        let (now, mut rng) = (self.clock.now(), self.entropy.rng());
        let NewConnector {
            id,
            factory,
            config,
            rank,
        } = new;
        let id = id.unwrap_or_else(|| ConnectorId::mint(&mut rng));
        let config = config.map(|config| completed(factory, stripped(&config), &mut rng));
        let opened = Opened::Written(factory, config.clone().unwrap_or_default());
        if config.is_some() {
            let built = opened.build(&self.outbound);
            built.map_err(|why| Failure::Refused(NotMade::Config(why)))?;
        }
        let row = StoredConnector {
            sealed_config: self.seal(&id, &opened)?,
            id,
            kind: ConnectorKind::Email,
            provider: factory.as_str().to_owned(),
            rank,
            source: Source::Console,
            declared_at: None,
            created_at: now,
            updated_at: now,
        };
        let made = &row;
        let rows = self
            .store
            .transact(|mut tx| async move {
                let mut connectors = tx.connectors();
                connectors.hold().await?;
                let there = connectors.all().await?.rows;
                may_stand(made, &there).map_err(Failure::Refused)?;
                connectors.clear(made.kind, rank).await?;
                if !connectors.insert(made).await? {
                    let why = "the place of a connector that was cleared is taken";
                    return Err(Failure::Broken(Breakdown::saying(why)));
                }
                let mut data = named(&made.id, factory);
                data.insert("rank".to_owned(), rank.as_str().into());
                self.note(&mut tx, EventKind::ConnectorCreated, data)
                    .await?;
                Ok::<_, Failure<NotMade>>(tx.connectors().all().await?.rows)
            })
            .await?;
        let mut all = self.all_found(&rows).into_iter();
        let found = all.find(|found| found.id == row.id);
        found.ok_or_else(|| {
            Breakdown::saying("a connector that was just made has no factory").into()
        })
    }
}

/// Whether a new connector may stand beside those that are there.
fn may_stand(made: &StoredConnector, there: &[StoredConnector]) -> Result<(), NotMade> {
    let mut of_file = there.iter().filter(|row| row.source == Source::File);
    if made.rank == Rank::First
        && let Some(row) = of_file.next()
    {
        return Err(NotMade::DeclaredInFile(row.declared_at.clone()));
    }
    // The one that gives way may have the id; that of the file is for the file.
    let gives_way = |row: &StoredConnector| row.source != Source::File && row.rank == made.rank;
    let mut others = there.iter().filter(|row| !gives_way(row));
    if made.id.as_str() == OF_FILE || others.any(|row| row.id == made.id) {
        return Err(NotMade::Taken);
    }
    Ok(())
}
