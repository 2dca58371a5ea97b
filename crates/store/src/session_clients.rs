//! The clients that were reached from a session, as far as they are told of its end.

use oidc_core::{
    frontchannel_logout_uri::FrontchannelLogoutUri,
    id::{ClientId, SessionId, Sid},
};

use crate::{
    db::{Tx, execute, fetch_all},
    error::StoreError,
    sid::SidText,
};

/// The table `session_clients`, beside `clients`.
#[derive(Debug)]
pub struct SessionClients<'a>(&'a mut Tx);

/// A client that was reached from a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Which one.
    pub client_id: ClientId,
    /// What it calls the session.
    pub sid: Sid,
}

impl Tx {
    /// The clients that were reached from a session.
    pub const fn session_clients(&mut self) -> SessionClients<'_> {
        SessionClients(self)
    }
}

impl SessionClients<'_> {
    /// All of them.
    pub async fn of(&mut self, session: &SessionId) -> Result<Vec<ClientId>, StoreError> {
        const SQL: &str = "select client_id from session_clients where session_id = $1 \
            order by client_id";
        fetch_all!(self.0, SQL, session.as_bytes().as_slice())
    }

    /// Those that are told of its end without the browser, by a call each.
    pub async fn called(&mut self, session: &SessionId) -> Result<Vec<Participant>, StoreError> {
        const SQL: &str = "select clients.id, session_clients.sid from session_clients \
            join clients on clients.id = session_clients.client_id \
            where session_clients.session_id = $1 and clients.disabled = false \
            and clients.backchannel_logout_uri is not null order by clients.id";
        let found: Vec<(ClientId, SidText)> =
            fetch_all!(self.0, SQL, session.as_bytes().as_slice())?;
        let participant = |(client_id, SidText(sid))| Participant { client_id, sid };
        Ok(found.into_iter().map(participant).collect())
    }

    /// Those that are told of its end by the browser: what it shows in a frame for each, and what
    /// the client calls the session.
    pub async fn framed(
        &mut self,
        session: &SessionId,
    ) -> Result<Vec<(FrontchannelLogoutUri, Sid)>, StoreError> {
        const SQL: &str = "select clients.frontchannel_logout_uri, session_clients.sid \
            from session_clients join clients on clients.id = session_clients.client_id \
            where session_clients.session_id = $1 and clients.disabled = false \
            and clients.frontchannel_logout_uri is not null order by clients.id";
        let found: Vec<(FrontchannelLogoutUri, SidText)> =
            fetch_all!(self.0, SQL, session.as_bytes().as_slice())?;
        let frame = |(uri, SidText(sid))| (uri, sid);
        Ok(found.into_iter().map(frame).collect())
    }

    /// Forgets the next sessions that a client was reached from which was removed; how many they
    /// were, `most` at most.
    pub(crate) async fn forget_some(&mut self, client: &str, most: i64) -> Result<u64, StoreError> {
        const SQL: &str = "delete from session_clients where client_id = $1 and session_id in \
            (select session_id from session_clients where client_id = $1 \
            order by session_id limit $2)";
        execute!(self.0, SQL, client, most)
    }
}
