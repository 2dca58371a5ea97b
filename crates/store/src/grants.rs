//! What was granted: consents, and the grants from which tokens hang. Revoking marks one row, which
//! every use of a token reads.

use oidc_core::{
    grant::{Grant, Standing},
    id::{ClientId, GrantId, SessionId, UserId},
    scope::Scope,
    time::Timestamp,
    user::User,
};
use sqlx::types::Json;

use crate::{
    columns::{Bytes, FromColumns, Text, Time, columns},
    db::{Tx, execute, fetch_optional},
    error::StoreError,
};

/// The tables `grants` and `consents`.
#[derive(Debug)]
pub struct Grants<'a>(&'a mut Tx);

columns!("grants" => Grant {
    id: Bytes<GrantId>,
    user_id: Text<UserId>,
    client_id: Text<ClientId>,
    session_id: Bytes<SessionId>,
    auth_time: Time,
    amr: Json<Vec<String>>,
    scope: Text<Scope>,
    resources: Json<Vec<String>>,
    created_at: Time,
    expires_at: Time,
    revoked_at: Option<Time>,
});

struct Consent {
    scope: Scope,
}

columns!("consents" => Consent { scope: Text<Scope> });

macro_rules! columns_of_grants {
    () => {
        "g.id, g.user_id, g.client_id, g.session_id, g.auth_time, g.amr, g.scope, \
         g.resources, g.created_at, g.expires_at, g.revoked_at"
    };
}

/// The columns of a [`Standing`], for a statement with `join_standing!`.
macro_rules! columns_of_standing {
    () => {
        concat!(
            $crate::grants::columns_of_grants!(),
            ", ",
            $crate::users::columns_of_users!(),
            ", s.id is null or s.ended_at is not null, coalesce(s.expires_at, 0), \
             sc.signed_out_at is not null"
        )
    };
}

/// What a [`Standing`] is read from beside its grant `g`: everything that can end it, found by
/// primary keys. A client that signs out ends the session with it, and nobody comes back into an
/// ended one: all its grants of this session are older than its sign-out, whatever the clocks of
/// the nodes that wrote them say.
macro_rules! join_standing {
    () => {
        " join users u on u.id = g.user_id left join sessions s on s.id = g.session_id \
         left join session_clients sc on sc.session_id = g.session_id \
         and sc.client_id = g.client_id "
    };
}
pub(crate) use {columns_of_grants, columns_of_standing, join_standing};

impl<'r, R: sqlx::Row> FromColumns<'r, R> for Standing
where
    (Grant, User): FromColumns<'r, R>,
    bool: FromColumns<'r, R>,
    i64: FromColumns<'r, R>,
{
    const WIDTH: usize = <(Grant, User)>::WIDTH + 3;

    fn from_columns(row: &'r R, at: usize) -> Result<Self, sqlx::Error> {
        let (grant, user) = FromColumns::from_columns(row, at)?;
        let after = at + <(Grant, User)>::WIDTH;
        Ok(Self {
            grant,
            user,
            session_ended: bool::from_columns(row, after)?,
            session_expires_at: Timestamp::from_millis(i64::from_columns(row, after + 1)?),
            client_signed_out: bool::from_columns(row, after + 2)?,
        })
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
        const SQL: &str = "insert into grants (id, user_id, client_id, session_id, auth_time, \
            amr, scope, resources, created_at, expires_at, revoked_at) \
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        execute!(
            self.0,
            SQL,
            grant.id.as_bytes().as_slice(),
            grant.user_id.as_str(),
            grant.client_id.as_str(),
            grant.session_id.as_bytes().as_slice(),
            grant.auth_time.as_millis(),
            Json(&grant.amr),
            grant.scope.to_string(),
            Json(&grant.resources),
            grant.created_at.as_millis(),
            grant.expires_at.as_millis(),
            grant.revoked_at.map(Timestamp::as_millis),
        )
        .map(drop)
    }

    /// Revokes the grant and with it every token; false when it was revoked, or is unknown.
    pub async fn revoke(&mut self, id: &GrantId, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "update grants set revoked_at = $2 where id = $1 and revoked_at is null";
        Ok(execute!(self.0, SQL, id.as_bytes().as_slice(), now.as_millis())? == 1)
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
        let found: Option<Consent> = fetch_optional!(self.0, SQL, user.as_str(), client.as_str())?;
        Ok(found.map(|consent| consent.scope))
    }
}
