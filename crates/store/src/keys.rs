//! Signing keys, sealed.

use oidc_core::{
    key::{KeyStage, SealedKey},
    record::Record,
    time::Timestamp,
};

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
        const TAKEN: &str =
            "select exists (select 1 from signing_keys where algorithm = $1 and stage = $2)";
        self.hold().await?;
        let (algorithm, stage) = (key.algorithm.as_str(), key.stage.as_str());
        if fetch_one!(self.0, TAKEN, algorithm, stage)? {
            return Ok(false);
        }
        self.insert(key).await
    }

    /// Lets the next key of its algorithm sign, if it is time; those before it sign no longer and
    /// retire at `retires_at`. False when it is too early, or another node did it: one does.
    pub async fn activate(
        &mut self,
        kid: &str,
        retires_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SIGN: &str = "update signing_keys set stage = 'current' \
            where kid = $1 and stage = 'next' and activates_at <= $2";
        const REST: &str = "update signing_keys set stage = 'previous', retires_at = $2 \
            where stage = 'current' and kid <> $1 \
            and algorithm = (select algorithm from signing_keys where kid = $1)";
        self.hold().await?;
        if execute!(self.0, SIGN, kid, now.as_millis())? == 0 {
            return Ok(false);
        }
        execute!(self.0, REST, kid, retires_at.as_millis())?;
        self.0.versions().changed(Noun::Keys).await?;
        Ok(true)
    }

    /// Adds a key that is to take the place of the one that signs, in the place of one that was to
    /// do so later. False when `instead_of` does not sign any more, or another key takes its place as
    /// soon: somebody else was quicker.
    pub async fn hurry(&mut self, key: &SealedKey, instead_of: &str) -> Result<bool, StoreError> {
        const SIGNS: &str = "select exists (select 1 from signing_keys \
            where kid = $1 and stage = 'current')";
        const SOONER: &str = "select exists (select 1 from signing_keys \
            where stage = 'next' and algorithm = $1 and activates_at <= $2)";
        const LATER: &str = "delete from signing_keys where stage = 'next' and algorithm = $1";
        let signs_at = key.activates_at.unwrap_or(key.created_at).as_millis();
        let algorithm = key.algorithm.as_str();
        self.hold().await?;
        if !fetch_one!(self.0, SIGNS, instead_of)?
            || fetch_one!(self.0, SOONER, algorithm, signs_at)?
        {
            return Ok(false);
        }
        execute!(self.0, LATER, algorithm)?;
        self.insert(key).await
    }

    /// Puts what is left of a key that signs no longer in its place, until `removed_at`; false when
    /// another node did it.
    pub async fn retire(
        &mut self,
        kid: &str,
        sealed: &[u8],
        removed_at: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "update signing_keys set stage = 'retired', sealed = $2, retires_at = $3 \
            where kid = $1 and stage = 'previous'";
        self.hold().await?;
        let rows = execute!(self.0, SQL, kid, sealed, removed_at.as_millis())?;
        if rows == 1 {
            self.0.versions().changed(Noun::Keys).await?;
        }
        Ok(rows == 1)
    }

    /// Removes a key that is in this stage; false when it is not.
    pub async fn remove(&mut self, kid: &str, stage: KeyStage) -> Result<bool, StoreError> {
        const SQL: &str = "delete from signing_keys where kid = $1 and stage = $2";
        self.hold().await?;
        let rows = execute!(self.0, SQL, kid, stage.as_str())?;
        if rows == 1 {
            self.0.versions().changed(Noun::Keys).await?;
        }
        Ok(rows == 1)
    }

    /// Whoever changes keys waits here for whoever does already, and sees what that one did.
    async fn hold(&mut self) -> Result<(), StoreError> {
        const SQL: &str = "update versions set number = number where noun = 'keys'";
        execute!(self.0, SQL).map(drop)
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
            activates_at: None,
            retires_at: None,
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
