//! `signet config`: says what is wrong without starting anything.

use std::io::Write;

use anyhow::Context;
use clap::Subcommand;

use crate::config::{self, File, Mode, Settings};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Read signet.toml and the environment, and say what is wrong with them
    Check,
    /// Print a commented signet.toml with every setting
    Example,
}

pub(super) fn example() -> anyhow::Result<()> {
    std::io::stdout()
        .write_all(config::EXAMPLE.as_bytes())
        .context("printing the example")
}

/// Production is the stricter of the two; what is good for development only is good, too, and is
/// said to be that.
pub(super) fn check(file: &File) -> anyhow::Result<()> {
    let development = Settings::check(file, Mode::Development)?;
    match Settings::check(file, Mode::Production) {
        Ok(settings) => {
            println!(
                "The configuration is good. The issuer is {}.",
                settings.urls.issuer()
            );
        }
        Err(error) => println!(
            "The configuration is good for `signet dev` (the issuer is {}), not yet for \
             `signet serve`: {error}",
            development.urls.issuer()
        ),
    }
    Ok(())
}
