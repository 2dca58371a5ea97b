//! Signing keys, sealed.

use oidc_core::key::{Algorithm, KeyStage, SealedKey};

use crate::{
    columns::{Text, Time, columns},
    db::{Tx, execute, fetch_all},
    error::StoreError,
    readable::Found,
    versions::Noun,
};

/// The table `signing_keys`.
#[derive(Debug)]
pub struct Keys<'a>(&'a mut Tx);

columns!("signing_keys" => SealedKey {
    kid: String,
    algorithm: Text<Algorithm>,
    stage: Text<KeyStage>,
    sealed: Vec<u8>,
    created_at: Time,
});

impl Tx {
    /// Signing keys.
    pub const fn keys(&mut self) -> Keys<'_> {
        Keys(self)
    }
}

impl Keys<'_> {
    /// Every key.
    pub async fn all(&mut self) -> Result<Found<SealedKey>, StoreError> {
        const SQL: &str = "select kid, algorithm, stage, sealed, created_at from signing_keys \
            order by algorithm, stage";
        fetch_all!(self.0, SQL).map(Found::sort)
    }

    /// Adds a key unless there is one of its algorithm in its stage; false when there is. Nodes
    /// that start together agree on the key of the one that was told true.
    pub async fn insert_if_absent(&mut self, key: &SealedKey) -> Result<bool, StoreError> {
        const SQL: &str = "insert into signing_keys (kid, algorithm, stage, sealed, created_at) \
            values ($1, $2, $3, $4, $5) on conflict do nothing";
        let rows = execute!(
            self.0,
            SQL,
            key.kid.as_str(),
            key.algorithm.as_str(),
            key.stage.as_str(),
            key.sealed.as_slice(),
            key.created_at.as_millis(),
        )?;
        if rows == 1 {
            self.0.versions().changed(Noun::Keys).await?;
        }
        Ok(rows == 1)
    }
}
