//! Addresses that applications were refused: a few of each, with how often and when.

use oidc_core::{
    client::Registrant,
    id::{ClientId, RegistrationId},
    record::Record,
    refused_redirect::{MOST, RefusedKind, RefusedRedirect, RefusedUri},
    time::Timestamp,
};

use crate::{
    db::{Tx, execute, fetch_all},
    error::StoreError,
    sql::sql,
};

/// The table `refused_redirects`.
#[derive(Debug)]
pub struct RefusedRedirects<'a>(&'a mut Tx);

/// An address that was refused several times since this was last written down.
#[derive(Debug, Clone, Copy)]
pub struct Refusals<'a> {
    /// What was to be sent there.
    pub kind: RefusedKind,
    /// The address.
    pub uri: &'a RefusedUri,
    /// How often.
    pub count: u32,
    /// When it was refused first.
    pub first: Timestamp,
    /// When it was refused last.
    pub last: Timestamp,
}

impl Tx {
    /// Addresses that applications were refused.
    pub const fn refused_redirects(&mut self) -> RefusedRedirects<'_> {
        RefusedRedirects(self)
    }
}

impl RefusedRedirects<'_> {
    /// Counts refusals of one registration of a client; none when it is gone.
    pub async fn count(
        &mut self,
        client: Registrant<'_>,
        refusals: Refusals<'_>,
    ) -> Result<(), StoreError> {
        const SQL: &str = "insert into refused_redirects \
            (client_id, kind, uri, count, first_seen_at, last_seen_at) \
            select id, $3, $4, $5, $6, $7 from clients \
            where id = $1 and registration is not distinct from $2 \
            on conflict (client_id, kind, uri) do update set \
            count = refused_redirects.count + excluded.count, \
            last_seen_at = excluded.last_seen_at";
        let registration = client.registration.map(RegistrationId::as_str);
        execute!(
            self.0,
            SQL,
            client.id.as_str(),
            registration,
            refusals.kind.as_str(),
            refusals.uri.as_str(),
            i64::from(refusals.count),
            refusals.first.as_millis(),
            refusals.last.as_millis(),
        )
        .map(drop)
    }

    /// Forgets those of a client that are more than are remembered: what was seen longest ago.
    pub async fn make_room(&mut self, client: &ClientId) -> Result<(), StoreError> {
        const SQL: &str = "delete from refused_redirects where client_id = $1 \
            and (kind, uri) in (select kind, uri from refused_redirects where client_id = $1 \
            order by last_seen_at desc, first_seen_at desc, kind, uri limit 1000 offset $2)";
        let most = i64::try_from(MOST).unwrap_or(i64::MAX);
        execute!(self.0, SQL, client.as_str(), most).map(drop)
    }

    /// Those of a client, the newest first.
    pub async fn of(&mut self, client: &ClientId) -> Result<Vec<RefusedRedirect>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            RefusedRedirect::COLUMNS,
            " from refused_redirects where client_id = $1 \
             order by last_seen_at desc, first_seen_at desc, kind, uri"
        );
        fetch_all!(self.0, SQL, client.as_str())
    }

    /// Forgets those of a client, or those of this text; how many.
    pub async fn forget(
        &mut self,
        client: &ClientId,
        uri: Option<&str>,
    ) -> Result<u64, StoreError> {
        const ALL: &str = "delete from refused_redirects where client_id = $1";
        const ONE: &str = "delete from refused_redirects where client_id = $1 and uri = $2";
        match uri {
            None => execute!(self.0, ALL, client.as_str()),
            Some(uri) => execute!(self.0, ONE, client.as_str(), uri),
        }
    }
}
