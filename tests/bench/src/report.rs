//! Prints the figures as a Markdown table, for `docs/benchmarks.md`.

use std::{path::Path, time::Duration};

use crate::{
    fake_mailgun::FakeMailgun,
    plan::Plan,
    provider::{Provider, Setup},
    scenario::Scenario,
};

const STARTS: usize = 9;

/// Runs everything.
pub async fn run(binary: &Path, plan: &Plan) -> anyhow::Result<()> {
    let (post, mailgun) = FakeMailgun::start().await?;
    let setup = Setup::new(binary, mailgun).await?;
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let provider = setup.start().await?;
        starts.push(provider.cold_start());
        provider.stop().await?;
    }
    starts.sort_unstable();
    let provider = setup.start().await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let cores = std::thread::available_parallelism()?;
    println!(
        "Cores: {cores}; connections: 16; {} s per scenario; SQLite, durable commits.\n",
        plan.seconds
    );
    println!("| figure | value |\n| --- | --- |");
    println!(
        "| cold start to the first 200 on discovery, median of {STARTS} | {:.0} ms |",
        ms(starts[STARTS / 2])
    );
    println!(
        "| idle resident memory | {} |",
        megabytes(provider.resident()?)
    );
    println!(
        "| binary | {} |",
        megabytes(std::fs::metadata(binary)?.len())
    );
    println!(
        "\n| operation | per second | p50 | p99 | CPU per operation |\n| --- | --- | --- | --- | --- |"
    );
    scenarios(&provider, &post, plan).await?;
    println!(
        "\nResident memory after the load: {}",
        megabytes(provider.resident()?)
    );
    provider.stop().await
}

async fn scenarios(provider: &Provider, post: &FakeMailgun, plan: &Plan) -> anyhow::Result<()> {
    for operation in plan.operations() {
        let mut scenario = Scenario::begin(provider, post, operation).await?;
        let figures = scenario.round(Duration::from_secs(plan.seconds)).await?;
        println!(
            "| {} | {:.0} | {:.2} ms | {:.2} ms | {:.0} µs |",
            operation.name(),
            figures.per_second(),
            ms(figures.percentile(50)),
            ms(figures.percentile(99)),
            figures.processor()
        );
    }
    Ok(())
}

fn ms(span: Duration) -> f64 {
    span.as_secs_f64() * 1000.0
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}
