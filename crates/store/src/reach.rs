//! How much hangs from a client or from a user: what would go with it.

use oidc_core::{
    id::{ClientId, UserId},
    time::Timestamp,
};

use crate::{
    db::{Tx, fetch_one},
    error::StoreError,
};

/// The tables `grants`, `sessions` and `client_secrets`, counted.
#[derive(Debug)]
pub struct Reach<'a>(&'a mut Tx);

/// What hangs from a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReachOfClient {
    /// Grants that stand, as far as they were counted.
    pub grants: i64,
    /// The people who gave them.
    pub people: i64,
    /// Its secrets.
    pub secrets: i64,
}

/// What hangs from a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReachOfUser {
    /// Grants that stand.
    pub grants: i64,
    /// The clients they were given to.
    pub clients: i64,
    /// Sessions that are not over.
    pub sessions: i64,
}

impl Tx {
    /// How much hangs from a client or a user.
    pub const fn reach(&mut self) -> Reach<'_> {
        Reach(self)
    }
}

impl Reach<'_> {
    /// What hangs from a client; of its grants `most` at most are counted.
    pub async fn of_client(
        &mut self,
        client: &ClientId,
        most: i64,
        now: Timestamp,
    ) -> Result<ReachOfClient, StoreError> {
        const GRANTS: &str = "select count(*), count(distinct user_id) from (select user_id \
            from grants where client_id = $1 and revoked_at is null and expires_at > $2 \
            order by id limit $3) as counted";
        const SECRETS: &str = "select count(*) from client_secrets where client_id = $1";
        let (id, at) = (client.as_str(), now.as_millis());
        let (grants, people): (i64, i64) = fetch_one!(self.0, GRANTS, id, at, most)?;
        Ok(ReachOfClient {
            grants,
            people,
            secrets: fetch_one!(self.0, SECRETS, id)?,
        })
    }

    /// What hangs from a user.
    pub async fn of_user(
        &mut self,
        user: &UserId,
        now: Timestamp,
    ) -> Result<ReachOfUser, StoreError> {
        const GRANTS: &str = "select count(*), count(distinct client_id) from grants \
            where user_id = $1 and revoked_at is null and expires_at > $2";
        const SESSIONS: &str = "select count(*) from sessions \
            where user_id = $1 and ended_at is null and expires_at > $2";
        let (id, at) = (user.as_str(), now.as_millis());
        let (grants, clients): (i64, i64) = fetch_one!(self.0, GRANTS, id, at)?;
        Ok(ReachOfUser {
            grants,
            clients,
            sessions: fetch_one!(self.0, SESSIONS, id, at)?,
        })
    }
}
