//! Seals everything anew that was sealed before values were bound to their rows.
//!
//! Whether a database is of that time is told by its instance key, which is sealed last, in the same
//! transaction: nothing that was sealed for a purpose only is accepted afterwards.

use oidc_core::seal::SealingKey;
use rand_core::CryptoRng;
use store::{SealedRow, Store, StoreError};

use engine::place;

/// A value in its new form, beside the one it replaces.
pub(super) struct Anew {
    pub(super) row: SealedRow,
    pub(super) old: Vec<u8>,
    pub(super) new: Vec<u8>,
}

/// Seals all values anew, and the instance key last. What does not open stays as it is, and is
/// named when it is read.
pub(super) async fn all(
    store: &Store,
    key: &SealingKey,
    instance: Anew,
    rng: &mut impl CryptoRng,
) -> anyhow::Result<()> {
    let found = store
        .read(|mut tx| async move { tx.sealed().all().await })
        .await?;
    let mut anew = Vec::with_capacity(found.len() + 1);
    for (row, old) in found {
        let (now, former) = place::of(&row);
        if let Ok(plain) = key.unseal(&former, &old) {
            let new = key.seal(&now, &plain, rng)?;
            anew.push(Anew { row, old, new });
        }
    }
    anew.push(instance);
    let anew = &anew;
    // Another server may be at it, too: what it has replaced is no longer the old value.
    store
        .transact(|mut tx| async move {
            for Anew { row, old, new } in anew {
                tx.sealed().replace(row, old, new).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    tracing::info!(values = anew.len(), "bound the sealed values to their rows");
    Ok(())
}
