//! `[demo]`: the Bookstore that `signet dev` serves beside the provider.

use connectors::outbound::Target;
use serde::Deserialize;

use super::{error::ConfigError, http::Listen, lenient};

/// As written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// Whether it is served; `--no-demo` leaves it out too.
    #[serde(deserialize_with = "lenient::optional")]
    pub enabled: Option<bool>,
    /// Where it listens.
    #[serde(deserialize_with = "lenient::list")]
    pub listen: Vec<String>,
}

/// The port it has when nobody says otherwise.
pub const PORT: u16 = 3000;
/// The port it has when an application of `signet.toml` lives on [`PORT`].
pub const OTHER_PORT: u16 = 3002;

/// What a call to the demo app is addressed to.
pub fn target(listen: &Listen) -> Option<Target> {
    format!("localhost:{}", listen.port()).parse().ok()
}

impl Section {
    /// Whether the file wants it.
    pub fn is_enabled(&self) -> bool {
        self.enabled.unwrap_or(true)
    }

    /// Where it listens; `taken` says whether an application of ours lives on [`PORT`].
    ///
    /// # Errors
    /// [`ConfigError::Setting`] names the address that cannot be read.
    pub fn listen(&self, taken: bool) -> Result<Listen, ConfigError> {
        if self.listen.is_empty() {
            Ok(Listen::loopback(if taken { OTHER_PORT } else { PORT }))
        } else {
            Listen::parse("demo.listen", &self.listen)
        }
    }
}
