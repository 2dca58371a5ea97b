//! A connector is configured anew.

use connectors::{ConfigError, factory::stripped};
use oidc_core::{event::EventKind, id::ConnectorId, source::Source};
use serde_json::{Map, Value};
use store::StoredConnector;

use super::{Connectors, Found, completed, named, opened::Opened, unsaved::kept_signing_key};
use crate::{failure::Failure, precondition::Precondition};

/// How often a change is made anew on what somebody else has written meanwhile.
pub(super) const TRIES: usize = 5;

/// Why a connector was not changed or removed.
#[derive(Debug)]
pub enum NotChanged {
    /// There is none with this id.
    Unknown,
    /// It is not what the change was decided on any more.
    Changed,
    /// It is declared in the configuration file, there.
    DeclaredInFile(Option<String>),
    /// The new configuration does not fit.
    Config(ConfigError),
}

impl Connectors {
    /// Writes another configuration over that of a connector, if one is given. A mask that stands in it
    /// for a secret leaves that secret as it is.
    ///
    /// # Errors
    /// [`NotChanged`], and then nothing was written.
    pub async fn set_config(
        &self,
        id: &ConnectorId,
        config: Option<&Map<String, Value>>,
        precondition: &Precondition<'_, Found>,
    ) -> Result<Found, Failure<NotChanged>> {
        for _ in 0..TRIES {
            if let Some(found) = self.try_set(id, config, precondition).await? {
                return Ok(found);
            }
        }
        Err(Failure::Refused(NotChanged::Changed))
    }

    /// None when somebody else has changed it since it was looked at: making a connector of a
    /// configuration is too slow to be done where others wait.
    async fn try_set(
        &self,
        id: &ConnectorId,
        config: Option<&Map<String, Value>>,
        precondition: &Precondition<'_, Found>,
    ) -> Result<Option<Found>, Failure<NotChanged>> {
        let refuse = |why| Err(Failure::Refused(why));
        let rows = self.rows().await?;
        let mut all = self.all_found(&rows).into_iter();
        let found = all.find(|found| found.id == *id);
        let row = rows.iter().find(|row| row.id == *id);
        let (Some(found), Some(row)) = (found, row) else {
            return refuse(NotChanged::Unknown);
        };
        if found.source == Source::File {
            return refuse(NotChanged::DeclaredInFile(found.declared_at));
        }
        if !precondition.holds(&found) {
            return refuse(NotChanged::Changed);
        }
        let Some(config) = config else {
            return Ok(Some(found));
        };
        let factory = found.factory;
        let config = factory.with_kept_secrets(config.clone(), &found.config);
        let config = kept_signing_key(factory, stripped(&config), &found.config);
        let config = completed(factory, config, &mut self.entropy.rng());
        let opened = Opened::Written(factory, config);
        if let Err(why) = opened.build(&self.outbound) {
            return refuse(NotChanged::Config(why));
        }
        let after = StoredConnector {
            sealed_config: self.seal(id, &opened)?,
            updated_at: self.clock.now(),
            ..row.clone()
        };
        let mut data = named(id, factory);
        let changed = changed_members(&found.config, &opened.config());
        data.insert("changed".to_owned(), changed.into());
        let (before, after, data) = (&rows, &after, &data);
        let written = self
            .store
            .transact(|mut tx| async move {
                let mut connectors = tx.connectors();
                connectors.hold().await?;
                if connectors.all().await?.rows != *before {
                    return Ok::<_, Failure<NotChanged>>(false);
                }
                connectors.update(after).await?;
                self.note(&mut tx, EventKind::ConnectorChanged, data.clone())
                    .await?;
                Ok(true)
            })
            .await?;
        if !written {
            return Ok(None);
        }
        Ok(self.now(id).await?)
    }
}

/// The members that differ, by name alone: their values may be secrets.
fn changed_members(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<String> {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let differs = |name: &&&String| before.get(**name) != after.get(**name);
    names
        .iter()
        .filter(differs)
        .map(|name| (*name).clone())
        .collect()
}
