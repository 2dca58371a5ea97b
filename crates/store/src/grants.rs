//! What was granted, from which all tokens hang. Revoking marks one row, which every use of a token
//! reads.

use oidc_core::{
    grant::{FoundGrant, Grant, GrantSession},
    id::{AccessTokenId, ClientId, GrantId, SessionId, UserId},
    record::{Aside, Joined, Record},
    time::Timestamp,
    user::User,
};

use crate::{
    consents::ConsentRow,
    db::{Tx, execute, fetch_all, fetch_optional, insert},
    error::StoreError,
    sid::SidText,
    sql::sql,
};

/// The table `grants`.
#[derive(Debug)]
pub struct Grants<'a>(&'a mut Tx);

/// What a [`FoundGrant`] is read from, of a statement with [`JOIN_GRANT_CONTEXT`].
pub(crate) const GRANT_CONTEXT: &str = sql!(
    Grant::COLUMNS,
    ", ",
    User::COLUMNS,
    ", ",
    ConsentRow::COLUMNS,
    ", sessions.id is null or sessions.ended_at is not null, coalesce(sessions.expires_at, 0), \
     session_clients.signed_out_at is not null, session_clients.sid"
);

/// What stands beside the grant: everything that can end it or say how much of it counts, found by
/// primary keys. A client that
/// signs out ends the session with it, and nobody comes back into an ended one: all its grants of
/// this session are older than its sign-out, whatever the clocks of the nodes that wrote them say.
pub(crate) const JOIN_GRANT_CONTEXT: &str = " left join users on users.id = grants.user_id \
    left join consents on consents.user_id = grants.user_id \
    and consents.client_id = grants.client_id \
    and consents.registration is not distinct from grants.registration \
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
    Aside<ConsentRow>,
    (bool, Timestamp, bool, Option<SidText>),
);

/// How the grant stands.
pub(crate) fn found_grant(row: GrantContextRow) -> FoundGrant {
    let (grant, Joined(user), Aside(consent), session) = row;
    let (ended, expires_at, client_signed_out, sid) = session;
    let session = grant.session_id.map(|_| GrantSession {
        ended,
        expires_at,
        client_signed_out,
        sid: sid.map(|sid| sid.0),
    });
    FoundGrant {
        grant,
        user,
        session,
        consent: consent.map(|row| row.map(ConsentRow::consent)),
    }
}

impl Tx {
    /// Grants.
    pub const fn grants(&mut self) -> Grants<'_> {
        Grants(self)
    }
}

