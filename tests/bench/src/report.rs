//! Prints the figures as a Markdown table, for `docs/benchmarks.md`.

use std::{path::Path, time::Duration};

use crate::{
    fake_mailgun::FakeMailgun,
    measure::Figures,
    provider::{Provider, Setup},
    scenario,
};

const STARTS: usize = 9;

/// Runs everything.
pub async fn run(binary: &Path, seconds: u64) -> anyhow::Result<()> {
    let (post, mailgun) = FakeMailgun::start().await?;
    let setup = Setup::new(binary, mailgun)?;
    setup.start().await?.stop().await?; // makes database and keys
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
        "Cores: {cores}; connections: 16; {seconds} s per scenario; SQLite, durable commits.\n"
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
    scenarios(&provider, &post, seconds).await?;
    println!(
        "\nResident memory after the load: {}",
        megabytes(provider.resident()?)
    );
    provider.stop().await
}

async fn scenarios(provider: &Provider, post: &FakeMailgun, seconds: u64) -> anyhow::Result<()> {
    row("discovery", &scenario::discovery(provider, seconds).await?);
    let refreshed = scenario::refresh(provider, post, "bench-es256", seconds).await?;
    row("refresh, ES256 ID token", &refreshed);
    let refreshed = scenario::refresh(provider, post, "bench-rs256", seconds).await?;
    row("refresh, RS256 ID token", &refreshed);
    row(
        "single sign-on",
        &scenario::single_sign_on(provider, post, seconds).await?,
    );
    let whole = scenario::whole_sign_in(provider, post, "bench-es256", seconds).await?;
    row("whole sign-up, ES256 ID token", &whole);
    let whole = scenario::whole_sign_in(provider, post, "bench-rs256", seconds).await?;
    row("whole sign-up, RS256 ID token", &whole);
    Ok(())
}

fn row(name: &str, figures: &Figures) {
    println!(
        "| {name} | {:.0} | {:.2} ms | {:.2} ms | {} µs |",
        figures.per_second,
        ms(figures.p50),
        ms(figures.p99),
        figures.processor.as_micros()
    );
}

fn ms(span: Duration) -> f64 {
    span.as_secs_f64() * 1000.0
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}
