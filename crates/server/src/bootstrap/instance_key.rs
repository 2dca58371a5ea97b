//! The instance key: one random key, sealed under the master key, from which all others come.
//! Changing the master key means sealing this one anew, and nothing else.

use anyhow::{anyhow, bail};
use engine::{entropy::Entropy, instance_secrets::InstanceSecrets, place};
use oidc_core::{seal::SealingKey, time::Timestamp};
use store::{SealedRow, Store, StoreError};

use super::{
    master_key::Database,
    reseal::{self, Anew},
};
use crate::config::Settings;

const BLOB: &str = "instance-key";

/// Reads the instance key, or makes it on a new database.
///
/// # Errors
/// One sentence, when the master key is missing, cannot be read or is another one.
pub async fn load(
    store: &Store,
    settings: &Settings,
    now: Timestamp,
    entropy: &Entropy,
) -> anyhow::Result<InstanceSecrets> {
    let mut rng = entropy.rng();
    let stored = store
        .read(|mut tx| async move { tx.settings().blob(BLOB).await })
        .await?;
    let (master, sealed) = if let Some(sealed) = stored {
        (
            settings.master_key.resolve(Database::Sealed, &mut rng)?,
            sealed,
        )
    } else {
        let master = settings.master_key.resolve(Database::New, &mut rng)?;
        let made = SealingKey::mint(&mut rng);
        let sealed = master.seal(&place::blob(BLOB), made.expose(), &mut rng)?;
        let kept = insert(store, &sealed, now).await?;
        (
            master,
            kept.ok_or_else(|| anyhow!("the instance key could not be stored"))?,
        )
    };
    let row = SealedRow::Blob {
        name: BLOB.to_owned(),
    };
    let (here, former) = place::of(&row);
    let opened = master.unseal(&here, &sealed);
    let is_former = opened.is_err();
    let Ok(plain) = opened.or_else(|_| master.unseal(&former, &sealed)) else {
        bail!(
            "The master key ({}) is not the one this database ({}) was made with: configure the \
             right key, or choose another database.",
            settings.master_key.name(),
            settings.database.label,
        );
    };
    let bytes = plain
        .as_slice()
        .try_into()
        .map_err(|_| anyhow!("the instance key is damaged"))?;
    let secrets = InstanceSecrets::derive(SealingKey::from_bytes(bytes))?;
    if is_former {
        let new = master.seal(&here, &plain, &mut rng)?;
        let old = sealed;
        let instance = Anew { row, old, new };
        Box::pin(reseal::all(store, &secrets.sealing, instance, &mut rng)).await?;
    }
    Ok(secrets)
}

/// Another server may have been quicker: what counts is what stands there afterwards.
async fn insert(
    store: &Store,
    sealed: &[u8],
    now: Timestamp,
) -> Result<Option<Vec<u8>>, StoreError> {
    store
        .transact(|mut tx| async move {
            tx.settings()
                .insert_blob_if_absent(BLOB, sealed, now)
                .await?;
            tx.settings().blob(BLOB).await
        })
        .await
}
