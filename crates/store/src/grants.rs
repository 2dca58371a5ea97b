//! What was granted: consents, and the grants from which tokens hang. Revoking marks one row, which
//! every use of a token reads.

use oidc_core::{
    grant::{Grant, GrantContext, GrantSession},
    id::{ClientId, GrantId, UserId},
    record::{Joined, Record},
    scope::Scope,
    time::Timestamp,
    user::User,
};

use crate::{
    db::{Tx, execute, fetch_optional, insert},
    error::StoreError,
    sid::SidText,
    sql::sql,
};

/// The tables `grants` and `consents`.
#[derive(Debug)]
pub struct Grants<'a>(&'a mut Tx);

/// What a [`GrantContext`] is read from, of a statement with [`JOIN_GRANT_CONTEXT`].
pub(crate) const GRANT_CONTEXT: &str = sql!(
    Grant::COLUMNS,
    ", ",
    User::COLUMNS,
    ", sessions.id is null or sessions.ended_at is not null, coalesce(sessions.expires_at, 0), \
     session_clients.signed_out_at is not null, session_clients.sid"
);

/// What stands beside the grant: everything that can end it, found by primary keys. A client that
/// signs out ends the session with it, and nobody comes back into an ended one: all its grants of
/// this session are older than its sign-out, whatever the clocks of the nodes that wrote them say.
pub(crate) const JOIN_GRANT_CONTEXT: &str = " left join users on users.id = grants.user_id \
    left join sessions on sessions.id = grants.session_id \
    left join session_clients on session_clients.session_id = grants.session_id \
    and session_clients.client_id = grants.client_id ";

/// That the person a token is about is still there, if it is about one.
pub(crate) const HAS_SUBJECT: &str = " and (grants.user_id is null or users.id is not null)";

/// The columns of [`GRANT_CONTEXT`]: of the session, whether it was ended, when it runs out, whether the
/// client signed it out, and what names the two together.
pub(crate) type GrantContextRow = (
    Grant,
    Joined<User>,
    (bool, Timestamp, bool, Option<SidText>),
);

/// How the grant stands.
pub(crate) fn grant_context((grant, Joined(user), session): GrantContextRow) -> GrantContext {
    let (ended, expires_at, client_signed_out, sid) = session;
    let session = grant.session_id.map(|_| GrantSession {
        ended,
        expires_at,
        client_signed_out,
        sid: sid.map(|sid| sid.0),
    });
    GrantContext {
        grant,
        user,
        session,
    }
}

impl Tx {
    /// Grants and consents.
    pub const fn grants(&mut self) -> Grants<'_> {
        Grants(self)
    }
}

impl Grants<'_> {
    /// Adds a grant.
    pub async fn insert(&mut self, grant: &Grant) -> Result<(), StoreError> {
        insert!(self.0, Grant::INSERT, grant).map(drop)
    }

    /// Revokes the grant and with it every token; false when it was revoked, or is unknown.
    pub async fn revoke(&mut self, id: &GrantId, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "update grants set revoked_at = $2 where id = $1 and revoked_at is null";
        Ok(execute!(self.0, SQL, id.as_bytes().as_slice(), now.as_millis())? == 1)
    }

    /// Revokes all that a user has granted, in whichever session; how many.
    pub async fn revoke_all_of(
        &mut self,
        user: &UserId,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        const SQL: &str = "update grants set revoked_at = $2 \
            where user_id = $1 and revoked_at is null";
        execute!(self.0, SQL, user.as_str(), now.as_millis())
    }

    /// Draws the end of a grant in; it never moves on.
    pub async fn draw_in(&mut self, id: &GrantId, expires_at: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "update grants set expires_at = $2 where id = $1 and expires_at > $2";
        let id = id.as_bytes().as_slice();
        execute!(self.0, SQL, id, expires_at.as_millis()).map(drop)
    }

    /// Remembers what a user has agreed to give this client, in place of what was agreed before.
    pub async fn remember_consent(
        &mut self,
        user: &UserId,
        client: &ClientId,
        scope: &Scope,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "insert into consents \
            (user_id, client_id, scope, created_at, updated_at) values ($1, $2, $3, $4, $4) \
            on conflict (user_id, client_id) do update set scope = excluded.scope, \
            updated_at = excluded.updated_at";
        let scope = scope.to_string();
        execute!(
            self.0,
            SQL,
            user.as_str(),
            client.as_str(),
            scope.as_str(),
            now.as_millis()
        )
        .map(drop)
    }

    /// What a user has agreed to give this client.
    pub async fn consent(
        &mut self,
        user: &UserId,
        client: &ClientId,
    ) -> Result<Option<Scope>, StoreError> {
        const SQL: &str = "select scope from consents where user_id = $1 and client_id = $2";
        fetch_optional!(self.0, SQL, user.as_str(), client.as_str())
    }
}
