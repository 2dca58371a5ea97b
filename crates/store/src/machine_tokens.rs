//! Opaque access tokens of clients that act for themselves, and signed ones of anybody that were taken
//! back.

use oidc_core::{
    id::{AccessTokenId, MachineTokenId},
    machine_token::MachineToken,
    record::Record,
    time::Timestamp,
};

use crate::{
    db::{Tx, execute, fetch_one, fetch_optional, insert},
    error::StoreError,
    sql::sql,
};

/// The table `machine_tokens`.
#[derive(Debug)]
pub struct MachineTokens<'a>(&'a mut Tx);

/// The table `revoked_tokens`.
#[derive(Debug)]
pub struct RevokedTokens<'a>(&'a mut Tx);

impl Tx {
    /// Opaque access tokens of machines.
    pub const fn machine_tokens(&mut self) -> MachineTokens<'_> {
        MachineTokens(self)
    }

    /// Signed access tokens that were taken back.
    pub const fn revoked_tokens(&mut self) -> RevokedTokens<'_> {
        RevokedTokens(self)
    }
}

impl MachineTokens<'_> {
    /// Adds a token.
    pub async fn insert(&mut self, token: &MachineToken) -> Result<(), StoreError> {
        insert!(self.0, MachineToken::INSERT, token).map(drop)
    }

    /// The token with that id.
    pub async fn find(&mut self, id: &MachineTokenId) -> Result<Option<MachineToken>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            MachineToken::COLUMNS,
            " from machine_tokens where id = $1"
        );
        fetch_optional!(self.0, SQL, id.as_bytes().as_slice())
    }

    /// Takes a token back; false when it was, or is unknown.
    pub async fn revoke(
        &mut self,
        id: &MachineTokenId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "update machine_tokens set revoked_at = $2 \
            where id = $1 and revoked_at is null";
        Ok(execute!(self.0, SQL, id.as_bytes().as_slice(), now.as_millis())? == 1)
    }
}

impl RevokedTokens<'_> {
    /// Writes down that a token was taken back which would have ended then; false when it stands
    /// there.
    pub async fn add(
        &mut self,
        id: &AccessTokenId,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "insert into revoked_tokens (id, expires_at) values ($1, $2) \
            on conflict do nothing";
        let rows = execute!(
            self.0,
            SQL,
            id.as_bytes().as_slice(),
            expires_at.as_millis()
        )?;
        Ok(rows == 1)
    }

    /// Whether a token was taken back.
    pub async fn contains(&mut self, id: &AccessTokenId) -> Result<bool, StoreError> {
        const SQL: &str = "select exists (select 1 from revoked_tokens where id = $1)";
        fetch_one!(self.0, SQL, id.as_bytes().as_slice())
    }
}
