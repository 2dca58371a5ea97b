//! Many browsers that send a password at the same moment, over and over: what a client notices of it
//! that gets tokens meanwhile, and how much memory it takes.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use tokio::{task::JoinSet, time::MissedTickBehavior};

use super::{
    account::{self, Given},
    browser::{Browser, Reply},
    instance::Instance,
};
use crate::{
    machine::{Format, Machine},
    management::operator::Operator,
    measure::Figures,
    provider::Provider,
};

/// Browsers.
const BROWSERS: usize = 64;
/// From one token to the next.
const PACE: Duration = Duration::from_millis(10);
/// Before anything is counted.
const WARM_UP: Duration = Duration::from_millis(500);
/// What one digest may take, in MiB: 19 for the digest, and what is around it.
const OF_A_DIGEST: usize = 20;

/// Of all accounts.
const PASSWORD: &str = "correct horse battery";
/// What is sent.
const WRONG: &str = "correct house battery";

/// What was sent, and how it was answered.
#[derive(Default)]
struct Posts {
    rounds: usize,
    /// 303, after so long.
    compared: Vec<Duration>,
    /// 503, after so long.
    busy: Vec<Duration>,
    other: usize,
}

/// Gets tokens without and with the load, each for so many seconds, and prints both.
///
/// # Errors
/// When the provider does not do what it is asked.
pub async fn run(binary: &Path, seconds: u64) -> anyhow::Result<()> {
    let instance = Box::pin(Instance::start(binary)).await?;
    let (node, span) = (&instance.node, Duration::from_secs(seconds));
    let quiet = tokens(node.port, span).await?;
    let idle = [node.resident()?, node.most_resident()?];
    let browsers = browsers(node.port).await?;
    let beside = tokio::spawn(tokens(node.port, span));
    tokio::time::sleep(WARM_UP).await;
    let posts = posts(browsers, span).await?;
    let beside = beside.await??;
    println!(
        "{BROWSERS} browsers, {seconds} s; {} passwords in {} rounds.\n",
        posts.all(),
        posts.rounds
    );
    print_tokens(&[("without the load", quiet), ("with the load", beside)]);
    posts.print();
    print_memory(node, idle)?;
    instance.stop().await
}

/// Gets tokens at a steady pace for so long, after a warm-up.
async fn tokens(port: u16, span: Duration) -> anyhow::Result<Figures> {
    let mut machine = Machine::new(port).await?;
    let mut pace = tokio::time::interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (start, mut times) = (Instant::now(), Vec::new());
    while start.elapsed() < WARM_UP + span {
        pace.tick().await;
        let began = Instant::now();
        // An opaque one is a row, and waits for what else is written.
        machine.token(Format::Opaque).await?;
        times.push((began.duration_since(start), began.elapsed()));
    }
    let counted = times.into_iter().filter(|(at, _)| *at >= WARM_UP);
    let counted = counted.map(|(_, took)| took).collect();
    Ok(Figures::of(counted, Duration::ZERO))
}

/// Each shows the page; each address has an account.
async fn browsers(port: u16) -> anyhow::Result<Vec<Browser>> {
    let (mut operator, mut browsers) = (Operator::at(port).await?, Vec::new());
    for number in 0..BROWSERS {
        let given = Given::Password(PASSWORD);
        account::make(&mut operator, &address(number), given).await?;
        browsers.push(Browser::open(port).await?);
    }
    Ok(browsers)
}

fn address(number: usize) -> String {
    format!("person{number}@people.example")
}

/// All send at once, and once more when all were answered.
async fn posts(mut browsers: Vec<Browser>, span: Duration) -> anyhow::Result<Posts> {
    let (start, mut posts) = (Instant::now(), Posts::default());
    while start.elapsed() < span {
        let mut tasks = JoinSet::new();
        for (number, mut browser) in browsers.drain(..).enumerate() {
            tasks.spawn(async move {
                let began = Instant::now();
                let reply = browser.sign_in(&address(number), WRONG).await?;
                Ok::<_, anyhow::Error>((browser, reply, began.elapsed()))
            });
        }
        for done in tasks.join_all().await {
            let (browser, reply, took) = done?;
            browsers.push(browser);
            posts.note(&reply, took);
        }
        posts.rounds += 1;
    }
    Ok(posts)
}

impl Posts {
    fn note(&mut self, reply: &Reply, took: Duration) {
        match reply {
            Reply::Wrong => self.compared.push(took),
            Reply::Busy => self.busy.push(took),
            Reply::Right(_) | Reply::Other(_) => self.other += 1,
        }
    }

    const fn all(&self) -> usize {
        self.compared.len() + self.busy.len() + self.other
    }

    fn print(self) {
        println!("| passwords | number | p50 | p99 |\n| --- | --- | --- | --- |");
        for (name, times) in [
            ("compared (303)", self.compared),
            ("not compared (503)", self.busy),
        ] {
            let (number, figures) = (times.len(), Figures::of(times, Duration::ZERO));
            let [half, most] = [50, 99].map(|percent| ms(figures.percentile(percent)));
            println!("| {name} | {number} | {half:.1} ms | {most:.1} ms |");
        }
        println!("| answered otherwise | {} | | |\n", self.other);
    }
}

fn print_tokens(phases: &[(&str, Figures)]) {
    println!("| opaque tokens | number | p50 | p99 | slowest |\n| --- | --- | --- | --- | --- |");
    for (name, figures) in phases {
        let [half, most, slowest] = [50, 99, 100].map(|percent| ms(figures.percentile(percent)));
        println!(
            "| {name} | {} | {half:.2} ms | {most:.2} ms | {slowest:.2} ms |",
            figures.number()
        );
    }
    println!();
}

fn print_memory(node: &Provider, [idle, idle_peak]: [u64; 2]) -> anyhow::Result<()> {
    // As many as the provider computes at once.
    let permits = std::thread::available_parallelism()?
        .get()
        .saturating_sub(1);
    let permits = permits.max(1);
    let peak = node.most_resident()?;
    println!("| resident memory | |\n| --- | --- |");
    println!("| idle (`VmRSS`) | {} |", mebibytes(idle));
    println!(
        "| at most until then (`VmHWM`) | {} |",
        mebibytes(idle_peak)
    );
    println!("| at most with the load (`VmHWM`) | {} |", mebibytes(peak));
    println!(
        "| more than idle | {} |",
        mebibytes(peak.saturating_sub(idle))
    );
    println!(
        "| {permits} at once × {OF_A_DIGEST} MiB | {}.0 MiB |",
        permits * OF_A_DIGEST
    );
    Ok(())
}

fn ms(span: Duration) -> f64 {
    span.as_secs_f64() * 1_000.0
}

fn mebibytes(bytes: u64) -> String {
    let tenths = bytes * 10 / (1024 * 1024);
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}
