//! Codes that sign in an administrator whom no mail reaches: one at a time for each.

use oidc_core::{
    account::administrator_code::RECOVERY_LIFETIME,
    id::UserId,
    secret::Digest,
    time::{Timestamp, Validity},
};

use crate::{
    db::{Tx, execute, fetch_one, fetch_optional},
    error::StoreError,
};

/// The table `recovery_codes`.
#[derive(Debug)]
pub struct RecoveryCodes<'a>(&'a mut Tx);

impl Tx {
    /// Codes that sign in an administrator.
    pub const fn recovery_codes(&mut self) -> RecoveryCodes<'_> {
        RecoveryCodes(self)
    }
}

impl RecoveryCodes<'_> {
    /// Puts a code in the place of this person's one before it.
    pub async fn put(
        &mut self,
        user: &UserId,
        digest: &Digest,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "insert into recovery_codes (user_id, digest, created_at, expires_at) \
            values ($1, $2, $3, $4) on conflict (user_id) do update set \
            digest = excluded.digest, created_at = excluded.created_at, \
            expires_at = excluded.expires_at, consumed_at = null";
        let (digest, ends) = (digest.as_bytes().as_slice(), now.plus(RECOVERY_LIFETIME));
        execute!(
            self.0,
            SQL,
            user.as_str(),
            digest,
            now.as_millis(),
            ends.as_millis()
        )
        .map(drop)
    }

    /// Whether somebody's code may still be used.
    pub async fn any(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "select exists (select 1 from recovery_codes \
            where consumed_at is null and expires_at > $1 and expires_at <= $2)";
        let latest = Validity::latest(RECOVERY_LIFETIME, now).as_millis();
        fetch_one!(self.0, SQL, now.as_millis(), latest)
    }

    /// Whose code has this digest, whether it counts or not.
    pub async fn owner(&mut self, digest: &Digest) -> Result<Option<UserId>, StoreError> {
        const SQL: &str = "select user_id from recovery_codes where digest = $1";
        fetch_optional!(self.0, SQL, digest.as_bytes().as_slice())
    }

    /// Whether this is the digest of a code that may still be used.
    pub async fn is_live(&mut self, digest: &Digest, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "select exists (select 1 from recovery_codes where digest = $1 \
            and consumed_at is null and expires_at > $2 and expires_at <= $3)";
        let latest = Validity::latest(RECOVERY_LIFETIME, now).as_millis();
        let digest = digest.as_bytes().as_slice();
        fetch_one!(self.0, SQL, digest, now.as_millis(), latest)
    }

    /// Uses a code up, if this is its digest and it lives: of many who try at once, one does.
    pub async fn consume(&mut self, digest: &Digest, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "update recovery_codes set consumed_at = $2 where digest = $1 \
            and consumed_at is null and expires_at > $2 and expires_at <= $3";
        let latest = Validity::latest(RECOVERY_LIFETIME, now).as_millis();
        let digest = digest.as_bytes().as_slice();
        Ok(execute!(self.0, SQL, digest, now.as_millis(), latest)? == 1)
    }
}
