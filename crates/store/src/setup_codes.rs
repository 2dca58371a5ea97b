//! The code that makes the first administrator: one row, so that no two codes can make two.

use oidc_core::{
    account::{administrator_code::SETUP_LIFETIME, email::EmailAddress},
    id::UserId,
    secret::Digest,
    time::{Timestamp, Validity},
};

use crate::{
    db::{Tx, execute, fetch_one, fetch_optional},
    error::StoreError,
};

/// The table `setup_codes`.
#[derive(Debug)]
pub struct SetupCodes<'a>(&'a mut Tx);

impl Tx {
    /// The code that makes the first administrator.
    pub const fn setup_codes(&mut self) -> SetupCodes<'_> {
        SetupCodes(self)
    }
}

impl SetupCodes<'_> {
    /// Puts a code in the place of the one before it.
    pub async fn put(&mut self, digest: &Digest, now: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "insert into setup_codes (id, digest, created_at, expires_at) \
            values ('setup', $1, $2, $3) on conflict (id) do update set \
            digest = excluded.digest, created_at = excluded.created_at, \
            expires_at = excluded.expires_at, consumed_at = null, user_id = null, email = null";
        let ends = now.plus(SETUP_LIFETIME).as_millis();
        execute!(
            self.0,
            SQL,
            digest.as_bytes().as_slice(),
            now.as_millis(),
            ends
        )
        .map(drop)
    }

    /// Whether this is the digest of a code that may still be used.
    pub async fn is_live(&mut self, digest: &Digest, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "select exists (select 1 from setup_codes where digest = $1 \
            and consumed_at is null and expires_at > $2 and expires_at <= $3)";
        let latest = Validity::latest(SETUP_LIFETIME, now).as_millis();
        let digest = digest.as_bytes().as_slice();
        fetch_one!(self.0, SQL, digest, now.as_millis(), latest)
    }

    /// Uses the code up, if this is its digest and it lives: of many who try at once, one does.
    pub async fn consume(&mut self, digest: &Digest, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "update setup_codes set consumed_at = $2 where digest = $1 \
            and consumed_at is null and expires_at > $2 and expires_at <= $3";
        let latest = Validity::latest(SETUP_LIFETIME, now).as_millis();
        let digest = digest.as_bytes().as_slice();
        Ok(execute!(self.0, SQL, digest, now.as_millis(), latest)? == 1)
    }

    /// Undoes that this very unit of work has used the code up.
    pub async fn put_back(&mut self) -> Result<(), StoreError> {
        const SQL: &str = "update setup_codes set consumed_at = null";
        execute!(self.0, SQL).map(drop)
    }

    /// Notes who was made with the code, and which address they gave.
    pub async fn note(&mut self, user: &UserId, email: &EmailAddress) -> Result<(), StoreError> {
        const SQL: &str = "update setup_codes set user_id = $1, email = $2";
        execute!(self.0, SQL, user.as_str(), email.as_typed()).map(drop)
    }

    /// The address that this person gave and has not proven.
    pub async fn unproven(&mut self, user: &UserId) -> Result<Option<EmailAddress>, StoreError> {
        const SQL: &str = "select email from setup_codes where user_id = $1 \
            and email is not null and exists (select 1 from users where users.id = $1 \
            and users.email_canonical is null)";
        let found: Option<String> = fetch_optional!(self.0, SQL, user.as_str())?;
        Ok(found.and_then(|email| email.parse().ok()))
    }

    /// Forgets the address, which is proven.
    pub async fn proven(&mut self, user: &UserId) -> Result<(), StoreError> {
        const SQL: &str = "update setup_codes set email = null where user_id = $1";
        execute!(self.0, SQL, user.as_str()).map(drop)
    }
}
