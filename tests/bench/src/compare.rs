//! Two providers, measured in turns: what disturbs the machine disturbs both alike.

use std::{path::Path, time::Duration};

use crate::{
    fake_mailgun::FakeMailgun,
    measure::Figures,
    operation::Operation,
    people,
    plan::Plan,
    provider::{Provider, Setup},
    scenario::Scenario,
};

/// Turns of each side for each operation.
const ROUNDS: u32 = 10;

/// As many people as a small instance has.
const FEW: u32 = 1_000;

/// Two builds.
pub async fn binaries(binary: &Path, other: &Path, plan: &Plan) -> anyhow::Result<()> {
    let (post, mailgun) = FakeMailgun::start().await?;
    let here = Setup::new(binary, mailgun).await?;
    let there = Setup::new(other, mailgun).await?;
    let [here, there] = [here.start().await?, there.start().await?];
    println!("Above 1: this build is ahead of `{}`.\n", other.display());
    compare([&here, &there], ["this build", "the other"], &post, plan).await?;
    here.stop().await?;
    there.stop().await
}

/// One build, with few people and with many.
pub async fn users(binary: &Path, users: u32, plan: &Plan) -> anyhow::Result<()> {
    let (post, mailgun) = FakeMailgun::start().await?;
    let (few, many) = (
        Setup::new(binary, mailgun).await?,
        Setup::new(binary, mailgun).await?,
    );
    people::add(&few.database(), FEW).await?;
    people::add(&many.database(), users).await?;
    let [few, many] = [few.start().await?, many.start().await?];
    println!("Below 1: many people make it slower.\n");
    let names = [format!("{users} people"), format!("{FEW} people")];
    compare(
        [&many, &few],
        names.each_ref().map(|name| &**name),
        &post,
        plan,
    )
    .await?;
    few.stop().await?;
    many.stop().await
}

async fn compare(
    sides: [&Provider; 2],
    names: [&str; 2],
    post: &FakeMailgun,
    plan: &Plan,
) -> anyhow::Result<()> {
    let [first, second] = names;
    let seconds = plan.seconds;
    println!("{ROUNDS} turns each, {seconds} s per operation and side, 16 connections.\n");
    println!(
        "| operation | {first}, per second | {second} | ratio | {first}, CPU | {second} | ratio |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    let both_have_apis = sides.iter().all(|side| side.has_apis);
    let chosen = plan.operations().into_iter();
    for operation in chosen.filter(|operation| both_have_apis || !operation.needs_apis()) {
        let [first, second] = in_turns(sides, post, operation, plan.seconds).await?;
        println!(
            "| {} | {:.0} | {:.0} | {:.2} | {:.0} µs | {:.0} µs | {:.2} |",
            operation.name(),
            first.per_second(),
            second.per_second(),
            first.per_second() / second.per_second(),
            first.processor(),
            second.processor(),
            second.processor() / first.processor(),
        );
    }
    Ok(())
}

async fn in_turns(
    [first, second]: [&Provider; 2],
    post: &FakeMailgun,
    operation: Operation,
    seconds: u64,
) -> anyhow::Result<[Figures; 2]> {
    let mut sides = [
        Scenario::begin(first, post, operation).await?,
        Scenario::begin(second, post, operation).await?,
    ];
    let mut figures = [Figures::default(), Figures::default()];
    for _ in 0..ROUNDS {
        for (side, figures) in sides.iter_mut().zip(&mut figures) {
            figures.add(side.round(Duration::from_secs(seconds) / ROUNDS).await?);
        }
    }
    Ok(figures)
}
