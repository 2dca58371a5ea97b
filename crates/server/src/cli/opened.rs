//! The database of a command that changes something beside the servers that run on it.

use anyhow::bail;
use engine::{clock::Clock, config::Mode, entropy::Entropy, instance_secrets::InstanceSecrets};
use store::Store;

use super::start::Start;
use crate::{
    bootstrap::{instance_key, open::make_folder},
    config::{Settings, secrets::MasterKey},
};

/// An open database, and what its secrets are sealed under.
pub(super) struct Opened {
    pub(super) store: Store,
    pub(super) secrets: InstanceSecrets,
    pub(super) clock: Clock,
    pub(super) entropy: Entropy,
    pub(super) issuer: String,
}

impl Opened {
    pub(super) async fn of(start: Start) -> anyhow::Result<Self> {
        let settings = Settings::check(&start.file, Mode::Development)?;
        if settings.database.is_postgres() {
            refuse_to_make_up_a_key(&settings)?;
        }
        make_folder(&settings)?;
        let entropy = Entropy::system()?;
        let store = settings.database.open().await?;
        let now = start.clock.now();
        Ok(Self {
            secrets: Box::pin(instance_key::load(&store, &settings, now, &entropy)).await?,
            clock: start.clock,
            issuer: settings.urls.issuer(),
            store,
            entropy,
        })
    }
}

/// A key made up here would seal a database that servers with the real one cannot open.
fn refuse_to_make_up_a_key(settings: &Settings) -> anyhow::Result<()> {
    match &settings.master_key {
        MasterKey::Generated(path) if !path.exists() => bail!(
            "The setting secrets.master_key is missing: give this command the key that the servers \
             on this database have."
        ),
        _ => Ok(()),
    }
}
