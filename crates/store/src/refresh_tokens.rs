//! Families of refresh tokens. Nothing secret is stored: a token is a MAC over the family, its salt
//! and a generation, and the row says which generation is the newest.

use oidc_core::{
    grant::FoundGrant, id::FamilyId, record::Record, refresh::RefreshFamily, time::Timestamp,
};

use crate::{
    db::{Tx, execute, fetch_optional, insert},
    error::StoreError,
    grants::{GRANT_CONTEXT, GrantContextRow, HAS_SUBJECT, JOIN_GRANT_CONTEXT, found_grant},
    sql::sql,
};

/// The table `refresh_families`.
#[derive(Debug)]
pub struct RefreshTokens<'a>(&'a mut Tx);

impl Tx {
    /// Refresh tokens.
    pub const fn refresh_tokens(&mut self) -> RefreshTokens<'_> {
        RefreshTokens(self)
    }
}

impl RefreshTokens<'_> {
    /// Adds a family.
    pub async fn insert(&mut self, family: &RefreshFamily) -> Result<(), StoreError> {
        insert!(self.0, RefreshFamily::INSERT, family).map(drop)
    }

    /// The family and the context of its grant, in one statement.
    pub async fn find_with_grant(
        &mut self,
        id: &FamilyId,
    ) -> Result<Option<(RefreshFamily, FoundGrant)>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            RefreshFamily::COLUMNS,
            ", ",
            GRANT_CONTEXT,
            " from refresh_families join grants on grants.id = refresh_families.grant_id",
            JOIN_GRANT_CONTEXT,
            "where refresh_families.id = $1",
            HAS_SUBJECT
        );
        let found: Option<(RefreshFamily, GrantContextRow)> =
            fetch_optional!(self.0, SQL, id.as_bytes().as_slice())?;
        Ok(found.map(|(family, row)| (family, found_grant(row))))
    }

    /// Makes the next generation the newest; false when `from_generation` no longer is, or the
    /// family is revoked. Of many that try, one is told true (T-24).
    pub async fn rotate(
        &mut self,
        id: &FamilyId,
        from_generation: u32,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "update refresh_families set generation = generation + 1, \
            rotated_at = $3, expires_at = $4 \
            where id = $1 and generation = $2 and revoked_at is null";
        let id = id.as_bytes().as_slice();
        let (now, expires_at) = (now.as_millis(), expires_at.as_millis());
        Ok(execute!(self.0, SQL, id, i64::from(from_generation), now, expires_at)? == 1)
    }

    /// Revokes the family; false when it was revoked, or is unknown.
    pub async fn revoke(&mut self, id: &FamilyId, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str =
            "update refresh_families set revoked_at = $2 where id = $1 and revoked_at is null";
        Ok(execute!(self.0, SQL, id.as_bytes().as_slice(), now.as_millis())? == 1)
    }
}
