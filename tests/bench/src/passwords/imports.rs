//! Accounts that are brought along with digests of every scheme: does each come in by its password, and
//! does no digest rest that is guessed at once?

use std::{
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};

use oidc_core::account::password::PasswordScheme;

use super::{
    account,
    batches::Batches,
    brought::{Brought, PASSWORD},
    browser::{Browser, Reply},
    instance::Instance,
    kept::Kept,
};
use crate::management::operator::Operator;

/// Until a password is sent once more that was not compared.
const PAUSE: Duration = Duration::from_secs(1);
/// How often one is sent at most.
const TRIES: usize = 10;

/// How much is brought along.
#[derive(Debug, Clone, Copy)]
pub struct Import {
    /// Accounts.
    pub accounts: usize,
    /// How many of them sign in, the first ones; all when nothing is said.
    pub sign_ins: Option<usize>,
}

impl Default for Import {
    fn default() -> Self {
        Self {
            accounts: 10_000,
            sign_ins: None,
        }
    }
}

/// How many of one sort.
#[derive(Debug, Default)]
struct Tally {
    tried: usize,
    came_in: usize,
}

type Tallies = BTreeMap<Brought, Tally>;

/// Brings them along, lets them sign in, and prints what came of it.
///
/// # Errors
/// When the provider does not do what it is asked.
pub async fn run(binary: &Path, import: &Import) -> anyhow::Result<()> {
    let instance = Box::pin(Instance::start(binary)).await?;
    let (port, accounts) = (instance.node.port, import.accounts);
    let began = Instant::now();
    Batches::of(accounts)
        .share(move |batches| bring(port, batches))
        .await?;
    println!("{accounts} accounts were made in {}.", seconds(began));
    let before = Box::pin(Kept::look(instance.database())).await?;
    let sign_ins = import.sign_ins.unwrap_or(accounts).min(accounts);
    let began = Instant::now();
    let lanes = Batches::of(sign_ins).share(move |batches| enter(port, batches));
    let tallies = together(lanes.await?);
    println!("{sign_ins} tried their passwords in {}.\n", seconds(began));
    print_tallies(accounts, &tallies);
    let after = Box::pin(Kept::look(instance.database())).await?;
    print_kept(&before, &after);
    instance.stop().await
}

async fn bring(port: u16, batches: Batches) -> anyhow::Result<()> {
    let mut operator = Operator::at(port).await?;
    while let Some(batch) = batches.take() {
        for number in batch {
            let given = Brought::of(number).given();
            account::make(&mut operator, &address(number), given).await?;
        }
    }
    Ok(())
}

async fn enter(port: u16, batches: Batches) -> anyhow::Result<Tallies> {
    let (mut browser, mut tallies) = (Browser::open(port).await?, Tallies::new());
    while let Some(batch) = batches.take() {
        for number in batch {
            let is_in = comes_in(&mut browser, &address(number)).await?;
            let tally = tallies.entry(Brought::of(number)).or_default();
            tally.tried += 1;
            tally.came_in += usize::from(is_in);
        }
    }
    Ok(tallies)
}

/// Whether one comes in by the password.
async fn comes_in(browser: &mut Browser, email: &str) -> anyhow::Result<bool> {
    browser.open_again().await?;
    for _ in 0..TRIES {
        match browser.sign_in(email, PASSWORD).await? {
            Reply::Right(to) => return browser.comes_in(&to).await,
            Reply::Wrong | Reply::Other(_) => return Ok(false),
            Reply::Busy => tokio::time::sleep(PAUSE).await,
        }
    }
    Ok(false)
}

fn together(lanes: Vec<Tallies>) -> Tallies {
    let mut all = Tallies::new();
    for (brought, tally) in lanes.into_iter().flatten() {
        let sum = all.entry(brought).or_default();
        sum.tried += tally.tried;
        sum.came_in += tally.came_in;
    }
    all
}

fn print_tallies(accounts: usize, tallies: &Tallies) {
    println!("| brought along | accounts | tried | came in |\n| --- | --- | --- | --- |");
    for brought in Brought::ALL {
        let made = (0..accounts)
            .filter(|number| Brought::of(*number) == brought)
            .count();
        let (tried, came_in) = tallies
            .get(&brought)
            .map_or((0, 0), |tally| (tally.tried, tally.came_in));
        println!("| {} | {made} | {tried} | {came_in} |", brought.name());
    }
    let tried: usize = tallies.values().map(|tally| tally.tried).sum();
    let came_in: usize = tallies.values().map(|tally| tally.came_in).sum();
    println!("| all | {accounts} | {tried} | {came_in} |\n");
}

fn print_kept(before: &Kept, after: &Kept) {
    println!("| in the database | after the import | after the sign-ins |\n| --- | --- | --- |");
    for scheme in PasswordScheme::ALL {
        let (before, after) = (before.count(*scheme), after.count(*scheme));
        println!("| {scheme} | {before} | {after} |");
    }
    for (name, before, after) in [
        ("not as a new digest", before.outdated, after.outdated),
        (
            "**bare digests of fast functions**",
            before.bare,
            after.bare,
        ),
    ] {
        println!("| {name} | {before} | {after} |");
    }
}

fn address(number: usize) -> String {
    format!("person{number}@brought.example")
}

fn seconds(began: Instant) -> String {
    format!("{:.1} s", began.elapsed().as_secs_f64())
}
