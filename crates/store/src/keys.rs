//! Signing keys, sealed.

use oidc_core::{key::SealedKey, record::Record};

use crate::{
    db::{Tx, execute, fetch_all, fetch_one, insert},
    error::StoreError,
    readable::Found,
    sql::sql,
    versions::Noun,
};

/// The table `signing_keys`.
#[derive(Debug)]
pub struct Keys<'a>(&'a mut Tx);

impl Tx {
    /// Signing keys.
    pub const fn keys(&mut self) -> Keys<'_> {
        Keys(self)
    }
}

impl Keys<'_> {
    /// Every key; of one algorithm and stage the newest first, for it is the one that signs.
    pub async fn all(&mut self) -> Result<Found<SealedKey>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            SealedKey::COLUMNS,
            " from signing_keys order by algorithm, stage, created_at desc, kid"
        );
        fetch_all!(self.0, SQL).map(Found::sort)
    }

    /// Adds a key unless there is one of its algorithm in its stage; false when there is. Nodes
    /// that start together agree on the key of the one that was told true.
    pub async fn insert_if_absent(&mut self, key: &SealedKey) -> Result<bool, StoreError> {
        // Whoever comes second waits here for the first, and sees its key then.
        const HOLD: &str = "update versions set number = number where noun = 'keys'";
        const TAKEN: &str =
            "select exists (select 1 from signing_keys where algorithm = $1 and stage = $2)";
        execute!(self.0, HOLD)?;
        let (algorithm, stage) = (key.algorithm.as_str(), key.stage.as_str());
        if fetch_one!(self.0, TAKEN, algorithm, stage)? {
            return Ok(false);
        }
        self.insert(key).await
    }

    async fn insert(&mut self, key: &SealedKey) -> Result<bool, StoreError> {
        const SQL: &str = sql!(SealedKey::INSERT, " on conflict do nothing");
        let rows = insert!(self.0, SQL, key)?;
        if rows == 1 {
            self.0.versions().changed(Noun::Keys).await?;
        }
        Ok(rows == 1)
    }
}

#[cfg(test)]
mod tests {
    use oidc_core::{
        key::{Algorithm, KeyStage},
        time::Timestamp,
    };

    use super::*;
    use crate::db::Store;

    fn key(kid: &str, at: i64) -> SealedKey {
        SealedKey {
            kid: kid.to_owned(),
            algorithm: Algorithm::Rs256,
            stage: KeyStage::Current,
            sealed: vec![1],
            created_at: Timestamp::from_millis(at),
        }
    }

    #[tokio::test]
    async fn of_several_keys_in_a_stage_the_newest_comes_first() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let keys = [key("a", 1), key("b", 2), key("c", 1)];
        let written = &keys;
        let found = store
            .transact(|mut tx| async move {
                for key in written {
                    assert!(tx.keys().insert(key).await?);
                    assert!(!tx.keys().insert(key).await?);
                }
                assert!(!tx.keys().insert_if_absent(&key("d", 3)).await?);
                tx.keys().all().await
            })
            .await
            .unwrap();
        let [a, b, c] = keys;
        assert_eq!(found.rows, [b, a, c]);
        store.close().await;
    }
}
