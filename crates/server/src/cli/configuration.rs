//! `signet config`: says what is wrong without starting anything.

use clap::Subcommand;
use engine::config::Mode;

use super::output;
use crate::config::{self, File, Settings};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Read signet.toml and the environment, and say what is wrong with them
    Check,
    /// Print a commented signet.toml with every setting
    Example,
}

pub(super) fn example() -> anyhow::Result<()> {
    output::print(config::EXAMPLE)
}

/// Production is the stricter of the two; what is good for development only is good, too, and is
/// said to be that.
pub(super) fn check(file: &File) -> anyhow::Result<()> {
    let development = Settings::check(file, Mode::Development)?;
    output::print(&match Settings::check(file, Mode::Production) {
        Ok(settings) => format!(
            "The configuration is good. The issuer is {}.\n",
            settings.urls.issuer()
        ),
        Err(error) => format!(
            "The configuration is good for `signet dev` (the issuer is {}), not yet for \
             `signet serve`: {error}\n",
            development.urls.issuer()
        ),
    })
}
