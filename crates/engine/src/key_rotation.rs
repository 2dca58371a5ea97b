//! Putting one signing key in the place of another: by command, by schedule, and when it is time.
//! Every step is decided in the database, so that any number of nodes may take it at once.

use std::sync::Arc;

use oidc_core::{
    key::{
        Algorithm, KeyStage, SealedKey,
        rotation::{Due, NotRemovable, Removal, StagedKey, Timing, due, removable, removal},
        sign::SigningKey,
    },
    time::{SKEW, Timestamp},
};
use store::{Store, StoreError, Tx, Unreadable};

use crate::{
    clock::Clock,
    engine::Engine,
    entropy::Entropy,
    failure::Failure,
    instance_secrets::InstanceSecrets,
    place,
    settings::{Layers, Setting},
    signing_keys,
    span::Span,
};

/// How long a key that is wanted at once is published before it signs. Every node looks each second:
/// none signs with a key that another does not show yet.
const SEEN_BY_ALL: Span = Span::seconds(2);

/// The signing keys and what is needed to make another one.
#[derive(Debug, Clone)]
pub struct KeyRotation {
    /// Where they are kept.
    pub store: Store,
    /// What they are sealed under.
    pub secrets: InstanceSecrets,
    /// What time it is.
    pub clock: Clock,
    /// Random values.
    pub entropy: Entropy,
}

/// What became of the wish for another key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Staged {
    /// It was made.
    Made(StagedKey),
    /// One that follows the key that signs was there, or somebody else was quicker to make one.
    AlreadyThere(StagedKey),
    /// No key of the algorithm signs: there is nothing to replace.
    Unused,
}

/// All keys, and what cannot be read of them.
#[derive(Debug, Default)]
pub struct Listed {
    /// Of one algorithm and stage the newest first.
    pub keys: Vec<StagedKey>,
    /// Named, and otherwise unknown.
    pub unreadable: Vec<Unreadable>,
}

impl KeyRotation {
    /// All keys.
    pub async fn list(&self) -> Result<Listed, StoreError> {
        let found = self
            .store
            .read(|mut tx| async move { tx.keys().all().await })
            .await?;
        Ok(Listed {
            keys: found.rows.iter().map(StagedKey::from).collect(),
            unreadable: found.unreadable,
        })
    }

    /// Makes the key that follows the one that signs. It is published at once and signs when
    /// clients know it.
    ///
    /// # Errors
    /// When the database refuses, or a key cannot be made.
    pub async fn stage(&self, algorithm: Algorithm) -> anyhow::Result<Staged> {
        let keys = self.list().await?.keys;
        if find(&keys, algorithm, KeyStage::Current).is_none() {
            return Ok(Staged::Unused);
        }
        if let Some(next) = find(&keys, algorithm, KeyStage::Next) {
            return Ok(Staged::AlreadyThere(next.clone()));
        }
        let (timing, made) = (self.timing().await?, self.make(algorithm).await?);
        let key = SealedKey {
            stage: KeyStage::Next,
            activates_at: Some(timing.activation(made.created_at)),
            ..made
        };
        let row = &key;
        let is_made = self
            .store
            .transact(|mut tx| async move { tx.keys().insert_if_absent(row).await })
            .await?;
        if is_made {
            return Ok(Staged::Made(StagedKey::from(&key)));
        }
        let keys = self.list().await?.keys;
        Ok(find(&keys, algorithm, KeyStage::Next)
            .map_or(Staged::Unused, |next| Staged::AlreadyThere(next.clone())))
    }

    /// Makes a key that signs as soon as every node publishes it, before clients know it: for when the
    /// one before it may be in the wrong hands. What that one signed goes on to verify until it is
    /// removed. Takes two seconds.
    ///
    /// # Errors
    /// When the database refuses, or a key cannot be made.
    pub async fn replace(&self, algorithm: Algorithm) -> anyhow::Result<Staged> {
        let keys = self.list().await?.keys;
        let Some(before) = find(&keys, algorithm, KeyStage::Current) else {
            return Ok(Staged::Unused);
        };
        let (timing, made) = (self.timing().await?, self.make(algorithm).await?);
        // A node whose clock is ahead must not take it for time: we say when it is. The nodes do so
        // only where we are cut off.
        let signs_at = made.created_at.plus(SKEW);
        let key = SealedKey {
            stage: KeyStage::Next,
            activates_at: Some(signs_at),
            ..made
        };
        let (row, before) = (&key, before.kid.as_str());
        let is_made = self
            .store
            .transact(|mut tx| async move { tx.keys().hurry(row, before).await })
            .await?;
        if is_made {
            tokio::time::sleep(SEEN_BY_ALL.duration()).await;
            activate(&self.store, &StagedKey::from(row), timing, signs_at).await?;
        }
        let keys = self.list().await?.keys;
        let signer = find(&keys, algorithm, KeyStage::Current);
        Ok(match signer {
            Some(key) if key.kid == row.kid => Staged::Made(key.clone()),
            _ => {
                let next = find(&keys, algorithm, KeyStage::Next).or(signer);
                next.map_or(Staged::Unused, |key| Staged::AlreadyThere(key.clone()))
            }
        })
    }

