//! Those who may see and change everything here: people who hold the role of administrators. Beside
//! them those who may see everything: both manage this instance.

use oidc_core::{
    id::UserId,
    record::Record,
    role::{ADMINISTRATOR, ManagingRole, VIEWER},
    time::Timestamp,
    user::User,
};

use crate::{
    db::{Tx, execute, fetch_all, fetch_one},
    error::StoreError,
    sql::sql,
};

/// Those rows of `user_roles` that make an administrator or a viewer.
#[derive(Debug)]
pub struct Administrators<'a>(&'a mut Tx);

impl Tx {
    /// Administrators.
    pub const fn administrators(&mut self) -> Administrators<'_> {
        Administrators(self)
    }
}

impl Administrators<'_> {
    /// Whether there is one, suspended or not.
    pub async fn any(&mut self) -> Result<bool, StoreError> {
        const SQL: &str = "select exists (select 1 from user_roles where role_id = $1)";
        fetch_one!(self.0, SQL, ADMINISTRATOR)
    }

    /// Whether this is one who is not suspended, and no other one can sign in. One whose address is not
    /// proven takes the place of another such one alone. It stays so for as long as the caller holds
    /// the version of roles (`resources().hold()`): whoever ends an administrator takes it.
    pub async fn is_last(&mut self, user: &UserId) -> Result<bool, StoreError> {
        const IS_ONE: &str = "select exists (select 1 from user_roles \
            join users on users.id = user_roles.user_id where user_roles.role_id = $1 \
            and users.id = $2 and users.suspended_at is null)";
        const OTHERS: &str = "select exists (select 1 from user_roles \
            join users on users.id = user_roles.user_id where user_roles.role_id = $1 \
            and users.id <> $2 and users.suspended_at is null \
            and users.email_canonical is not null \
            and (users.email_verified_at is not null or exists (select 1 from users as leaving \
            where leaving.id = $2 and leaving.email_verified_at is null)))";
        let is_one: bool = fetch_one!(self.0, IS_ONE, ADMINISTRATOR, user.as_str())?;
        if !is_one {
            return Ok(false);
        }
        let others: bool = fetch_one!(self.0, OTHERS, ADMINISTRATOR, user.as_str())?;
        Ok(!others)
    }

    /// Whether this person is one, suspended or not.
    pub async fn has(&mut self, user: &UserId) -> Result<bool, StoreError> {
        const SQL: &str =
            "select exists (select 1 from user_roles where role_id = $1 and user_id = $2)";
        fetch_one!(self.0, SQL, ADMINISTRATOR, user.as_str())
    }

    /// Who they are, in the order in which they were made: no more than `most`.
    pub async fn all(&mut self, most: i64) -> Result<Vec<User>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            User::COLUMNS,
            " from users join user_roles on user_roles.user_id = users.id \
             where user_roles.role_id = $1 order by user_roles.created_at, users.id limit $2"
        );
        fetch_all!(self.0, SQL, ADMINISTRATOR, most)
    }

    /// Makes a person one; false when they are.
    pub async fn add(&mut self, user: &UserId, now: Timestamp) -> Result<bool, StoreError> {
        self.give(user, ManagingRole::Administrator, now).await
    }

    /// Who manages this instance, each with what allows them the most, in the order in which they were
    /// given what they have: no more than `most`.
    pub async fn managers(&mut self, most: i64) -> Result<Vec<(User, ManagingRole)>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            User::COLUMNS,
            ", exists (select 1 from user_roles where user_roles.user_id = users.id \
             and user_roles.role_id = $1) \
             from users join (select user_id, min(created_at) as since from user_roles \
             where role_id in ($1, $2) group by user_id) as managers \
             on managers.user_id = users.id order by managers.since, users.id limit $3"
        );
        let found: Vec<(User, bool)> = fetch_all!(self.0, SQL, ADMINISTRATOR, VIEWER, most)?;
        let each = found.into_iter().map(|(user, is_administrator)| {
            let role = if is_administrator {
                ManagingRole::Administrator
            } else {
                ManagingRole::Viewer
            };
            (user, role)
        });
        Ok(each.collect())
    }

    /// By which role a person manages this instance: of two by what allows more.
    pub async fn role_of(&mut self, user: &UserId) -> Result<Option<ManagingRole>, StoreError> {
        const SQL: &str =
            "select role_id from user_roles where user_id = $1 and role_id in ($2, $3)";
        let held: Vec<ManagingRole> =
            fetch_all!(self.0, SQL, user.as_str(), ADMINISTRATOR, VIEWER)?;
        Ok(held.into_iter().min())
    }

    /// Gives a person such a role; false when they hold it.
    pub async fn give(
        &mut self,
        user: &UserId,
        role: ManagingRole,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "insert into user_roles (user_id, role_id, kind, created_at) \
            values ($1, $2, 'user', $3) on conflict do nothing";
        Ok(execute!(self.0, SQL, user.as_str(), role.as_str(), now.as_millis())? == 1)
    }

    /// Takes such a role from a person; false when they did not hold it.
    pub async fn take(&mut self, user: &UserId, role: ManagingRole) -> Result<bool, StoreError> {
        const SQL: &str = "delete from user_roles where user_id = $1 and role_id = $2";
        Ok(execute!(self.0, SQL, user.as_str(), role.as_str())? == 1)
    }
}
