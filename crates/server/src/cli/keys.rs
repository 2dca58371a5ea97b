//! `signet keys`: the keys that tokens are signed with.

use std::{fmt::Write as _, str::FromStr};

use anyhow::{anyhow, bail};
use clap::Subcommand;
use engine::{
    failure::Failure,
    key_rotation::{KeyRotation, Staged},
};
use oidc_core::key::{
    Algorithm, KeyStage,
    rotation::{NotRemovable, Removal, StagedKey},
};

use super::{opened::Opened, output, start::Start};
use crate::moment;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the signing keys
    List,
    /// Make the next key; it is published at once and signs when applications know it
    Rotate {
        /// RS256, ES256, ES384 or all that are in use
        #[arg(long, default_value = "all", value_name = "ALG")]
        alg: Which,
        /// Sign with the new key at once: for a key that may be in the wrong hands
        #[arg(long)]
        now: bool,
    },
    /// Remove a key that does not sign
    Remove {
        /// Its name, as `signet keys list` shows it
        #[arg(allow_hyphen_values = true)] // One in 64 begins with a hyphen.
        kid: String,
        /// Even if tokens that it signed are alive: they are refused from then on
        #[arg(long)]
        force: bool,
    },
}

/// Which algorithms.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which {
    All,
    One(Algorithm),
}

impl FromStr for Which {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Self::All),
            name => name
                .parse()
                .map(Self::One)
                .map_err(|_| "it must be RS256, ES256, ES384 or all".to_owned()),
        }
    }
}

pub(super) async fn run(start: Start, command: Command) -> anyhow::Result<()> {
    let opened = Box::pin(Opened::open(start)).await?;
    let keys = KeyRotation {
        store: opened.store,
        secrets: opened.secrets,
        clock: opened.clock,
        entropy: opened.entropy,
    };
    let outcome = match command {
        Command::List => list(&keys).await,
        Command::Rotate { alg, now: false } => stage(&keys, alg).await,
        Command::Rotate { alg, now: true } => replace(&keys, alg).await,
        Command::Remove { kid, force } => remove(&keys, &kid, force).await,
    };
    keys.store.close().await;
    output::print(&outcome?)
}

async fn list(keys: &KeyRotation) -> anyhow::Result<String> {
    let listed = keys.list().await?;
    if listed.keys.is_empty() && listed.unreadable.is_empty() {
        return Ok("There is no signing key yet: the first start makes one.\n".to_owned());
    }
    let mut text = row(["KID", "ALG", "STAGE", "MADE", "NEXT"]);
    for key in &listed.keys {
        let (made, follows) = (moment::show(key.created_at), what_follows(key));
        let (alg, stage) = (key.algorithm.as_str(), key.stage.as_str());
        text.push_str(&row([&key.kid, alg, stage, &made, &follows]));
    }
    for key in listed.unreadable {
        writeln!(text, "{:<45}cannot be read ({})", key.id, key.what)?;
    }
    Ok(text)
}

fn row([kid, alg, stage, made, next]: [&str; 5]) -> String {
    let row = format!("{kid:<45}{alg:<7}{stage:<10}{made:<22}{next}");
    format!("{}\n", row.trim_end())
}

fn what_follows(key: &StagedKey) -> String {
    let at = |what, time: Option<_>| {
        time.map_or_else(String::new, |time| format!("{what} {}", moment::show(time)))
    };
    match key.stage {
        KeyStage::Next => at("signs at", key.activates_at),
        KeyStage::Current => "signs".to_owned(),
        KeyStage::Previous => at("retires at", key.retires_at),
        KeyStage::Retired => at("goes away at", key.retires_at),
    }
}

async fn stage(keys: &KeyRotation, which: Which) -> anyhow::Result<String> {
    let mut text = String::new();
    for algorithm in wanted(keys, which).await? {
        match keys.stage(algorithm).await? {
            Staged::Made(key) => writeln!(
                text,
                "Made the {algorithm} key {}. It is published now and {}; the one before it stays \
                 published until what it signed has expired.",
                key.kid,
                what_follows(&key)
            )?,
            Staged::AlreadyThere(key) => writeln!(
                text,
                "The {algorithm} key {} is on its way already: it {}.",
                key.kid,
                what_follows(&key)
            )?,
            Staged::Unused => return Err(unused(algorithm)),
        }
    }
    Ok(text)
}

async fn replace(keys: &KeyRotation, which: Which) -> anyhow::Result<String> {
    let mut text = String::new();
    for algorithm in wanted(keys, which).await? {
        match keys.replace(algorithm).await? {
            Staged::Made(key) => writeln!(
                text,
                "Made the {algorithm} key {}, which signs from now on. Applications that keep the key \
                 set for a while may refuse its tokens until they read it again. What the key before \
                 it signed still verifies: `signet keys list` names it, `signet keys remove KID \
                 --force` ends that.",
                key.kid
            )?,
            Staged::AlreadyThere(key) => writeln!(
                text,
                "Somebody else is replacing the {algorithm} key at this moment, by {}, which {}.",
                key.kid,
                what_follows(&key)
            )?,
            Staged::Unused => return Err(unused(algorithm)),
        }
    }
    Ok(text)
}

/// The algorithms that were asked for.
async fn wanted(keys: &KeyRotation, which: Which) -> anyhow::Result<Vec<Algorithm>> {
    if let Which::One(algorithm) = which {
        return Ok(vec![algorithm]);
    }
    let listed = keys.list().await?.keys;
    let signs = |algorithm: &Algorithm| {
        let mut keys = listed.iter();
        keys.any(|key| key.algorithm == *algorithm && key.stage == KeyStage::Current)
    };
    let used: Vec<_> = Algorithm::ALL.iter().copied().filter(signs).collect();
    if used.is_empty() {
        bail!("There is no signing key yet: the first start makes one.");
    }
    Ok(used)
}

fn unused(algorithm: Algorithm) -> anyhow::Error {
    anyhow!(
        "There is no {algorithm} key to replace: one is made when oidc.id_token_alg or an \
         application asks for {algorithm}."
    )
}

async fn remove(keys: &KeyRotation, kid: &str, force: bool) -> anyhow::Result<String> {
    let removal = if force {
        Removal::Forced
    } else {
        Removal::Gentle
    };
    match keys.remove(kid, removal).await {
        Ok(key) => Ok(format!(
            "Removed the {} key {kid}, which was {}.\n",
            key.algorithm,
            match key.stage {
                KeyStage::Next => "next: it has signed nothing",
                KeyStage::Current | KeyStage::Previous => "replaced",
                KeyStage::Retired => "retired",
            }
        )),
        Err(Failure::Broken(breakdown)) => bail!("{}", breakdown.chain()),
        Err(Failure::Refused(NotRemovable::Unknown)) => {
            bail!("There is no key with the name {kid:?}: `signet keys list` shows them all.")
        }
        Err(Failure::Refused(NotRemovable::Signs(algorithm))) => bail!(
            "The key {kid} signs the {algorithm} tokens: replace it first, with `signet keys rotate \
             --alg {algorithm}`, or with --now as well if it may be in the wrong hands."
        ),
        Err(Failure::Refused(NotRemovable::StillNeeded(until))) => {
            let until = until.map_or_else(String::new, |at| format!(" until {}", moment::show(at)));
            bail!(
                "Tokens that the key {kid} signed may be of use{until}, and it then moves on by \
                 itself; with --force it goes now, and they are refused."
            )
        }
    }
}
