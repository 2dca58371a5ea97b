//! `tests/bench/run` builds the release binary and this load generator, and starts it.

use std::path::PathBuf;

use anyhow::{Context, bail};
use signet_bench::{clients, compare, plan::Plan, report};

const USAGE: &str = "usage: signet-bench PATH/TO/signet [seconds per operation] [--only TEXT] [--against PATH | --users NUMBER]\n\
     or: signet-bench clients NUMBER";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if_eq("clients").is_some() {
        let number = arguments.next().context(USAGE)?.parse()?;
        return Box::pin(clients::run(number)).await;
    }
    let binary = PathBuf::from(arguments.next().context(USAGE)?);
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
