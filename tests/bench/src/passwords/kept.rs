//! What rests in the database of the passwords: each is opened as the provider opens it.

use std::collections::BTreeMap;

use anyhow::anyhow;
use engine::{password::digest::PasswordDigest, place};
use oidc_core::{
    account::password::{PasswordScheme, SealedPassword},
    id::UserId,
    seal::SealingKey,
};
use store::{Store, StoreError};

use super::brought::BARE;
use crate::management::instance_key;

/// Stands in what is kept of a digest of a fast function.
const WRAPPED: &str = "$argon2id$";

/// How many there are of each sort.
#[derive(Debug, Default)]
pub struct Kept {
    /// Of each scheme, as the column says it.
    pub schemes: BTreeMap<PasswordScheme, usize>,
    /// For which there could be a better digest.
    pub outdated: usize,
    /// Digests of fast functions without anything around them.
    pub bare: usize,
}

impl Kept {
    /// Opens all of a database.
    ///
    /// # Errors
    /// When the database does not answer, or one does not open.
    pub async fn look(url: &str) -> anyhow::Result<Self> {
        let store = Store::open(url).await?;
        let secrets = instance_key::secrets(&store).await?;
        let rows = store
            .read(|mut tx| async move {
                let counted = tx.password_schemes().counted().await?;
                let mut rows = Vec::new();
                for (scheme, _) in counted {
                    rows.extend(tx.password_schemes().some(scheme, i64::MAX).await?);
                }
                Ok::<_, StoreError>(rows)
            })
            .await?;
        store.close().await;
        let mut kept = Self::default();
        for (user, sealed) in &rows {
            kept.note(&secrets.sealing, user, sealed)?;
        }
        Ok(kept)
    }

    /// How many there are of a scheme.
    pub fn count(&self, scheme: PasswordScheme) -> usize {
        self.schemes.get(&scheme).copied().unwrap_or_default()
    }

    fn note(
        &mut self,
        key: &SealingKey,
        user: &UserId,
        sealed: &SealedPassword,
    ) -> anyhow::Result<()> {
        *self.schemes.entry(sealed.scheme).or_default() += 1;
        let digest = PasswordDigest::unseal(sealed, key, user);
        let digest = digest.map_err(|why| anyhow!("the password of {user}: {}", why.chain()))?;
        if digest.is_outdated() {
            self.outdated += 1;
        }
        let plain = key.unseal(&place::password(user), &sealed.sealed)?;
        if is_bare(sealed.scheme, &String::from_utf8_lossy(&plain)) {
            self.bare += 1;
        }
        Ok(())
    }
}

/// Whether a digest of a fast function rests as it was brought along.
fn is_bare(scheme: PasswordScheme, text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_brought = BARE.iter().any(|digest| lower.contains(digest));
    match scheme {
        PasswordScheme::Md5 | PasswordScheme::Sha1 | PasswordScheme::Sha256 => {
            is_brought || !text.contains(WRAPPED)
        }
        PasswordScheme::Argon2id
        | PasswordScheme::Argon2i
        | PasswordScheme::Argon2d
        | PasswordScheme::Bcrypt
        | PasswordScheme::Legacy => is_brought,
    }
}
