//! The roles of machine clients. They are kept in memory with their clients, whose version every
//! write here bumps.

use oidc_core::{
    id::{ClientId, RoleId},
    time::Timestamp,
};

use crate::{
    db::{Tx, execute, fetch_all, fetch_one},
    error::StoreError,
};

/// The table `client_roles`.
#[derive(Debug)]
pub struct ClientRoles<'a>(&'a mut Tx);

impl Tx {
    /// The roles of machine clients.
    pub const fn client_roles(&mut self) -> ClientRoles<'_> {
        ClientRoles(self)
    }
}

impl ClientRoles<'_> {
    /// Those of every client.
    pub async fn all(&mut self) -> Result<Vec<(ClientId, RoleId)>, StoreError> {
        const SQL: &str = "select client_id, role_id from client_roles order by client_id, role_id";
        fetch_all!(self.0, SQL)
    }

    /// Those of one client.
    pub async fn of(&mut self, client: &ClientId) -> Result<Vec<RoleId>, StoreError> {
        const SQL: &str = "select role_id from client_roles where client_id = $1 order by role_id";
        fetch_all!(self.0, SQL, client.as_str())
    }

    /// How many clients hold a role.
    pub async fn count(&mut self, role: &RoleId) -> Result<i64, StoreError> {
        const SQL: &str = "select count(*) from client_roles where role_id = $1";
        fetch_one!(self.0, SQL, role.as_str())
    }

    /// The first clients that hold a role, by id: no more than `most`.
    pub async fn clients_with(
        &mut self,
        role: &RoleId,
        most: i64,
    ) -> Result<Vec<ClientId>, StoreError> {
        const SQL: &str = "select client_id from client_roles where role_id = $1 \
            order by client_id limit $2";
        fetch_all!(self.0, SQL, role.as_str(), most)
    }

    /// Gives a client a role for machines; false when it holds it.
    pub async fn assign(
        &mut self,
        client: &ClientId,
        role: &RoleId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "insert into client_roles (client_id, role_id, kind, created_at) \
            values ($1, $2, 'machine', $3) on conflict do nothing";
        let rows = execute!(self.0, SQL, client.as_str(), role.as_str(), now.as_millis())?;
        self.0.clients().changed(rows, &[client.as_str()]).await
    }

    /// Takes a role from a client; false when it did not hold it.
    pub async fn take(&mut self, client: &ClientId, role: &RoleId) -> Result<bool, StoreError> {
        const SQL: &str = "delete from client_roles where client_id = $1 and role_id = $2";
        let rows = execute!(self.0, SQL, client.as_str(), role.as_str())?;
        self.0.clients().changed(rows, &[client.as_str()]).await
    }
}
