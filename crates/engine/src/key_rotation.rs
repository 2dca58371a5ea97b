//! Putting one signing key in the place of another: by command, by schedule, and when it is time.
//! Every step is decided in the database, so that any number of nodes may take it at once.

use oidc_core::{
    key::{
        Algorithm, KeyStage, SealedKey,
        rotation::{Due, NotRemovable, Removal, StagedKey, Timing, due, removable},
    },
    time::Timestamp,
};
use store::{Store, StoreError, Tx, Unreadable};

use crate::{
    clock::Clock,
    engine::Engine,
    entropy::Entropy,
    failure::Failure,
    instance_secrets::InstanceSecrets,
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
        let (timing, now) = (self.timing().await?, self.clock.now());
        let key = SealedKey {
            stage: KeyStage::Next,
            activates_at: Some(timing.activation(now)),
            ..self.make(algorithm, now).await?
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
        let (timing, now) = (self.timing().await?, self.clock.now());
        let signs_at = now.plus(SEEN_BY_ALL.lifetime());
        let key = SealedKey {
            stage: KeyStage::Next,
            activates_at: Some(signs_at),
            ..self.make(algorithm, now).await?
        };
        let (row, before) = (&key, before.kid.as_str());
        let is_made = self
            .store
            .transact(|mut tx| async move { tx.keys().hurry(row, before).await })
            .await?;
        if is_made {
            tokio::time::sleep(SEEN_BY_ALL.duration()).await;
            // Unless the job of a node has done it.
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
            .transact(|mut tx| async move { tx.keys().remove(kid, key.stage).await })
            .await?;
        if removed {
            return Ok(key.clone());
        }
        // It has another stage than a moment ago: it has begun to sign, or is gone.
        Err(Failure::Refused(match key.stage {
            KeyStage::Next => NotRemovable::Signs(key.algorithm),
            KeyStage::Current | KeyStage::Previous => NotRemovable::Unknown,
        }))
    }

    async fn make(&self, algorithm: Algorithm, now: Timestamp) -> anyhow::Result<SealedKey> {
        signing_keys::make(algorithm, &self.secrets, now, &self.entropy).await
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
    let id_token = tx.clients().longest_id_token().await?;
    let access_token = tx.resources().longest_access_token().await?;
    let longest = id_token.max(access_token);
    Ok(timing.retirement(longest, now))
}

/// Does what is due; whether anything was. Looks into memory alone when nothing is.
///
/// # Errors
/// When the database refuses, or a key cannot be made.
pub async fn work(engine: &Engine) -> anyhow::Result<bool> {
    let snapshot = engine.snapshot();
    let (keys, timing) = (snapshot.keys.staged.clone(), snapshot.policy.key_timing);
    drop(snapshot);
    let now = engine.clock.now();
    let due = due(&keys, timing, now);
    for step in &due {
        match *step {
            Due::Activate(key) => activate(&engine.store, key, timing, now).await?,
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

async fn remove_retired(engine: &Engine, key: &StagedKey) -> Result<(), StoreError> {
    let removed = engine
        .store
        .transact(|mut tx| async move { tx.keys().remove(&key.kid, KeyStage::Previous).await })
        .await?;
    if removed {
        tracing::info!(kid = key.kid, alg = %key.algorithm, "removed a signing key that was replaced");
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
