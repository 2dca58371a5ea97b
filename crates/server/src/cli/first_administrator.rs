//! What a start says of the first administrator: a link where a person reads it, else the command
//! that prints one. What a server prints elsewhere is kept by somebody, and no place for a code (T-70).

use std::io::{self, IsTerminal};

use engine::administrator::codes::Administrators;

use crate::{
    app::App,
    setup::link::{self, SETUP},
};

/// What is to be done about the first administrator.
pub(super) enum FirstAdministrator {
    /// There is one, or the configuration names some.
    Settled,
    /// Whoever reads this may open the link.
    Link(String),
    /// The link is printed by a command.
    Command,
}

/// How the command is called.
pub(super) const COMMAND: &str = "signet admin code";

impl FirstAdministrator {
    /// Looks whether there is one, and makes a code where standard output is a terminal.
    pub(super) async fn of(app: &App) -> Self {
        match Self::asked(app, io::stdout().is_terminal()).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "cannot tell whether there is an administrator");
                Self::Settled
            }
        }
    }

    async fn asked(app: &App, is_read: bool) -> Result<Self, store::StoreError> {
        if !app.config.administrators.is_empty() {
            return Ok(Self::Settled);
        }
        if !is_read {
            let read = |mut tx: store::Tx| async move { tx.administrators().any().await };
            let any = app.store.read(read).await?;
            return Ok(if any { Self::Settled } else { Self::Command });
        }
        let administrators = Administrators {
            store: app.store.clone(),
            clock: app.clock.clone(),
            entropy: app.entropy.clone(),
        };
        let code = administrators.setup_code().await?;
        Ok(code.map_or(Self::Settled, |code| {
            Self::Link(link::to(&app.urls, SETUP, &code))
        }))
    }
}
