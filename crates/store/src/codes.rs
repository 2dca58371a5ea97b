//! Authorization codes: used once (RFC 6749 §4.1.2). A used one stays for a while, so that its
//! replay is recognised.

use oidc_core::{
    code::AuthorizationCode, grant::FoundGrant, id::CodeId, record::Record, time::Timestamp,
};

use crate::{
    db::{Tx, execute, fetch_optional, insert},
    error::StoreError,
    grants::{GRANT_CONTEXT, GrantContextRow, HAS_SUBJECT, JOIN_GRANT_CONTEXT, found_grant},
    sql::sql,
};

/// The table `codes`.
#[derive(Debug)]
pub struct Codes<'a>(&'a mut Tx);

impl Tx {
    /// Authorization codes.
    pub const fn codes(&mut self) -> Codes<'_> {
        Codes(self)
    }
}

impl Codes<'_> {
    /// Adds a code.
    pub async fn insert(&mut self, code: &AuthorizationCode) -> Result<(), StoreError> {
        insert!(self.0, AuthorizationCode::INSERT, code).map(drop)
    }

    /// The code and the context of its grant, in one statement.
    pub async fn find_with_grant(
        &mut self,
        id: &CodeId,
    ) -> Result<Option<(AuthorizationCode, FoundGrant)>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            AuthorizationCode::COLUMNS,
            ", ",
            GRANT_CONTEXT,
            " from codes join grants on grants.id = codes.grant_id",
            JOIN_GRANT_CONTEXT,
            "where codes.id = $1",
            HAS_SUBJECT
        );
        let found: Option<(AuthorizationCode, GrantContextRow)> =
            fetch_optional!(self.0, SQL, id.as_bytes().as_slice())?;
        Ok(found.map(|(code, row)| (code, found_grant(row))))
    }

    /// Uses the code up; false when it was used. Of many that try, one is told true.
    pub async fn consume(&mut self, id: &CodeId, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "update codes set consumed_at = $2 where id = $1 and consumed_at is null";
        Ok(execute!(self.0, SQL, id.as_bytes().as_slice(), now.as_millis())? == 1)
    }
}