    /// Removes a key that does not sign; what it was.
    ///
    /// # Errors
    /// [`NotRemovable`], and then nothing was written.
    pub async fn remove(
        &self,
        kid: &str,
        removal: Removal,
    ) -> Result<StagedKey, Failure<NotRemovable>> {
        let keys = self.list().await?.keys;
        let key = removable(&keys, kid, removal, self.clock.now()).map_err(Failure::Refused)?;
        let removed = self
            .store
            .transact(|mut tx| async move {
                let removed = tx.keys().remove(kid, key.stage).await?;
                // It may have retired a moment ago.
                let retires = key.stage == KeyStage::Previous;
                Ok::<_, StoreError>(
                    removed || retires && tx.keys().remove(kid, KeyStage::Retired).await?,
                )
            })
            .await?;
        if removed {
            return Ok(key.clone());
        }
        // It has another stage than a moment ago: it has begun to sign, or is gone.
        Err(Failure::Refused(match key.stage {
            KeyStage::Next => NotRemovable::Signs(key.algorithm),
            KeyStage::Current | KeyStage::Previous | KeyStage::Retired => NotRemovable::Unknown,
        }))
    }

    /// Dated when it is there: searching primes takes a while.
    async fn make(&self, algorithm: Algorithm) -> anyhow::Result<SealedKey> {
        let begun = self.clock.now();
        let key = signing_keys::make(algorithm, &self.secrets, begun, &self.entropy).await?;
        Ok(SealedKey {
            created_at: self.clock.now(),
            ..key
        })
    }

    /// As the settings in the database say; as the defaults do when they cannot be read.
    async fn timing(&self) -> Result<Timing, StoreError> {
        let tokens = self
            .store
            .read(|mut tx| async move { Layers::read(&mut tx, Setting::Tokens).await })
            .await?;
        Ok(tokens.key_timing().unwrap_or_default())
    }
}

fn find(keys: &[StagedKey], algorithm: Algorithm, stage: KeyStage) -> Option<&StagedKey> {
    keys.iter()
        .find(|key| key.algorithm == algorithm && key.stage == stage)
}

async fn retirement(tx: &mut Tx, timing: Timing, now: Timestamp) -> Result<Timestamp, StoreError> {
    let longest_id_token = tx.clients().longest_id_token().await?;
    Ok(timing.retirement(longest_id_token, now))
}

/// Does what is due; whether anything was. Looks into memory alone when nothing is.
///
/// # Errors
/// When the database refuses, or a key cannot be made.
pub async fn work(engine: &Engine) -> anyhow::Result<bool> {
    let snapshot = Arc::clone(&engine.snapshot());
    let timing = snapshot.policy.key_timing;
    let now = engine.clock.now();
    let due = due(&snapshot.keys.staged, timing, now);
    for step in &due {
        match *step {
            Due::Activate(key) => activate(&engine.store, key, timing, now).await?,
            Due::Retire(key) => {
                if let Some(key) = snapshot.keys.set.find(&key.kid) {
                    retire(engine, key, now).await?;
                }
            }
            Due::Remove(key) => remove_retired(engine, key).await?,
            Due::Stage(algorithm) => stage_by_schedule(engine, algorithm).await?,
        }
    }
    if due.is_empty() {
        return Ok(false);
    }
    engine.take_over_changes().await?;
    Ok(true)
}

async fn activate(
    store: &Store,
    key: &StagedKey,
    timing: Timing,
    now: Timestamp,
) -> Result<(), StoreError> {
    let activated = store
        .transact(|mut tx| async move {
            let retires_at = retirement(&mut tx, timing, now).await?;
            tx.keys().activate(&key.kid, retires_at, now).await
        })
        .await?;
    if activated {
        tracing::info!(kid = key.kid, alg = %key.algorithm, "a signing key signs from now on");
    }
    Ok(())
}

/// Gives up the private half, and keeps the other for hints.
async fn retire(engine: &Engine, key: &SigningKey, now: Timestamp) -> anyhow::Result<()> {
    let (kid, sealing) = (key.kid(), &engine.secrets.sealing);
    let place = place::signing_key(kid);
    let left = sealing.seal(&place, key.public_octets(), &mut engine.entropy.rng())?;
    let left = &left;
    let retired = engine
        .store
        .transact(|mut tx| async move { tx.keys().retire(kid, left, removal(now)).await })
        .await?;
    if retired {
        tracing::info!(kid, alg = %key.algorithm(), "retired a signing key that was replaced");
    }
    Ok(())
}

async fn remove_retired(engine: &Engine, key: &StagedKey) -> Result<(), StoreError> {
    let removed = engine
        .store
        .transact(|mut tx| async move { tx.keys().remove(&key.kid, KeyStage::Retired).await })
        .await?;
    if removed {
        tracing::info!(kid = key.kid, alg = %key.algorithm, "removed a retired signing key");
    }
    Ok(())
}

async fn stage_by_schedule(engine: &Engine, algorithm: Algorithm) -> anyhow::Result<()> {
    let rotation = KeyRotation {
        store: engine.store.clone(),
        secrets: engine.secrets.clone(),
        clock: engine.clock.clone(),
        entropy: engine.entropy.clone(),
    };
    if let Staged::Made(key) = rotation.stage(algorithm).await? {
        tracing::info!(kid = key.kid, alg = %algorithm, "made the next signing key, by schedule");
    }
    Ok(())
}
