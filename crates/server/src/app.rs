//! The one state value of the front: cheap to clone, handed to every handler.

use std::{ops::Deref, sync::Arc};

use engine::Engine;
use sign_in_ui::Pages;

pub use crate::config::Settings;
use crate::{console::press::Press, layer::floods::Floods, urls::Urls};

/// Everything a handler needs.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What an [`App`] is made of.
pub struct Parts {
    /// The use cases, and the database, clock and randomness they work with.
    pub engine: Engine,
    /// Pages.
    pub pages: Arc<Pages>,
    /// The settings in force.
    pub config: Settings,
    /// Every address we give out.
    pub urls: Urls,
    /// The console's files.
    pub console: Press,
    /// Counters per IP address, in memory.
    pub floods: Floods,
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

/// So that a handler hands its state to a use case as it is.
impl Deref for Parts {
    type Target = Engine;

    fn deref(&self) -> &Engine {
        &self.engine
    }
}

impl App {
    /// From its parts.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}
