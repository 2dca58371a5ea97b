//! Families of refresh tokens. Nothing secret is stored: a token is a MAC over the family, its salt
//! and a generation, and the row says which generation is the newest.

use oidc_core::{
    grant::Standing,
    id::{ClientId, FamilyId, GrantId},
    key::thumbprint::Thumbprint,
    refresh::RefreshFamily,
    scope::Scope,
    time::Timestamp,
};

use crate::{
    columns::{Bytes, Count, Text, Time},
    db::{Tx, execute, fetch_optional},
    error::StoreError,
    grants::{columns_of_standing, has_subject, join_standing},
};

/// The table `refresh_families`.
#[derive(Debug)]
pub struct RefreshTokens<'a>(&'a mut Tx);

/// A salt as it stands in its column.
struct Salt([u8; 16]);

impl TryFrom<&[u8]> for Salt {
    type Error = std::array::TryFromSliceError;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        bytes.try_into().map(Self)
    }
}

struct Row {
    id: FamilyId,
    salt: Salt,
    grant_id: GrantId,
    client_id: ClientId,
    scope: Scope,
    audience: Option<String>,
    jkt: Option<Thumbprint>,
    generation: u32,
    rotated_at: Timestamp,
    created_at: Timestamp,
    expires_at: Timestamp,
    revoked_at: Option<Timestamp>,
}

crate::columns::columns!("refresh_families" => Row {
    id: Bytes<FamilyId>,
    salt: Bytes<Salt>,
    grant_id: Bytes<GrantId>,
    client_id: Text<ClientId>,
    scope: Text<Scope>,
    audience: Option<String>,
    jkt: Option<Text<Thumbprint>>,
    generation: Count,
    rotated_at: Time,
    created_at: Time,
    expires_at: Time,
    revoked_at: Option<Time>,
});

impl From<Row> for RefreshFamily {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            salt: row.salt.0,
            grant_id: row.grant_id,
            client_id: row.client_id,
            scope: row.scope,
            audience: row.audience,
            jkt: row.jkt,
            generation: row.generation,
            rotated_at: row.rotated_at,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        }
    }
}

impl Tx {
    /// Refresh tokens.
    pub const fn refresh_tokens(&mut self) -> RefreshTokens<'_> {
        RefreshTokens(self)
    }
}

impl RefreshTokens<'_> {
    /// Adds a family.
    pub async fn insert(&mut self, family: &RefreshFamily) -> Result<(), StoreError> {
        const SQL: &str = "insert into refresh_families (id, salt, grant_id, client_id, scope, \
            audience, jkt, generation, rotated_at, created_at, expires_at, revoked_at) \
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        execute!(
            self.0,
            SQL,
            family.id.as_bytes().as_slice(),
            family.salt.as_slice(),
            family.grant_id.as_bytes().as_slice(),
            family.client_id.as_str(),
            family.scope.to_string(),
            family.audience.as_deref(),
            family.jkt.as_ref().map(Thumbprint::as_str),
            i64::from(family.generation),
            family.rotated_at.as_millis(),
            family.created_at.as_millis(),
            family.expires_at.as_millis(),
            family.revoked_at.map(Timestamp::as_millis),
        )
        .map(drop)
    }

    /// The family and the standing of its grant, in one statement.
    pub async fn find_with_standing(
        &mut self,
        id: &FamilyId,
    ) -> Result<Option<(RefreshFamily, Standing)>, StoreError> {
        const SQL: &str = concat!(
            "select f.id, f.salt, f.grant_id, f.client_id, f.scope, f.audience, f.jkt, f.generation, f.rotated_at, \
             f.created_at, f.expires_at, f.revoked_at, ",
            columns_of_standing!(),
            " from refresh_families f join grants g on g.id = f.grant_id",
            join_standing!(),
            "where f.id = $1",
            has_subject!()
        );
        let found: Option<(Row, Standing)> =
            fetch_optional!(self.0, SQL, id.as_bytes().as_slice())?;
        Ok(found.map(|(row, standing)| (row.into(), standing)))
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
