//! Wrong passwords for identifiers of five kinds, in a random order: can it be told by how long an
//! answer takes which accounts there are?

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use aws_lc_rs::digest::{SHA256, digest};
use oidc_core::account::password::PasswordScheme;
use serde_json::{Value, json};
use store::{Store, StoreError};

use super::{
    account::{self, Given},
    brought::{BCRYPT_10, PASSWORD},
    browser::{Browser, Reply},
    instance::Instance,
};
use crate::{management::operator::Operator, measure::Figures};

/// Each minute the provider looks whether passwords were brought along, and makes what is compared for
/// those who are nobody like them.
const UNTIL_COUNTED: Duration = Duration::from_secs(65);
/// Where it writes down what it saw.
const MIX: &str = "password_mix";

/// Before anything is counted.
const WARM_UP: usize = 20;
/// What is sent.
const WRONG: &str = "correct house";

/// What is tried.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Tries of all kinds together, each of another identifier.
    pub tries: usize,
    /// By which their order is drawn.
    pub seed: u64,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            tries: 400,
            seed: 1,
        }
    }
}

/// What stands behind an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An account with a password.
    Known,
    /// Nothing.
    Unknown,
    /// An account without a password.
    Passwordless,
    /// An account with a password that is suspended.
    Suspended,
    /// An account whose digest was brought along.
    Imported,
}

impl Kind {
    /// Those with a digest that was brought along come last: all are there when the provider counts.
    const ALL: [Self; 5] = [
        Self::Known,
        Self::Unknown,
        Self::Passwordless,
        Self::Suspended,
        Self::Imported,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Unknown => "unknown",
            Self::Passwordless => "passwordless",
            Self::Suspended => "suspended",
            Self::Imported => "imported, bcrypt of cost 10",
        }
    }

    /// All addresses are of the same length.
    fn address(self, number: usize) -> String {
        let letter = self.name().chars().next().unwrap_or('x');
        format!("{letter}{number:06}@people.example")
    }

    /// What the account has, if there is one.
    const fn given(self) -> Option<Given> {
        match self {
            Self::Unknown => None,
            Self::Passwordless => Some(Given::Nothing),
            Self::Known | Self::Suspended => Some(Given::Password(PASSWORD)),
            Self::Imported => Some(Given::Digest(PasswordScheme::Bcrypt, BCRYPT_10)),
        }
    }
}

/// Tries all, and prints how long they took.
///
/// # Errors
/// When the provider does not do what it is asked, or lets somebody in.
pub async fn run(binary: &Path, plan: &Plan) -> anyhow::Result<()> {
    let instance = Box::pin(Instance::start(binary)).await?;
    let (port, each) = (instance.node.port, plan.tries / Kind::ALL.len());
    ensure!(each > 0, "fewer tries than kinds");
    populate(port, each).await?;
    tokio::time::sleep(UNTIL_COUNTED).await;
    let mix = Box::pin(mix(instance.database())).await?;
    println!(
        "Compared for those who are nobody: {mix}; seed {}.\n",
        plan.seed
    );
    Times(times(port, &order(each, plan.seed)).await?).print();
    instance.stop().await
}

async fn populate(port: u16, each: usize) -> anyhow::Result<()> {
    let mut operator = Operator::at(port).await?;
    for kind in Kind::ALL {
        let Some(given) = kind.given() else { continue };
        for number in 0..each {
            let id = account::make(&mut operator, &kind.address(number), given).await?;
            if kind == Kind::Suspended {
                let target = format!("/api/users/{id}/is-suspended");
                let body = json!({ "isSuspended": true });
                operator.patch(&target, &body).await?;
            }
        }
    }
    Ok(())
}

/// The schemes of what is compared where there is no password, each with its share.
async fn mix(url: &str) -> anyhow::Result<String> {
    let store = Store::open(url).await?;
    let stored = store.read(|mut tx| async move { tx.settings().get(MIX).await });
    let stored: Result<Option<Value>, StoreError> = stored.await;
    let stored = stored?.context("the provider has not counted the passwords")?;
    store.close().await;
    let ways = stored.as_array().context("the mix is no list")?.iter();
    let ways = ways.map(|way| {
        let scheme = way.get("scheme").and_then(Value::as_str);
        let share = way.get("share").and_then(Value::as_u64);
        let (scheme, share) = (scheme.unwrap_or("?"), share.unwrap_or_default());
        format!("{scheme} {share}/256")
    });
    Ok(ways.collect::<Vec<_>>().join(", "))
}

