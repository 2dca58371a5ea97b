//! Fills each database, starts nodes on it, asks, changes and removes.

use std::{path::Path, time::Instant};

use anyhow::{Context, ensure};
use engine::clock::Clock;
use store::{Store, StoreError};

use super::{
    change,
    cluster::Cluster,
    crowd::{self, Crowd},
    filling::fill,
    question, reading, removal,
    size::Size,
};
use crate::{fake_mailgun::FakeMailgun, provider::Provider};

/// Measures SQLite, and PostgreSQL where there is a server.
///
/// # Errors
/// When a provider or a database does not do what it is asked, and, after everything was measured, when an
/// answer took longer than any may.
pub async fn run(binary: &Path, server: Option<&str>, size: &Size) -> anyhow::Result<()> {
    let (_post, mailgun) = FakeMailgun::start().await?;
    println!(
        "{} people, {} applications.\n",
        size.users, size.applications
    );
    let mut late = Box::pin(measure(Cluster::on_file(binary, mailgun)?, size)).await?;
    if let Some(server) = server {
        let cluster = Cluster::on_server(binary, mailgun, server).await?;
        late.extend(Box::pin(measure(cluster, size)).await?);
    }
    ensure!(
        late.is_empty(),
        "p95 above {} ms:\n{}",
        question::REST,
        late.join("\n")
    );
    Ok(())
}

/// What was late, by the name of the database.
async fn measure(cluster: Cluster, size: &Size) -> anyhow::Result<Vec<String>> {
    let name = cluster.database.name();
    println!("### {name}\n");
    let done = Box::pin(all(&cluster, size)).await;
    cluster.database.drop().await?;
    let late = done?.into_iter();
    Ok(late.map(|one| format!("{name}: {one}")).collect())
}

async fn all(cluster: &Cluster, size: &Size) -> anyhow::Result<Vec<String>> {
    cluster.prepare().await?;
    let before = Instant::now();
    Box::pin(populate(&cluster.database.url, size)).await?;
    cluster.database.settle().await?;
    println!("Filled in {} s.\n", before.elapsed().as_secs());
    let nodes = cluster.start().await?;
    let started: Vec<_> = nodes.iter().map(Provider::cold_start).collect();
    let resident = resident(&nodes)?;
    let late = reading::table(first(&nodes)?, size).await?;
    println!();
    change::table(&nodes, size).await?;
    println!();
    removal::table(&nodes, &cluster.database.url, size).await?;
    println!("\n| a node | |\n| --- | --- |");
    for (index, node) in nodes.iter().enumerate() {
        let start = started.get(index).copied().unwrap_or_default();
        let at_start = resident.get(index).copied().unwrap_or_default();
        println!(
            "| start; resident memory after it, and in the end | {} ms; {}, {} |",
            start.as_millis(),
            megabytes(at_start),
            megabytes(node.resident()?)
        );
    }
    println!();
    for node in nodes {
        node.stop().await?;
    }
    Ok(late)
}

fn first(nodes: &[Provider]) -> anyhow::Result<&Provider> {
    nodes.first().context("there is a node")
}

fn resident(nodes: &[Provider]) -> anyhow::Result<Vec<u64>> {
    nodes.iter().map(Provider::resident).collect()
}

async fn populate(url: &str, size: &Size) -> anyhow::Result<()> {
    let store = Store::open(url).await?;
    let now = Clock::system().now();
    let made = store.transact(|mut tx| async move { crowd::crowded(&mut tx, now).await });
    let made: Result<(), StoreError> = made.await;
    made?;
    let Size {
        users,
        applications,
        grants,
    } = *size;
    for (crowd, number) in [
        (Crowd::People(users), users),
        (Crowd::Activity, users),
        (Crowd::SignIns(users), users),
        (Crowd::applications(&store).await?, applications),
        (Crowd::Grants(users), grants),
    ] {
        fill(&store, crowd, number, now).await?;
    }
    store.close().await;
    Ok(())
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}
