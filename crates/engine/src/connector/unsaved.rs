//! A configuration that is not saved: tried out, or looked at.

use connectors::{FactoryId, factory::stripped};
use serde_json::{Map, Value};
use store::StoredConnector;

use super::{Connectors, Found, opened::Opened};
use crate::breakdown::Breakdown;

/// A configuration that is not saved.
pub struct Unsaved {
    /// The configuration, with saved secrets where masks stand for them.
    pub opened: Opened,
    /// Whether a saved secret is among it.
    pub uses_saved_secret: bool,
    /// Whether such a secret is put to another use than the saved one: then whoever asks must have
    /// proven a moment ago who they are, or a mask would be a way to have a secret, and mails in the
    /// operator's name, sent wherever one likes.
    pub needs_step_up: bool,
}

impl Connectors {
    /// Reads a configuration that somebody has posted.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn unsaved(
        &self,
        factory: FactoryId,
        posted: &Map<String, Value>,
    ) -> Result<Unsaved, Breakdown> {
        let (rows, saved) = self.saved(factory).await?;
        let posted = stripped(posted);
        // Masks of several may be alike: the one that is meant sends to the same place.
        let of_same_place = |found: &&Found| {
            let config = factory.with_kept_secrets(posted.clone(), &found.config);
            !factory.leads_elsewhere(&config, &found.config)
        };
        let is_meant = |found: &&Found| filled(factory, &posted, found) != posted;
        let meant = || saved.iter().filter(is_meant);
        let Some(found) = meant().find(of_same_place).or_else(|| meant().next()) else {
            return Ok(Unsaved {
                opened: Opened::Written(factory, posted),
                uses_saved_secret: false,
                needs_step_up: false,
            });
        };
        let config = filled(factory, &posted, found);
        let is_as_saved = config == found.config;
        let row = rows.iter().find(|row| row.id == found.id);
        let as_saved = row.filter(|_| is_as_saved);
        let as_saved = as_saved.and_then(|row| Opened::of(row, &self.secrets.sealing).ok());
        Ok(Unsaved {
            opened: as_saved.unwrap_or(Opened::Written(factory, config)),
            uses_saved_secret: true,
            needs_step_up: !is_as_saved && !self.author.is_fresh,
        })
    }

    async fn saved(
        &self,
        factory: FactoryId,
    ) -> Result<(Vec<StoredConnector>, Vec<Found>), Breakdown> {
        let rows = self.rows().await?;
        let mut saved = self.all_found(&rows);
        saved.retain(|found| found.factory == factory);
        Ok((rows, saved))
    }
}

/// The configuration with the secrets of a saved one where its masks stand, and what it signs with
/// where nothing is said of that.
fn filled(factory: FactoryId, posted: &Map<String, Value>, found: &Found) -> Map<String, Value> {
    let config = factory.with_kept_secrets(posted.clone(), &found.config);
    if factory.leads_elsewhere(&config, &found.config) {
        return config;
    }
    kept_signing_key(factory, config, &found.config)
}

/// What an endpoint's mails are signed with stays until another key is given: whoever configures it
/// otherwise need not know of it.
pub(super) fn kept_signing_key(
    factory: FactoryId,
    mut config: Map<String, Value>,
    saved: &Map<String, Value>,
) -> Map<String, Value> {
    let key = saved
        .get("signingKey")
        .filter(|_| factory == FactoryId::Http);
    if let Some(key) = key
        && !config.contains_key("signingKey")
    {
        config.insert("signingKey".to_owned(), key.clone());
    }
    config
}
