//! What a handler needs.

use std::{
    ops::Deref,
    sync::{Arc, LazyLock},
    time::Duration,
};

use engine::{
    Engine, access::AccessControl, administrator::codes::Administrators, application::Applications,
    connector::Connectors, session::sessions::Sessions, settings::experience::Experience,
    user::users::Users,
};

use oidc_core::actor::Actor;

use crate::{by::By, pace::Pace};

/// Where the API stands, below the address of the instance.
pub const PLACE: &str = "/api";

/// The one value handed to every handler: cheap to clone.
#[derive(Clone)]
pub struct Management {
    engine: Engine,
    document: Arc<Document>,
    pace: Arc<Pace>,
}

/// The description of the API: the same for every request, so it is made once, and when it is asked for
/// first, so that no start waits for it.
type Document = LazyLock<String, Box<dyn FnOnce() -> String + Send>>;

impl std::fmt::Debug for Management {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Management")
    }
}

impl Deref for Management {
    type Target = Engine;

    fn deref(&self) -> &Engine {
        &self.engine
    }
}

impl Management {
    /// Over these use cases, with what describes them at this address.
    pub fn new(engine: Engine, describe: fn(&str) -> String) -> Self {
        let endpoint = engine.config.endpoint().to_owned();
        Self {
            document: Arc::new(LazyLock::new(Box::new(move || describe(&endpoint)))),
            engine,
            pace: Arc::default(),
        }
    }

    /// The description of the API, as JSON.
    pub fn document(&self) -> &str {
        &self.document
    }

    /// Counts a call of somebody who was let in.
    ///
    /// # Errors
    /// How long to wait, when there were too many.
    pub fn count_call(&self, caller: &Actor) -> Result<(), Duration> {
        let rate = self.engine.snapshot().policy.limits.api_calls_per_client;
        self.pace.check(rate, caller)
    }

    /// The whole address of a path of this API.
    pub fn address_of(&self, path: &str) -> String {
        format!("{}{path}", self.engine.config.endpoint())
    }

    /// Where APIs and roles are changed.
    pub fn access(&self, by: &By) -> AccessControl {
        AccessControl {
            store: self.engine.store.clone(),
            clock: self.engine.clock.clone(),
            entropy: self.engine.entropy.clone(),
            management_api: self.engine.config.management_api(),
            author: by.author(),
            administrators: self.engine.config.administrators.clone(),
        }
    }

    /// Where applications are changed.
    pub fn applications(&self, by: &By) -> Applications {
        Applications {
            store: self.engine.store.clone(),
            secrets: self.engine.secrets.clone(),
            clock: self.engine.clock.clone(),
            entropy: self.engine.entropy.clone(),
            author: by.author(),
        }
    }

    /// Where accounts are changed.
    pub fn users(&self, by: &By) -> Users {
        Users {
            store: self.engine.store.clone(),
            secrets: self.engine.secrets.clone(),
            clock: self.engine.clock.clone(),
            entropy: self.engine.entropy.clone(),
            hashing: self.engine.hashing.clone(),
            author: by.author(),
        }
    }

    /// Where connectors and the words of mails are changed.
    pub fn connectors(&self, by: &By) -> Connectors {
        Connectors {
            store: self.engine.store.clone(),
            secrets: self.engine.secrets.clone(),
            clock: self.engine.clock.clone(),
            entropy: self.engine.entropy.clone(),
            outbound: self.engine.config.outbound.clone(),
            mode: self.engine.config.mode,
            patience: self.engine.config.patience(),
            ways: self.engine.snapshot().connector.configured.clone(),
            author: by.author(),
        }
    }

    /// Where the sign-in experience is read and changed.
    pub fn experience(&self, by: &By) -> Experience {
        Experience::of(&self.engine, by.author())
    }

    /// Who may see and change everything.
    pub fn administrators(&self) -> Administrators {
        Administrators {
            store: self.engine.store.clone(),
            clock: self.engine.clock.clone(),
            entropy: self.engine.entropy.clone(),
        }
    }

    /// Where sessions are listed and ended.
    pub fn sessions(&self, by: &By) -> Sessions {
        Sessions {
            store: self.engine.store.clone(),
            secrets: self.engine.secrets.clone(),
            clock: self.engine.clock.clone(),
            entropy: self.engine.entropy.clone(),
            author: by.author(),
        }
    }

    /// Puts in force here what was just written; other nodes notice within a second.
    pub async fn written(&self) {
        if let Err(error) = self.engine.refresh_snapshot().await {
            tracing::warn!(
                error = format!("{error:#}"),
                "a change is not in force here yet"
            );
        }
    }
}
