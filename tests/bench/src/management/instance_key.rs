//! The keys of an instance, as the provider itself opens them.

use anyhow::Context;
use engine::{instance_secrets::InstanceSecrets, place};
use oidc_core::seal::SealingKey;
use store::Store;

/// Where the key of an instance stands, sealed under the master key that the bench gives its providers.
const INSTANCE_KEY: &str = "instance-key";

/// The keys of the instance with this database.
///
/// # Errors
/// When there is none, or when it was sealed under another master key.
pub async fn secrets(store: &Store) -> anyhow::Result<InstanceSecrets> {
    let sealed = store
        .read(|mut tx| async move { tx.settings().blob(INSTANCE_KEY).await })
        .await?;
    let master = SealingKey::from_bytes([0; 32]);
    let place = place::blob(INSTANCE_KEY);
    let key = master.unseal(&place, &sealed.context("the instance has a key")?)?;
    let key: [u8; 32] = key.as_slice().try_into()?;
    Ok(InstanceSecrets::derive(SealingKey::from_bytes(key))?)
}
