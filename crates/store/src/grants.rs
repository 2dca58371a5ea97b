//! What was granted: consents, and the grants from which tokens hang. Revoking marks one row, which
//! every use of a token reads.

use oidc_core::{
    grant::{Grant, SessionStanding, Standing},
    id::{ClientId, GrantId, SessionId, UserId},
    scope::Scope,
    subject::Subject,
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

struct GrantRow {
    id: GrantId,
    user_id: Option<UserId>,
    client_id: ClientId,
    session_id: Option<SessionId>,
    auth_time: Timestamp,
    amr: Vec<String>,
    scope: Scope,
    resources: Vec<String>,
    created_at: Timestamp,
    expires_at: Timestamp,
    revoked_at: Option<Timestamp>,
}

impl From<GrantRow> for Grant {
    fn from(row: GrantRow) -> Self {
        Self {
            id: row.id,
            subject: match row.user_id {
                Some(user) => Subject::User(user),
                None => Subject::Client(row.client_id.clone()),
            },
            client_id: row.client_id,
            session_id: row.session_id,
            auth_time: row.auth_time,
            amr: row.amr,
            scope: row.scope,
            resources: row.resources,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        }
    }
}

columns!("grants" => GrantRow {
    id: Bytes<GrantId>,
    user_id: Option<Text<UserId>>,
    client_id: Text<ClientId>,
    session_id: Option<Bytes<SessionId>>,
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
        " left join users u on u.id = g.user_id left join sessions s on s.id = g.session_id \
         left join session_clients sc on sc.session_id = g.session_id \
         and sc.client_id = g.client_id "
    };
}
/// That the person a token is about is still there, if it is about one.
macro_rules! has_subject {
    () => {
        " and (g.user_id is null or u.id is not null)"
    };
}
pub(crate) use {columns_of_grants, columns_of_standing, has_subject, join_standing};

impl<'r, R: sqlx::Row> FromColumns<'r, R> for Standing
where
    GrantRow: FromColumns<'r, R>,
    User: FromColumns<'r, R>,
    bool: FromColumns<'r, R>,
    i64: FromColumns<'r, R>,
{
    const WIDTH: usize = GrantRow::WIDTH + User::WIDTH + 3;

    fn from_columns(row: &'r R, at: usize) -> Result<Self, sqlx::Error> {
        let grant = Grant::from(GrantRow::from_columns(row, at)?);
        let at = at + GrantRow::WIDTH;
        let user = match grant.subject {
            Subject::User(_) => Some(User::from_columns(row, at)?),
            Subject::Client(_) => None,
        };
        let at = at + User::WIDTH;
        let session = match grant.session_id {
            Some(_) => Some(SessionStanding {
                ended: bool::from_columns(row, at)?,
                expires_at: Timestamp::from_millis(i64::from_columns(row, at + 1)?),
                client_signed_out: bool::from_columns(row, at + 2)?,
            }),
            None => None,
        };
        Ok(Self {
            grant,
            user,
            session,
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
            grant.subject.user().map(UserId::as_str),
            grant.client_id.as_str(),
            grant.session_id.as_ref().map(|id| id.as_bytes().as_slice()),
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
