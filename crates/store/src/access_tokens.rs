//! Opaque access tokens: found by id, recognised by digest, alive as long as their grant.

use oidc_core::{
    access_token::AccessToken,
    grant::Standing,
    id::{AccessTokenId, GrantId},
    key::thumbprint::Thumbprint,
    scope::Scope,
    secret::Digest,
    time::Timestamp,
};

use crate::{
    columns::{Bytes, Text, Time, columns},
    db::{Tx, execute, fetch_optional},
    error::StoreError,
    grants::{columns_of_standing, has_subject, join_standing},
};

/// The table `access_tokens`.
#[derive(Debug)]
pub struct AccessTokens<'a>(&'a mut Tx);

columns!("access_tokens" => AccessToken {
    id: Bytes<AccessTokenId>,
    digest: Bytes<Digest>,
    grant_id: Bytes<GrantId>,
    scope: Text<Scope>,
    audience: Option<String>,
    jkt: Option<Text<Thumbprint>>,
    expires_at: Time,
    revoked_at: Option<Time>,
});

impl Tx {
    /// Opaque access tokens.
    pub const fn access_tokens(&mut self) -> AccessTokens<'_> {
        AccessTokens(self)
    }
}

impl AccessTokens<'_> {
    /// Adds a token.
    pub async fn insert(&mut self, token: &AccessToken) -> Result<(), StoreError> {
        const SQL: &str = "insert into access_tokens \
            (id, digest, grant_id, scope, audience, jkt, expires_at, revoked_at) \
            values ($1, $2, $3, $4, $5, $6, $7, $8)";
        execute!(
            self.0,
            SQL,
            token.id.as_bytes().as_slice(),
            token.digest.as_bytes().as_slice(),
            token.grant_id.as_bytes().as_slice(),
            token.scope.to_string(),
            token.audience.as_deref(),
            token.jkt.as_ref().map(Thumbprint::as_str),
            token.expires_at.as_millis(),
            token.revoked_at.map(Timestamp::as_millis),
        )
        .map(drop)
    }

    /// The token and the standing of its grant, in one statement.
    pub async fn find_with_standing(
        &mut self,
        id: &AccessTokenId,
    ) -> Result<Option<(AccessToken, Standing)>, StoreError> {
        const SQL: &str = concat!(
            "select t.id, t.digest, t.grant_id, t.scope, t.audience, t.jkt, t.expires_at, t.revoked_at, ",
            columns_of_standing!(),
            " from access_tokens t join grants g on g.id = t.grant_id",
            join_standing!(),
            "where t.id = $1",
            has_subject!()
        );
        fetch_optional!(self.0, SQL, id.as_bytes().as_slice())
    }
}
