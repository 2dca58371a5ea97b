//! Roles, what they allow, and who holds them. Roles and what they allow are kept in memory like
//! APIs; what a person holds is asked when a token needs it.

use oidc_core::{
    id::{ClientId, RoleId, ScopeId, UserId},
    record::Record,
    role::{Role, RoleKind},
    source::Source,
    time::Timestamp,
};

use crate::{
    db::{Tx, execute, fetch_all, fetch_one, fetch_optional, insert, update},
    error::StoreError,
    readable::Found,
    sql::sql,
    versions::Noun,
};

/// The tables `roles`, `role_scopes`, `user_roles` and `client_roles`.
#[derive(Debug)]
pub struct Roles<'a>(&'a mut Tx);

impl Tx {
    /// Roles.
    pub const fn roles(&mut self) -> Roles<'_> {
        Roles(self)
    }
}

impl Roles<'_> {
    /// Every role, disabled ones too, in the order in which they were made.
    pub async fn all(&mut self) -> Result<Found<Role>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            Role::COLUMNS,
            " from roles order by created_at, id"
        );
        fetch_all!(self.0, SQL).map(Found::sort)
    }

    /// What every role allows.
    pub async fn all_scopes(&mut self) -> Result<Vec<(RoleId, ScopeId)>, StoreError> {
        const SQL: &str = "select role_id, scope_id from role_scopes order by role_id, scope_id";
        fetch_all!(self.0, SQL)
    }

    /// What one role allows.
    pub async fn scopes_of(&mut self, id: &RoleId) -> Result<Vec<ScopeId>, StoreError> {
        const SQL: &str = "select scope_id from role_scopes where role_id = $1 order by scope_id";
        fetch_all!(self.0, SQL, id.as_str())
    }

    /// The role of that name, disabled or not.
    pub async fn find(&mut self, name: &str) -> Result<Option<Role>, StoreError> {
        const SQL: &str = sql!("select ", Role::COLUMNS, " from roles where name = $1");
        fetch_optional!(self.0, SQL, name)
    }

    /// The role with that id, disabled or not.
    pub async fn find_by_id(&mut self, id: &RoleId) -> Result<Option<Role>, StoreError> {
        const SQL: &str = sql!("select ", Role::COLUMNS, " from roles where id = $1");
        fetch_optional!(self.0, SQL, id.as_str())
    }

    /// The id, the kind and the owner of the role of that name: known of most that cannot be read
    /// otherwise.
    pub async fn owner(
        &mut self,
        name: &str,
    ) -> Result<Option<(RoleId, RoleKind, Source)>, StoreError> {
        const SQL: &str = "select id, kind, source from roles where name = $1";
        fetch_optional!(self.0, SQL, name)
    }

    /// Adds a role; false when its name is taken.
    pub async fn insert(&mut self, role: &Role) -> Result<bool, StoreError> {
        const SQL: &str = sql!(Role::INSERT, " on conflict (name) do nothing");
        let rows = insert!(self.0, SQL, role)?;
        self.changed(rows).await
    }

    /// Writes a role over the one with its id (kind and `created_at` stay); false when there is
    /// none.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when another role has its name, among others.
    pub async fn update(&mut self, role: &Role) -> Result<bool, StoreError> {
        let rows = update!(self.0, Role::UPDATE, role)?;
        self.changed(rows).await
    }

    /// Disables the roles of a source but those to keep; how many. Whoever holds one holds it
    /// again when it is declared again.
    pub async fn disable_missing(
        &mut self,
        source: Source,
        keep: &[RoleId],
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        const LIST: &str =
            "select id from roles where source = $1 and disabled = false order by id";
        const DISABLE: &str = "update roles set disabled = true, updated_at = $2 \
            where id = $1 and disabled = false";
        let enabled: Vec<RoleId> = fetch_all!(self.0, LIST, source.as_str())?;
        let mut rows = 0;
        for id in enabled.iter().filter(|id| !keep.contains(id)) {
            rows += execute!(self.0, DISABLE, id.as_str(), now.as_millis())?;
        }
        self.changed(rows).await.map(|_| rows)
    }

    /// Removes a role from everybody; false when there was none.
    pub async fn remove(&mut self, id: &RoleId) -> Result<bool, StoreError> {
        const SQL: &str = "delete from roles where id = $1";
        const HOLDERS: &str = "select client_id from client_roles where role_id = $1 \
            order by client_id";
        let clients: Vec<ClientId> = fetch_all!(self.0, HOLDERS, id.as_str())?;
        let rows = execute!(self.0, SQL, id.as_str())?;
        let ids: Vec<&str> = clients.iter().map(ClientId::as_str).collect();
        let touched = u64::try_from(ids.len()).unwrap_or(u64::MAX);
        self.0.clients().changed(touched, &ids).await?;
        self.changed(rows).await
    }

    /// Lets a role allow this and nothing else.
    pub async fn set_scopes(&mut self, id: &RoleId, scopes: &[ScopeId]) -> Result<(), StoreError> {
        const CLEAR: &str = "delete from role_scopes where role_id = $1";
        const ADD: &str = "insert into role_scopes (role_id, scope_id) values ($1, $2) \
            on conflict do nothing";
        let mut rows = execute!(self.0, CLEAR, id.as_str())?;
        for scope in scopes {
            rows += execute!(self.0, ADD, id.as_str(), scope.as_str())?;
        }
        self.changed(rows).await.map(drop)
    }

    /// The roles of a person.
    pub async fn of_user(&mut self, user: &UserId) -> Result<Vec<RoleId>, StoreError> {
        const SQL: &str = "select role_id from user_roles where user_id = $1 order by role_id";
        fetch_all!(self.0, SQL, user.as_str())
    }

    /// Gives a person a role for people; false when they hold it.
    pub async fn assign_to_user(
        &mut self,
        user: &UserId,
        role: &RoleId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "insert into user_roles (user_id, role_id, kind, created_at) \
            values ($1, $2, 'user', $3) on conflict do nothing";
        Ok(execute!(self.0, SQL, user.as_str(), role.as_str(), now.as_millis())? == 1)
    }

    /// Takes a role from a person; false when they did not hold it.
    pub async fn take_from_user(
        &mut self,
        user: &UserId,
        role: &RoleId,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "delete from user_roles where user_id = $1 and role_id = $2";
        Ok(execute!(self.0, SQL, user.as_str(), role.as_str())? == 1)
    }

    /// Gives a new person the roles that everybody gets; how many.
    pub async fn give_defaults(
        &mut self,
        user: &UserId,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        const SQL: &str = "insert into user_roles (user_id, role_id, kind, created_at) \
            select $1, id, kind, $2 from roles \
            where is_default = true and disabled = false and kind = 'user' \
            on conflict do nothing";
        execute!(self.0, SQL, user.as_str(), now.as_millis())
    }

    /// How many people hold a role.
    pub async fn user_count(&mut self, id: &RoleId) -> Result<i64, StoreError> {
        const SQL: &str = "select count(*) from user_roles where role_id = $1";
        fetch_one!(self.0, SQL, id.as_str())
    }

    /// The first people who hold a role, by id: no more than `most`.
    pub async fn users_with(
        &mut self,
        role: &RoleId,
        most: i64,
    ) -> Result<Vec<UserId>, StoreError> {
        const SQL: &str = "select user_id from user_roles where role_id = $1 \
            order by user_id limit $2";
        fetch_all!(self.0, SQL, role.as_str(), most)
    }

    async fn changed(&mut self, rows: u64) -> Result<bool, StoreError> {
        if rows > 0 {
            self.0.versions().changed(Noun::Resources).await?;
        }
        Ok(rows > 0)
    }
}
