//! Authorization codes: used once (RFC 6749 §4.1.2). A used one stays for a while, so that its
//! replay is recognised.

use oidc_core::{
    code::AuthorizationCode,
    grant::Standing,
    id::{ClientId, CodeId, GrantId},
    key::thumbprint::Thumbprint,
    pkce::CodeChallenge,
    secret::Digest,
    time::Timestamp,
};

use crate::{
    columns::{Bytes, Text, Time, columns},
    db::{Tx, execute, fetch_optional},
    error::StoreError,
    grants::{columns_of_standing, has_subject, join_standing},
};

/// The table `codes`.
#[derive(Debug)]
pub struct Codes<'a>(&'a mut Tx);

columns!("codes" => AuthorizationCode {
    id: Bytes<CodeId>,
    digest: Bytes<Digest>,
    grant_id: Bytes<GrantId>,
    client_id: Text<ClientId>,
    redirect_uri: String,
    redirect_uri_given: bool,
    nonce: Option<String>,
    code_challenge: Option<Text<CodeChallenge>>,
    audience: Option<String>,
    jkt: Option<Text<Thumbprint>>,
    expires_at: Time,
    consumed_at: Option<Time>,
});

macro_rules! columns_of_codes {
    () => {
        "c.id, c.digest, c.grant_id, c.client_id, c.redirect_uri, c.redirect_uri_given, c.nonce, \
         c.code_challenge, c.audience, c.jkt, c.expires_at, c.consumed_at"
    };
}

impl Tx {
    /// Authorization codes.
    pub const fn codes(&mut self) -> Codes<'_> {
        Codes(self)
    }
}

impl Codes<'_> {
    /// Adds a code.
    pub async fn insert(&mut self, code: &AuthorizationCode) -> Result<(), StoreError> {
        const SQL: &str = "insert into codes (id, digest, grant_id, client_id, redirect_uri, \
            redirect_uri_given, nonce, code_challenge, audience, jkt, expires_at, consumed_at) \
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        execute!(
            self.0,
            SQL,
            code.id.as_bytes().as_slice(),
            code.digest.as_bytes().as_slice(),
            code.grant_id.as_bytes().as_slice(),
            code.client_id.as_str(),
            code.redirect_uri.as_str(),
            code.redirect_uri_given,
            code.nonce.as_deref(),
            code.code_challenge.as_ref().map(CodeChallenge::as_str),
            code.audience.as_deref(),
            code.jkt.as_ref().map(Thumbprint::as_str),
            code.expires_at.as_millis(),
            code.consumed_at.map(Timestamp::as_millis),
        )
        .map(drop)
    }

    /// The code and the standing of its grant, in one statement.
    pub async fn find_with_standing(
        &mut self,
        id: &CodeId,
    ) -> Result<Option<(AuthorizationCode, Standing)>, StoreError> {
        const SQL: &str = concat!(
            "select ",
            columns_of_codes!(),
            ", ",
            columns_of_standing!(),
            " from codes c join grants g on g.id = c.grant_id",
            join_standing!(),
            "where c.id = $1",
            has_subject!()
        );
        fetch_optional!(self.0, SQL, id.as_bytes().as_slice())
    }

    /// Uses the code up; false when it was used. Of many that try, one is told true.
    pub async fn consume(&mut self, id: &CodeId, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "update codes set consumed_at = $2 where id = $1 and consumed_at is null";
        Ok(execute!(self.0, SQL, id.as_bytes().as_slice(), now.as_millis())? == 1)
    }
}
