//! Signed-in browsers, and the clients that were reached from each.

use oidc_core::{
    client::Registrant,
    id::{ClientId, RegistrationId, SessionId, Sid, UserId},
    record::{Record, Writer},
    secret::Digest,
    session::Session,
    time::Timestamp,
    user::User,
};

use crate::{
    db::{Tx, execute, fetch_all, fetch_optional, insert, statement},
    error::StoreError,
    sid::SidText,
    sql::sql,
};

/// The tables `sessions` and `session_clients`.
#[derive(Debug)]
pub struct Sessions<'a>(&'a mut Tx);

impl Tx {
    /// Signed-in browsers.
    pub const fn sessions(&mut self) -> Sessions<'_> {
        Sessions(self)
    }
}

impl Sessions<'_> {
    /// Adds a session.
    pub async fn insert(&mut self, session: &Session) -> Result<(), StoreError> {
        insert!(self.0, Session::INSERT, session).map(drop)
    }

    /// The session with that id, live or not: compare the digest and ask `is_live`.
    pub async fn find(&mut self, id: &SessionId) -> Result<Option<Session>, StoreError> {
        const SQL: &str = sql!("select ", Session::COLUMNS, " from sessions where id = $1");
        fetch_optional!(self.0, SQL, id.as_bytes().as_slice())
    }

    /// The session, whose it is, and whether this client has been reached from it: all that
    /// single sign-on asks, in one statement.
    pub async fn find_with_user(
        &mut self,
        id: &SessionId,
        client: &ClientId,
    ) -> Result<Option<(Session, User, bool)>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            Session::COLUMNS,
            ", ",
            User::COLUMNS,
            ", session_clients.session_id is not null and session_clients.signed_out_at is null \
             from sessions join users on users.id = sessions.user_id left join session_clients \
             on session_clients.session_id = sessions.id and session_clients.client_id = $2 \
             where sessions.id = $1"
        );
        fetch_optional!(self.0, SQL, id.as_bytes().as_slice(), client.as_str())
    }

    /// Gives a live session a new secret and a fresher proof, after a sign-in of the same user in
    /// the same browser: the old cookie is worth nothing any more (T-40). False when it has ended,
    /// or when `former` is no longer its secret: of two tabs that prove at once, one renews.
    pub async fn renew(&mut self, session: &Session, former: &Digest) -> Result<bool, StoreError> {
        const SQL: &str = "update sessions set digest = $2, auth_time = $3, proofs = $4, \
            seen_at = $5, expires_at = $6, \
            created_at = case when created_at > $5 then $5 else created_at end \
            where id = $1 and user_id = $7 and digest = $8 and ended_at is null";
        let rows = statement!(execute, self.0, SQL, |writer| {
            writer.bytes(Some(session.id.as_bytes()))?;
            writer.bytes(Some(session.digest.as_bytes()))?;
            writer.number(Some(session.auth_time.as_millis()))?;
            writer.json(Some(&session.proofs))?;
            writer.number(Some(session.seen_at.as_millis()))?;
            writer.number(Some(session.expires_at.as_millis()))?;
            writer.text(Some(session.user_id.as_str().into()))?;
            writer.bytes(Some(former.as_bytes()))
        })?;
        Ok(rows == 1)
    }

    /// The newest live sessions, of one user or of all, with who is signed in.
    pub async fn live(
        &mut self,
        user: Option<&UserId>,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<(Session, User)>, StoreError> {
        const ALL: &str = sql!(
            "select ",
            Session::COLUMNS,
            ", ",
            User::COLUMNS,
            " from sessions join users on users.id = sessions.user_id \
             where sessions.ended_at is null and sessions.expires_at > $1 \
             order by sessions.id desc limit $2"
        );
        const OF_USER: &str = sql!(
            "select ",
            Session::COLUMNS,
            ", ",
            User::COLUMNS,
            " from sessions join users on users.id = sessions.user_id \
             where sessions.ended_at is null and sessions.expires_at > $1 \
             and sessions.user_id = $3 order by sessions.id desc limit $2"
        );
        let (at, limit) = (now.as_millis(), i64::from(limit));
        match user {
            None => fetch_all!(self.0, ALL, at, limit),
            Some(user) => fetch_all!(self.0, OF_USER, at, limit, user.as_str()),
        }
    }

    /// The first sessions of a user that have not been ended, in the order in which they are taken:
    /// `most` at most.
    pub async fn unended_of(
        &mut self,
        user: &UserId,
        most: i64,
    ) -> Result<Vec<SessionId>, StoreError> {
        const SQL: &str = "select id from sessions where user_id = $1 and ended_at is null \
            order by id limit $2";
        fetch_all!(self.0, SQL, user.as_str(), most)
    }

    /// Takes the session's row until the unit of work is over; whether the session stands. What is
    /// written into a session after that cannot miss its end: whoever ends it waits.
    pub async fn hold(&mut self, id: &SessionId, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "update sessions set seen_at = seen_at \
            where id = $1 and ended_at is null and expires_at > $2";
        Ok(execute!(self.0, SQL, id.as_bytes().as_slice(), now.as_millis())? == 1)
    }

    /// Notes that the session is used, and until when it lives therefore.
    pub async fn slide(
        &mut self,
        id: &SessionId,
        seen_at: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        // Begun in the future, because the clock was set back: it counts from now on.
        const SQL: &str = "update sessions set seen_at = $2, expires_at = $3, \
            created_at = case when created_at > $2 then $2 else created_at end \
            where id = $1 and ended_at is null";
        let (seen_at, expires_at) = (seen_at.as_millis(), expires_at.as_millis());
        execute!(self.0, SQL, id.as_bytes().as_slice(), seen_at, expires_at).map(drop)
    }

    /// Ends the session; false when it had ended.
    pub async fn end(&mut self, id: &SessionId, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "update sessions set ended_at = $2 where id = $1 and ended_at is null";
        Ok(execute!(self.0, SQL, id.as_bytes().as_slice(), now.as_millis())? == 1)
    }

    /// Notes that a client was reached from this session, which the caller holds; `sid` names the
    /// two together in ID and logout tokens. Nothing changes when the client was there before. One
    /// that has signed out never comes back: its sign-out ended the session. One that was removed
    /// does not join any more: the next of its id would hear of the session.
    pub async fn join_client(
        &mut self,
        id: &SessionId,
        client: Registrant<'_>,
        sid: &Sid,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "insert into session_clients (session_id, client_id, sid, joined_at) \
            select $1, id, $3, $4 from clients \
            where id = $2 and registration is not distinct from $5 \
            on conflict (session_id, client_id) do nothing";
        let registration = client.registration.map(RegistrationId::as_str);
        let (id, client) = (id.as_bytes().as_slice(), client.id.as_str());
        let (sid, now) = (sid.to_string(), now.as_millis());
        execute!(self.0, SQL, id, client, sid, now, registration).map(drop)
    }

    /// What the client calls this session; none when it was not reached from it, or has signed out.
    pub async fn sid_of(
        &mut self,
        id: &SessionId,
        client: &ClientId,
    ) -> Result<Option<Sid>, StoreError> {
        const SQL: &str = "select sid from session_clients \
            where session_id = $1 and client_id = $2 and signed_out_at is null";
        let found: Option<SidText> =
            fetch_optional!(self.0, SQL, id.as_bytes().as_slice(), client.as_str())?;
        Ok(found.map(|sid| sid.0))
    }

    /// Ends the session at a client's wish, and takes from that client all it got in it; false
    /// when the session had ended.
    pub async fn sign_out(
        &mut self,
        id: &SessionId,
        client: &ClientId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "update session_clients set signed_out_at = $3 \
            where session_id = $1 and client_id = $2 and signed_out_at is null";
        // The session first: whoever holds it to add a client and a grant has then committed, so
        // that the client is found, and nobody adds another grant.
        let ended = self.end(id, now).await?;
        let id = id.as_bytes().as_slice();
        execute!(self.0, SQL, id, client.as_str(), now.as_millis())?;
        Ok(ended)
    }
}
