//! How long each answer takes: one caller, one question after the other.

use std::time::{Duration, Instant};

use super::{operator::Operator, question, size::Size};
use crate::{measure::Figures, provider::Provider};

/// Before anything is counted.
const WARM_UP: u32 = 3;
/// Answers that are timed of each.
const TIMES: usize = 100;
/// No more is asked after so long.
const AT_MOST: Duration = Duration::from_secs(8);

/// Asks everything of one node and prints a table.
pub async fn table(node: &Provider, size: &Size) -> anyhow::Result<()> {
    let mut operator = Operator::at(node.port).await?;
    println!("| asked | p50 | p95 | CPU | aim of p95 | reached |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for asked in question::all(size)? {
        for _ in 0..WARM_UP {
            operator.get(&asked.target).await?;
        }
        let (mut times, before) = (Vec::new(), node.processor_time()?);
        let began = Instant::now();
        while times.len() < TIMES && began.elapsed() < AT_MOST {
            let began = Instant::now();
            operator.get(&asked.target).await?;
            times.push(began.elapsed());
        }
        let used = node.processor_time()?.saturating_sub(before);
        let figures = Figures::of(times, used);
        let slow = figures.percentile(95);
        println!(
            "| {} | {:.1} ms | {:.1} ms | {:.1} ms | {} ms | {} |",
            asked.name,
            ms(figures.percentile(50)),
            ms(slow),
            figures.processor() / 1_000.0,
            asked.aim,
            if slow <= Duration::from_millis(asked.aim.into()) {
                "yes"
            } else {
                "**no**"
            },
        );
    }
    Ok(())
}

fn ms(span: Duration) -> f64 {
    span.as_secs_f64() * 1_000.0
}
