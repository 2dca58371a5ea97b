//! What applications have come to do. The first time of each is written once, by whichever node is
//! first.

use oidc_core::{
    client::Registrant,
    id::{ClientId, RegistrationId},
    milestone::Milestone,
    time::Timestamp,
};

use crate::{
    db::{Tx, execute, fetch_all},
    dialect::Pair,
    error::StoreError,
    sql::sql,
};

/// The first time. On PostgreSQL the row of the client is taken before that of the milestone, as by
/// whoever removes the client: neither waits for the other while the other waits, and none is written
/// of a client that is being removed. SQLite has one writer.
const FIRST: Pair = Pair {
    sqlite: sql!(INSERT, DO_NOTHING),
    postgres: sql!(INSERT, " for key share", DO_NOTHING),
};

/// The last time, in the same way.
const LAST: Pair = Pair {
    sqlite: sql!(INSERT, MOVE_ON),
    postgres: sql!(INSERT, " for key share", MOVE_ON),
};

const INSERT: &str = "insert into milestones (client_id, milestone, at) \
    select id, $3, $4 from clients where id = $1 and registration is not distinct from $2";
const DO_NOTHING: &str = " on conflict (client_id, milestone) do nothing";
const MOVE_ON: &str = " on conflict (client_id, milestone) do update set at = excluded.at \
    where milestones.at < excluded.at";

/// The table `milestones`.
#[derive(Debug)]
pub struct Milestones<'a>(&'a mut Tx);

impl Tx {
    /// What applications have come to do.
    pub const fn milestones(&mut self) -> Milestones<'_> {
        Milestones(self)
    }
}

impl Milestones<'_> {
    /// Writes down that one registration of a client has come to do this; nothing when it is gone, or
    /// when the first time is known already. What moves is only ever moved on.
    pub async fn reached(
        &mut self,
        client: Registrant<'_>,
        milestone: Milestone,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = match milestone {
            Milestone::FirstRequest | Milestone::FirstToken | Milestone::FirstSignOut => FIRST,
            Milestone::LastSignIn => LAST,
        };
        let sql = sql.text(self.0.flavour());
        let registration = client.registration.map(RegistrationId::as_str);
        let (id, name) = (client.id.as_str(), milestone.as_str());
        execute!(self.0, sql, id, registration, name, at.as_millis()).map(drop)
    }

    /// What a client has come to do, and when. What only a newer version knows is left out.
    pub async fn of(
        &mut self,
        client: &ClientId,
    ) -> Result<Vec<(Milestone, Timestamp)>, StoreError> {
        const SQL: &str = "select milestone, at from milestones where client_id = $1";
        let found: Vec<(String, Timestamp)> = fetch_all!(self.0, SQL, client.as_str())?;
        let found = found.into_iter();
        let known = found.filter_map(|(name, at)| Some((name.parse().ok()?, at)));
        Ok(known.collect())
    }
}
