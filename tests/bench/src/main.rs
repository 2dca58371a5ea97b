//! `tests/bench/run` builds the release binary and this load generator, and starts it.

use std::path::PathBuf;

use anyhow::Context;

/// Usage: `signet-bench PATH/TO/signet [seconds per scenario]`, or `signet-bench clients NUMBER`.
#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if_eq("clients").is_some() {
        let number = arguments.next().context("how many clients")?.parse()?;
        return Box::pin(signet_bench::clients::run(number)).await;
    }
    let binary = PathBuf::from(arguments.next().context("the path of the signet binary")?);
    let seconds = arguments.next().map_or(Ok(5), |text| text.parse())?;
    signet_bench::report::run(&binary, seconds).await
}