/// All identifiers, in an order that follows from the seed alone.
fn order(each: usize, seed: u64) -> Vec<(Kind, String)> {
    let of_kind = |kind: Kind| (0..each).map(move |number| (kind, kind.address(number)));
    let mut all: Vec<_> = Kind::ALL.into_iter().flat_map(of_kind).collect();
    all.sort_by_cached_key(|(_, address)| {
        let drawn = digest(&SHA256, format!("{seed} {address}").as_bytes());
        drawn.as_ref().to_vec()
    });
    all
}

async fn times(port: u16, order: &[(Kind, String)]) -> anyhow::Result<Vec<(Kind, Duration)>> {
    let (mut browser, mut times) = (Browser::open(port).await?, Vec::new());
    for number in 0..WARM_UP {
        let nobody = format!("w{number:06}@people.example");
        browser.sign_in(&nobody, WRONG).await?;
    }
    for (kind, address) in order {
        let began = Instant::now();
        let reply = browser.sign_in(address, WRONG).await?;
        times.push((*kind, began.elapsed()));
        ensure!(reply == Reply::Wrong, "{}: {reply:?}", kind.name());
    }
    Ok(times)
}

/// How long each took.
struct Times(Vec<(Kind, Duration)>);

impl Times {
    fn of(&self, kind: Kind, counts: impl Fn(Duration) -> bool) -> Figures {
        let own = self
            .0
            .iter()
            .filter(|(of, took)| *of == kind && counts(*took));
        Figures::of(own.map(|(_, took)| *took).collect(), Duration::ZERO)
    }

    fn median(&self, kind: Kind) -> Duration {
        self.of(kind, |_| true).percentile(50)
    }

    /// Whether one took as one does whose digest was brought along, and not as one does with a new
    /// digest: which of the two is nearer.
    fn is_as_imported(&self) -> impl Fn(Duration) -> bool + Copy + use<> {
        let [new, imported] = [Kind::Known, Kind::Imported].map(|kind| self.median(kind));
        let border = (new.as_secs_f64() * imported.as_secs_f64()).sqrt();
        move |took: Duration| (took.as_secs_f64() > border) == (imported > new)
    }

    fn print(&self) {
        let is_as_imported = self.is_as_imported();
        println!(
            "| identifier | tries | lower quartile | median | upper quartile | as imported ones |\n\
             | --- | --- | --- | --- | --- | --- |"
        );
        for kind in Kind::ALL {
            let (all, slow) = (self.of(kind, |_| true), self.of(kind, is_as_imported));
            let [lower, half, upper] = [25, 50, 75].map(|percent| ms(all.percentile(percent)));
            println!(
                "| {} | {} | {lower:.2} ms | {half:.2} ms | {upper:.2} ms | {} |",
                kind.name(),
                all.number(),
                slow.number()
            );
        }
        let (unknown, none) = (Kind::Unknown, Kind::Passwordless);
        let new = [Kind::Known, unknown, none, Kind::Suspended];
        let imported = [unknown, none, Kind::Imported];
        println!("\n| largest difference of medians | |\n| --- | --- |");
        self.print_difference("all tries", &Kind::ALL, |_| true);
        let is_as_new = |took: Duration| !is_as_imported(took);
        self.print_difference("those that took as a new digest does", &new, is_as_new);
        let name = "those that took as an imported one does";
        self.print_difference(name, &imported, is_as_imported);
    }

    /// How far the largest median is above the smallest one.
    fn print_difference(
        &self,
        name: &str,
        kinds: &[Kind],
        counts: impl Fn(Duration) -> bool + Copy,
    ) {
        let figures = kinds.iter().map(|kind| self.of(*kind, counts));
        let figures = figures.filter(|figures| figures.number() > 0);
        let medians: Vec<f64> = figures.map(|figures| ms(figures.percentile(50))).collect();
        let least = medians.iter().copied().fold(f64::INFINITY, f64::min);
        let most = medians.iter().copied().fold(0.0, f64::max);
        println!("| {name} | {:.1} % |", (most / least - 1.0) * 100.0);
    }
}

fn ms(span: Duration) -> f64 {
    span.as_secs_f64() * 1_000.0
}
