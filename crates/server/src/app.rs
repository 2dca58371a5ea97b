//! The one state value: cheap to clone, handed to every handler.

pub mod experience;
mod instance;
mod open;
pub mod place;
mod quarantine;
mod snapshot;

use std::{ops::Deref, sync::Arc};

use arc_swap::{ArcSwap, Guard};
use sign_in_ui::Pages;
use store::Store;
use tokio::sync::{Mutex, Notify};

pub use crate::config::{Mode, Settings};
use crate::{
    clock::Clock,
    entropy::Entropy,
    layer::{limits::Floods, stored_bytes::StoredBytes},
    urls::Urls,
};
pub use instance::InstanceSecrets;
pub(crate) use open::make_folder;
pub use quarantine::{Noun, Quarantine};
pub use snapshot::{Registered, Snapshot};

/// Everything a handler needs.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What an [`App`] is made of. Tests put in a clock that stands still and a seeded generator;
/// the rest is the same.
pub struct Parts {
    /// Where everything is kept.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// Random values.
    pub entropy: Entropy,
    /// Pages and mails.
    pub pages: Pages,
    /// The settings in force.
    pub config: Settings,
    /// Every address we give out.
    pub urls: Urls,
    /// The keys of this instance.
    pub secrets: InstanceSecrets,
    /// What the start is for.
    pub mode: Mode,
    /// Rings when a mail was put into the outbox.
    pub outbox_wake: Notify,
    /// Counters per IP address, in memory.
    pub floods: Floods,
    /// What each network may still write, as far as this node has drawn it.
    pub stored: StoredBytes,
    snapshot: ArcSwap<Snapshot>,
    /// One reader of the database at a time, so that an older picture never replaces a newer one.
    refreshing: Mutex<()>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App")
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// From its parts.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// What does not change per request: clients, keys, finished documents. Take it once per
    /// request, so that the request sees one picture.
    pub fn snapshot(&self) -> Guard<Arc<Snapshot>> {
        self.0.snapshot.load()
    }

    /// Reads the picture anew. Call it after writing a client, a key, the connector or a setting;
    /// other servers notice by themselves within a second.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn refresh_snapshot(&self) -> anyhow::Result<()> {
        let _alone = self.0.refreshing.lock().await;
        let parts = &self.0;
        let last = parts.snapshot.load_full();
        let fresh =
            Snapshot::load(&parts.store, &parts.secrets, &parts.config, Some(&last)).await?;
        self.0.snapshot.store(Arc::new(fresh));
        Ok(())
    }
}
