//! `tests/bench/run` builds the release binary and this load generator, and starts it.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use signet_bench::{
    clients, compare,
    management::{run as management, size::Size},
    passwords::{
        imports::{self, Import},
        load, timing,
    },
    plan::Plan,
    report,
};

const USAGE: &str = "usage: signet-bench PATH/TO/signet [seconds per operation] [--only TEXT] [--against PATH | --users NUMBER]\n\
     or: signet-bench PATH/TO/signet management [--postgres URL] [--users N] [--applications N] [--grants N]\n\
     or: signet-bench PATH/TO/signet passwords [--tries N] [--seed N]\n\
     or: signet-bench PATH/TO/signet password-load [seconds]\n\
     or: signet-bench PATH/TO/signet imports [--accounts N] [--sign-ins N]\n\
     or: signet-bench clients NUMBER";

/// Of the load of passwords, where nothing else is said.
const SECONDS: u64 = 10;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if_eq("clients").is_some() {
        let number = arguments.next().context(USAGE)?.parse()?;
        return Box::pin(clients::run(number)).await;
    }
    let binary = PathBuf::from(arguments.next().context(USAGE)?);
    if arguments.next_if_eq("management").is_some() {
        return Box::pin(measure_management(&binary, arguments)).await;
    }
    if arguments.next_if_eq("passwords").is_some() {
        return Box::pin(measure_passwords(&binary, arguments)).await;
    }
    if arguments.next_if_eq("password-load").is_some() {
        let seconds = match arguments.next() {
            Some(text) => text.parse().context(USAGE)?,
            None => SECONDS,
        };
        return Box::pin(load::run(&binary, seconds)).await;
    }
    if arguments.next_if_eq("imports").is_some() {
        return Box::pin(measure_imports(&binary, arguments)).await;
    }
    let (mut plan, mut against, mut users) = (Plan::default(), None, None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--against" => against = Some(PathBuf::from(arguments.next().context(USAGE)?)),
            "--users" => users = Some(arguments.next().context(USAGE)?.parse()?),
            "--only" => plan.only = arguments.next().context(USAGE)?,
            number => plan.seconds = number.parse().context(USAGE)?,
        }
    }
    match (against, users) {
        (None, None) => report::run(&binary, &plan).await,
        (Some(other), None) => compare::binaries(&binary, &other, &plan).await,
        (None, Some(users)) => compare::users(&binary, users, &plan).await,
        (Some(_), Some(_)) => bail!("one comparison at a time\n{USAGE}"),
    }
}

async fn measure_management(
    binary: &Path,
    mut arguments: impl Iterator<Item = String>,
) -> anyhow::Result<()> {
    let mut size = Size::default();
    #[expect(
        clippy::disallowed_methods,
        reason = "where tests find the server, so does the bench"
    )]
    let mut server = std::env::var("TEST_POSTGRES_URL").ok();
    while let Some(argument) = arguments.next() {
        let value = arguments.next().context(USAGE)?;
        match argument.as_str() {
            "--postgres" => server = Some(value),
            "--users" => size.users = value.parse().context(USAGE)?,
            "--applications" => size.applications = value.parse().context(USAGE)?,
            "--grants" => size.grants = value.parse().context(USAGE)?,
            _ => bail!(USAGE),
        }
    }
    let server = server.filter(|url| !url.is_empty());
    management::run(binary, server.as_deref(), &size).await
}

async fn measure_passwords(
    binary: &Path,
    mut arguments: impl Iterator<Item = String>,
) -> anyhow::Result<()> {
    let mut plan = timing::Plan::default();
    while let Some(argument) = arguments.next() {
        let value = arguments.next().context(USAGE)?;
        match argument.as_str() {
            "--tries" => plan.tries = value.parse().context(USAGE)?,
            "--seed" => plan.seed = value.parse().context(USAGE)?,
            _ => bail!(USAGE),
        }
    }
    timing::run(binary, &plan).await
}

async fn measure_imports(
    binary: &Path,
    mut arguments: impl Iterator<Item = String>,
) -> anyhow::Result<()> {
    let mut import = Import::default();
    while let Some(argument) = arguments.next() {
        let value = arguments.next().context(USAGE)?;
        match argument.as_str() {
            "--accounts" => import.accounts = value.parse().context(USAGE)?,
            "--sign-ins" => import.sign_ins = Some(value.parse().context(USAGE)?),
            _ => bail!(USAGE),
        }
    }
    imports::run(binary, &import).await
}
