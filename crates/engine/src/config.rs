//! What the engine is told at the start, and cannot change while the server runs.

use std::{
    collections::{BTreeMap, HashSet},
    time::Duration,
};

use connectors::outbound::Outbound;
use oidc_core::{account::email::EmailAddress, id::ClientId, secret::Secret};

/// What the start is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// `signet dev`: everything is made up that is not configured, mail goes to the mailbox.
    Development,
    /// `signet serve`: nothing is made up that other servers or people rely on.
    Production,
}

/// Checked settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// What the start is for.
    pub mode: Mode,
    /// The issuer identifier (OpenID Connect Core §2).
    pub issuer: String,
    /// The clients that people manage this instance with: they alone get people's tokens for the
    /// management API.
    pub console: HashSet<ClientId>,
    /// Who is an administrator once they have proven their address. Where there are some, nobody
    /// becomes the first administrator by a code.
    pub administrators: Vec<DeclaredAdministrator>,
    /// Where the file sets members of the sign-in experience, as `signet.toml:14`, by their paths
    /// (`color.primaryColor`). What the environment sets stands in no file.
    pub experience_declared_at: BTreeMap<String, String>,
    /// The client for addresses that others registered.
    pub outbound: Outbound,
    /// How long a request may take.
    pub request_timeout: Duration,
    /// Whoever asks for the status with it is told which instance answers.
    pub status_api_key: Option<Secret<String>>,
}

/// An administrator whom the configuration names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredAdministrator {
    /// The address, in the form in which addresses are compared.
    pub email: EmailAddress,
    /// Where the file says it, as `signet.toml:14`.
    pub declared_at: Option<String>,
}

impl DeclaredAdministrator {
    /// Whether this is the address.
    pub fn is(&self, email: &EmailAddress) -> bool {
        self.email == email.canonical()
    }
}

impl Config {
    /// How long others may be waited for while a request is answered: it must be answered in time with
    /// what is known by then.
    pub fn patience(&self) -> Duration {
        self.request_timeout.saturating_mul(4) / 5
    }

    /// Whether this is the key of those who watch this instance. It takes as long whatever is wrong
    /// with it; none is right where none is configured.
    pub fn is_status_api_key(&self, said: &str) -> bool {
        let said: Secret<String> = said.into();
        self.status_api_key.as_ref().is_some_and(|key| *key == said)
    }

    /// Where this instance is reached: the issuer without its `/oidc`.
    pub fn endpoint(&self) -> &str {
        self.issuer.strip_suffix("/oidc").unwrap_or(&self.issuer)
    }

    /// What the management API of this very instance is called beside its usual name, which is the
    /// same everywhere.
    pub fn management_api(&self) -> String {
        format!("{}/api", self.endpoint())
    }
}
