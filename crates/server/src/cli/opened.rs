//! A database that a command has opened, to do one thing in it.

use anyhow::bail;
use engine::{
    access::AccessControl, author::Author, breakdown::Breakdown, clock::Clock, config::Mode,
    entropy::Entropy, instance_secrets::InstanceSecrets,
};
use store::Store;

use super::start::Start;
use crate::{
    bootstrap::instance_key,
    config::{Settings, secrets::MasterKey},
};

/// What commands work on. A running server sees what they change within a second.
pub(super) struct Opened {
    pub(super) settings: Settings,
    pub(super) store: Store,
    pub(super) secrets: InstanceSecrets,
    pub(super) clock: Clock,
    pub(super) entropy: Entropy,
}

impl Opened {
    /// Opens the database of the configuration, as a server would.
    ///
    /// # Errors
    /// One sentence that says what to change.
    pub(super) async fn open(start: Start) -> anyhow::Result<Self> {
        let settings = Settings::check(&start.file, Mode::Development)?;
        if settings.database.is_postgres() {
            refuse_to_make_up_a_key(&settings)?;
        }
        crate::bootstrap::open::make_folder(&settings)?;
        let entropy = Entropy::system()?;
        let store = settings.database.open().await?;
        let now = start.clock.now();
        Ok(Self {
            secrets: Box::pin(instance_key::load(&store, &settings, now, &entropy)).await?,
            clock: start.clock,
            settings,
            store,
            entropy,
        })
    }

    /// Its APIs and roles.
    pub(super) fn access(&self) -> AccessControl {
        AccessControl {
            store: self.store.clone(),
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
            management_api: self.settings.urls.absolute("/api"),
            author: Author::system(),
            administrators: self.settings.administrators.clone(),
        }
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

/// A breakdown as an error of a command.
pub(super) fn broken(breakdown: impl Into<Breakdown>) -> anyhow::Error {
    anyhow::anyhow!("{}", breakdown.into().chain())
}
