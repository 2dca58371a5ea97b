//! The signing keys: one per algorithm that something needs, made when it is needed first.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use anyhow::Context;
use oidc_core::{
    key::{
        Algorithm, KeyStage, SealedKey,
        generate::{self, GenerationFailed},
        sign::SigningKey,
    },
    time::Timestamp,
};
use store::{Store, StoreError};
use zeroize::Zeroizing;

use crate::{
    entropy::{Entropy, Random},
    instance_secrets::InstanceSecrets,
    place,
    settings::{Layers, Setting},
};

/// Makes what is missing: for the instance's algorithm and for those that clients ask for.
///
/// # Errors
/// When the database refuses, or a key cannot be made.
pub async fn ensure(
    store: &Store,
    secrets: &InstanceSecrets,
    now: Timestamp,
    entropy: &Entropy,
) -> anyhow::Result<()> {
    let (keys, mut wanted, tokens) = store
        .read(|mut tx| async move {
            let keys = tx.keys().all().await?.rows;
            let mut wanted = tx.clients().id_token_algorithms().await?;
            wanted.extend(tx.resources().algorithms().await?);
            let tokens = Layers::read(&mut tx, Setting::Tokens).await?;
            Ok::<_, StoreError>((keys, wanted, tokens))
        })
        .await?;
    wanted.push(tokens.id_token_alg().unwrap_or(Algorithm::Rs256));
    // What access tokens are signed with where nothing else is said.
    wanted.push(Algorithm::Es256);
    let present = |alg: Algorithm| {
        keys.iter()
            .any(|key| key.algorithm == alg && key.stage == KeyStage::Current)
    };
    for alg in Algorithm::ALL
        .iter()
        .copied()
        .filter(|alg| wanted.contains(alg) && !present(*alg))
    {
        let key = make(alg, secrets, now, entropy).await?;
        let key = &key;
        // Another server may have been quicker; then its key is the one.
        store
            .transact(|mut tx| async move { tx.keys().insert_if_absent(key).await })
            .await?;
    }
    Ok(())
}

/// Searching primes takes a while and gives nothing back to wait for, so it has its own thread.
pub(crate) async fn make(
    alg: Algorithm,
    secrets: &InstanceSecrets,
    now: Timestamp,
    entropy: &Entropy,
) -> anyhow::Result<SealedKey> {
    let rng = entropy.rng();
    let pkcs8 = tokio::task::spawn_blocking(move || pkcs8(alg, rng))
        .await
        .context("making a signing key")?
        .context("making a signing key")?;
    let kid = SigningKey::from_pkcs8(alg, &pkcs8)?.kid().to_owned();
    let sealed = secrets
        .sealing
        .seal(&place::signing_key(&kid), &pkcs8, &mut entropy.rng())?;
    Ok(SealedKey {
        kid,
        algorithm: alg,
        stage: KeyStage::Current,
        sealed,
        created_at: now,
        activates_at: None,
        retires_at: None,
    })
}

/// Keys by what they are made of.
type Made = BTreeMap<(Algorithm, [u8; 32]), Zeroizing<Vec<u8>>>;

/// Keys of predictable generators, which only tests have: the same seed gives the same key, and its
/// primes are searched once.
static PREDICTABLE: Mutex<Made> = Mutex::new(BTreeMap::new());

fn pkcs8(alg: Algorithm, mut rng: Random) -> Result<Zeroizing<Vec<u8>>, GenerationFailed> {
    let Some(seed) = rng.seed() else {
        return generate::pkcs8(alg, &mut rng);
    };
    let known = || PREDICTABLE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(made) = known().get(&(alg, seed)) {
        return Ok(made.clone());
    }
    let made = generate::pkcs8(alg, &mut rng)?;
    known().insert((alg, seed), made.clone());
    Ok(made)
}