impl Grants<'_> {
    /// Adds a grant.
    pub async fn insert(&mut self, grant: &Grant) -> Result<(), StoreError> {
        insert!(self.0, Grant::INSERT, grant).map(drop)
    }

    /// How the grant of a signed access token stands; none when the token itself was taken back.
    pub async fn find_of_signed(
        &mut self,
        id: &GrantId,
        token: &AccessTokenId,
    ) -> Result<Option<FoundGrant>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            GRANT_CONTEXT,
            " from grants",
            JOIN_GRANT_CONTEXT,
            "where grants.id = $1 and not exists \
                (select 1 from revoked_tokens where revoked_tokens.id = $2)",
            HAS_SUBJECT
        );
        let (id, token) = (id.as_bytes().as_slice(), token.as_bytes().as_slice());
        let found: Option<GrantContextRow> = fetch_optional!(self.0, SQL, id, token)?;
        Ok(found.map(found_grant))
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

    /// Takes the rows of all that a user has granted until the unit of work is over.
    pub async fn hold_all_of(&mut self, user: &UserId) -> Result<(), StoreError> {
        const SQL: &str = "update grants set revoked_at = revoked_at \
            where user_id = $1 and revoked_at is null";
        execute!(self.0, SQL, user.as_str()).map(drop)
    }

    /// Revokes all that a user has granted in this session.
    pub async fn revoke_all_in(
        &mut self,
        user: &UserId,
        session: &SessionId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "update grants set revoked_at = $3 \
            where user_id = $1 and session_id = $2 and revoked_at is null";
        let session = session.as_bytes().as_slice();
        execute!(self.0, SQL, user.as_str(), session, now.as_millis()).map(drop)
    }

    /// Draws the end of a grant in; it never moves on.
    pub async fn draw_in(&mut self, id: &GrantId, expires_at: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "update grants set expires_at = $2 where id = $1 and expires_at > $2";
        let id = id.as_bytes().as_slice();
        execute!(self.0, SQL, id, expires_at.as_millis()).map(drop)
    }

    /// The grant with that id, whether it stands or not.
    pub async fn find(&mut self, id: &GrantId) -> Result<Option<Grant>, StoreError> {
        const SQL: &str = sql!("select ", Grant::COLUMNS, " from grants where id = $1");
        fetch_optional!(self.0, SQL, id.as_bytes().as_slice())
    }

    /// Revokes all that a user has granted this client; how many grants that were.
    pub async fn revoke_all(
        &mut self,
        user: &UserId,
        client: &ClientId,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        const SQL: &str = "update grants set revoked_at = $3 \
            where user_id = $1 and client_id = $2 and revoked_at is null";
        execute!(self.0, SQL, user.as_str(), client.as_str(), now.as_millis())
    }

    /// Revokes the next grants of a client that was removed; how many they were, `most` at most.
    pub(crate) async fn revoke_some(
        &mut self,
        client: &str,
        now: Timestamp,
        most: i64,
    ) -> Result<u64, StoreError> {
        const SQL: &str = "update grants set revoked_at = $2 where id in (select id from grants \
            where client_id = $1 and revoked_at is null order by id limit $3)";
        execute!(self.0, SQL, client, now.as_millis(), most)
    }

    /// The next grants that are neither revoked nor over, newest first: of this user, to this
    /// client, older than this one, each where it is named; `most` at most.
    pub async fn page(&mut self, wanted: &Wanted<'_>) -> Result<Vec<Grant>, StoreError> {
        let Wanted { now, most, .. } = wanted;
        let before = wanted.before.map_or([0xff; 16], |id| *id.as_bytes());
        let (before, now) = (before.as_slice(), now.as_millis());
        match (wanted.user, wanted.client) {
            (Some(user), Some(client)) => fetch_all!(
                self.0,
                OF_BOTH,
                before,
                now,
                *most,
                user.as_str(),
                client.as_str()
            ),
            (Some(user), None) => fetch_all!(self.0, OF_USER, before, now, *most, user.as_str()),
            (None, Some(client)) => {
                fetch_all!(self.0, OF_CLIENT, before, now, *most, client.as_str())
            }
            (None, None) => fetch_all!(self.0, OF_ANYBODY, before, now, *most),
        }
    }
}

/// Which grants are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Whose.
    pub user: Option<&'a UserId>,
    /// To whom.
    pub client: Option<&'a ClientId>,
    /// Older than this one.
    pub before: Option<&'a GrantId>,
    /// What time it is.
    pub now: Timestamp,
    /// How many at most.
    pub most: i64,
}

const STANDING: &str = sql!(
    "select ",
    Grant::COLUMNS,
    " from grants where id < $1 and expires_at > $2 and revoked_at is null "
);
const NEWEST_FIRST: &str = "order by id desc limit $3";
const OF_ANYBODY: &str = sql!(STANDING, NEWEST_FIRST);
const OF_USER: &str = sql!(STANDING, "and user_id = $4 ", NEWEST_FIRST);
const OF_CLIENT: &str = sql!(STANDING, "and client_id = $4 ", NEWEST_FIRST);
const OF_BOTH: &str = sql!(
    STANDING,
    "and user_id = $4 and client_id = $5 ",
    NEWEST_FIRST
);
