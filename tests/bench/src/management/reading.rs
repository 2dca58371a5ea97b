//! How long each answer takes: one caller, one question after the other.

use std::time::{Duration, Instant};

use anyhow::ensure;

use super::{
    change::authorization, crowd::application_id, operator::Operator, question, size::Size,
};
use crate::{connection::Connection, measure::Figures, provider::Provider};

/// Before anything is counted.
const WARM_UP: u32 = 3;
/// Answers that are timed of each.
const TIMES: usize = 100;
/// No more is asked after so long.
const AT_MOST: Duration = Duration::from_secs(8);
/// Addresses that are kept of those that an application was refused.
const REFUSED: u32 = 20;

/// Asks everything of one node and prints a table; what took longer than anything may.
pub async fn table(node: &Provider, size: &Size) -> anyhow::Result<Vec<String>> {
    be_refused(node.port).await?;
    let mut operator = Operator::at(node.port).await?;
    let mut late = Vec::new();
    println!("| asked | p50 | p95 | CPU | aim of p95 | reached |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for asked in question::all(size)? {
        let figures = timed(node, &mut operator, &asked.target).await?;
        let slow = figures.percentile(95);
        let is_within = |aim: u32| slow <= Duration::from_millis(aim.into());
        println!(
            "| {} | {:.1} ms | {:.1} ms | {:.1} ms | {} ms | {} |",
            asked.name,
            ms(figures.percentile(50)),
            ms(slow),
            figures.processor() / 1_000.0,
            asked.aim,
            if is_within(asked.aim) {
                "yes"
            } else {
                "**no**"
            },
        );
        if !is_within(question::REST) {
            late.push(format!("{}: {:.1} ms", asked.name, ms(slow)));
        }
    }
    Ok(late)
}

async fn timed(node: &Provider, operator: &mut Operator, target: &str) -> anyhow::Result<Figures> {
    for _ in 0..WARM_UP {
        operator.get(target).await?;
    }
    let (mut times, before) = (Vec::new(), node.processor_time()?);
    let all = Instant::now();
    while times.len() < TIMES && all.elapsed() < AT_MOST {
        let began = Instant::now();
        operator.get(target).await?;
        times.push(began.elapsed());
    }
    let used = node.processor_time()?.saturating_sub(before);
    Ok(Figures::of(times, used))
}

/// The application that is asked about is refused as many addresses as are kept of one.
async fn be_refused(port: u16) -> anyhow::Result<()> {
    let mut connection = Connection::open(port).await?;
    for number in 0..REFUSED {
        let uri = format!("https://app1.example/refused/{number}");
        let target = authorization(&application_id(1), &uri);
        let status = connection.get(&target, "").await?.status;
        ensure!(status.is_client_error(), "{uri} is not refused: {status}");
    }
    Ok(())
}

fn ms(span: Duration) -> f64 {
    span.as_secs_f64() * 1_000.0
}
