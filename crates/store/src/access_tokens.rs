//! Opaque access tokens: found by id, recognised by digest, alive as long as their grant.

use oidc_core::{access_token::AccessToken, grant::FoundGrant, id::AccessTokenId, record::Record};

use crate::{
    db::{Tx, fetch_optional, insert},
    error::StoreError,
    grants::{GRANT_CONTEXT, GrantContextRow, HAS_SUBJECT, JOIN_GRANT_CONTEXT, found_grant},
    sql::sql,
};

/// The table `access_tokens`.
#[derive(Debug)]
pub struct AccessTokens<'a>(&'a mut Tx);

impl Tx {
    /// Opaque access tokens.
    pub const fn access_tokens(&mut self) -> AccessTokens<'_> {
        AccessTokens(self)
    }
}

impl AccessTokens<'_> {
    /// Adds a token.
    pub async fn insert(&mut self, token: &AccessToken) -> Result<(), StoreError> {
        insert!(self.0, AccessToken::INSERT, token).map(drop)
    }

    /// The token and the context of its grant, in one statement.
    pub async fn find_with_grant(
        &mut self,
        id: &AccessTokenId,
    ) -> Result<Option<(AccessToken, FoundGrant)>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            AccessToken::COLUMNS,
            ", ",
            GRANT_CONTEXT,
            " from access_tokens join grants on grants.id = access_tokens.grant_id",
            JOIN_GRANT_CONTEXT,
            "where access_tokens.id = $1",
            HAS_SUBJECT
        );
        let found: Option<(AccessToken, GrantContextRow)> =
            fetch_optional!(self.0, SQL, id.as_bytes().as_slice())?;
        Ok(found.map(|(token, row)| (token, found_grant(row))))
    }
}
