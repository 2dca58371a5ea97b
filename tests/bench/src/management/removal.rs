//! An application is removed that very many people use, while another one goes on getting tokens.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use engine::clock::Clock;
use store::{Store, StoreError, Wanted};
use tokio::task::JoinSet;

use super::{crowd::CROWDED, operator::Operator, size::Size};
use crate::{
    machine::{Format, Machine},
    measure::Figures,
    provider::Provider,
};

/// Connections of the other application.
const CONNECTIONS: usize = 4;
/// Each pauses so long after an answer, so that what is measured is not how much the cores can do.
const PAUSE: Duration = Duration::from_millis(10);
/// How long the other application is watched before.
const BEFORE: Duration = Duration::from_secs(10);
/// How often it is looked whether grants are left.
const LOOK: Duration = Duration::from_millis(200);
/// It is not waited for any longer.
const AT_MOST: Duration = Duration::from_mins(20);

/// Removes it at the first node and prints how long everything took.
pub async fn table(nodes: &[Provider], url: &str, size: &Size) -> anyhow::Result<()> {
    let first = nodes.first().context("there is a node")?;
    let watching = Load::start(nodes);
    tokio::time::sleep(BEFORE).await;
    let before = watching.end().await?;
    let mut operator = Operator::at(first.port).await?;
    let watching = Load::start(nodes);
    let began = Instant::now();
    operator
        .delete(&format!("/api/applications/{CROWDED}"))
        .await?;
    let answered = began.elapsed();
    until_revoked(url).await?;
    let revoked = began.elapsed();
    let during = watching.end().await?;
    println!(
        "| the removal of an application with {} grants | |",
        size.grants
    );
    println!("| --- | --- |");
    println!("| DELETE is answered after | {:.0} ms |", ms(answered));
    println!(
        "| all grants are revoked after | {:.1} s |",
        revoked.as_secs_f64()
    );
    for (when, figures) in [("before", before), ("meanwhile", during)] {
        println!(
            "| opaque tokens of another application {when}: p50, p99, slowest | \
             {:.1} ms, {:.1} ms, {:.1} ms |",
            ms(figures.percentile(50)),
            ms(figures.percentile(99)),
            ms(figures.percentile(100)),
        );
    }
    Ok(())
}

async fn until_revoked(url: &str) -> anyhow::Result<()> {
    let store = Store::open(url).await?;
    let (client, now, began) = (CROWDED.parse()?, Clock::system().now(), Instant::now());
    let client = &client;
    loop {
        let left = store.read(|mut tx| async move {
            let wanted = Wanted {
                user: None,
                client: Some(client),
                before: None,
                now,
                most: 1,
            };
            tx.grants().page(&wanted).await
        });
        let left: Result<_, StoreError> = left.await;
        if left?.is_empty() {
            store.close().await;
            return Ok(());
        }
        ensure!(began.elapsed() < AT_MOST, "grants are left");
        tokio::time::sleep(LOOK).await;
    }
}

/// The other application, at all nodes.
struct Load {
    stop: Arc<AtomicBool>,
    tasks: JoinSet<anyhow::Result<Vec<Duration>>>,
}

impl Load {
    fn start(nodes: &[Provider]) -> Self {
        let (stop, mut tasks) = (Arc::new(AtomicBool::new(false)), JoinSet::new());
        for node in nodes.iter().cycle().take(CONNECTIONS) {
            let (port, stop) = (node.port, Arc::clone(&stop));
            tasks.spawn(async move {
                let (mut machine, mut times) = (Machine::new(port).await?, Vec::new());
                while !stop.load(Ordering::Relaxed) {
                    let began = Instant::now();
                    machine.token(Format::Opaque).await?;
                    times.push(began.elapsed());
                    tokio::time::sleep(PAUSE).await;
                }
                Ok(times)
            });
        }
        Self { stop, tasks }
    }

    async fn end(self) -> anyhow::Result<Figures> {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Vec::new();
        for times in self.tasks.join_all().await {
            all.extend(times?);
        }
        Ok(Figures::of(all, Duration::ZERO))
    }
}

fn ms(span: Duration) -> f64 {
    span.as_secs_f64() * 1_000.0
}
