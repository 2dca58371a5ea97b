//! Accounts as they are shown: users with what stands beside their rows.

use oidc_core::{
    id::{RoleId, UserId},
    order::{AccountKey, Order},
    record::Record,
    search::Search,
    user::{Account, User},
    user_identity::UserIdentity,
};

use crate::{
    composed::Composed,
    db::{Flavour, Tx, fetch_optional},
    error::StoreError,
    listed::{List, Paged},
    ordered,
    readable::Found,
    rows::Each,
    search,
    sql::sql,
};

/// The tables `users` and `user_identities`.
#[derive(Debug)]
pub struct Accounts<'a>(&'a mut Tx);

/// Which accounts are wanted.
#[derive(Debug, Clone, Copy)]
pub struct WantedAccounts<'a> {
    /// What they are searched by.
    pub search: &'a Search,
    /// Those that hold this role.
    pub with_role: Option<&'a RoleId>,
    /// Those that do not hold this one.
    pub without_role: Option<&'a RoleId>,
    /// Those that are barred, or those that are not.
    pub suspended: Option<bool>,
    /// Those that never signed in, or those that did.
    pub never_signed_in: Option<bool>,
    /// In which order.
    pub order: Order<AccountKey>,
    /// How many come before.
    pub offset: i64,
    /// How many at most.
    pub most: i64,
}

/// A user and whether there is a password.
type Row = (User, bool);

impl Tx {
    /// Accounts as they are shown.
    pub const fn accounts(&mut self) -> Accounts<'_> {
        Accounts(self)
    }
}

impl Accounts<'_> {
    /// The account with that id.
    pub async fn find(&mut self, id: &UserId) -> Result<Option<Account>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            User::COLUMNS,
            ", users.sealed_password is not null from users where users.id = $1"
        );
        let Some((user, has_password)) = fetch_optional!(self.0, SQL, id.as_str())? else {
            return Ok(None);
        };
        let identities = self.0.user_identities().of(id).await?;
        Ok(Some(Account {
            user,
            has_password,
            identities,
        }))
    }

    /// A page of those that are wanted, in their order.
    pub async fn page(
        &mut self,
        wanted: &WantedAccounts<'_>,
    ) -> Result<Paged<Account>, StoreError> {
        let flavour = self.0.flavour();
        let list = List {
            table: "users",
            joined: "",
            columns: sql!(User::COLUMNS, ", users.sealed_password is not null"),
            conditions: &|sql| add_conditions(sql, wanted, flavour),
            key: ordered::of_accounts(wanted.order.by),
            direction: wanted.order.direction,
            offset: wanted.offset,
            most: wanted.most,
        };
        let (rows, total) = list.page(self.0).await?;
        let page = self.accounts(rows).await?;
        Ok(Paged { page, total })
    }

    async fn accounts(&mut self, rows: Vec<Each<Row>>) -> Result<Found<Account>, StoreError> {
        let found = Found::sort(rows);
        let ids: Vec<&UserId> = found.rows.iter().map(|(user, _)| &user.id).collect();
        let mut identities = self.identities_of(&ids).await?;
        let accounts = found.rows.into_iter().map(|(user, has_password)| {
            let own = identities.extract_if(.., |identity| identity.user_id == user.id);
            Account {
                identities: own.collect(),
                user,
                has_password,
            }
        });
        Ok(Found {
            rows: accounts.collect(),
            unreadable: found.unreadable,
        })
    }

    async fn identities_of(&mut self, ids: &[&UserId]) -> Result<Vec<UserIdentity>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Composed::of(sql!(
            "select ",
            UserIdentity::COLUMNS,
            " from user_identities where user_id in ("
        ));
        for (index, id) in ids.iter().enumerate() {
            if index > 0 {
                sql.push(", ");
            }
            sql.bind(id.as_str());
        }
        sql.push(") order by user_id, created_at, target");
        sql.fetch_all(self.0).await
    }
}

fn add_conditions(sql: &mut Composed, wanted: &WantedAccounts<'_>, flavour: Flavour) {
    search::add(sql, wanted.search, (&search::OF_USERS, flavour));
    if let Some(role) = wanted.with_role {
        sql.and();
        sql.push("users.id in (select user_id from user_roles where role_id = ");
        sql.bind(role.as_str());
        sql.push(")");
    }
    if let Some(role) = wanted.without_role {
        sql.and();
        sql.push(
            "not exists (select 1 from user_roles \
                 where user_roles.user_id = users.id and user_roles.role_id = ",
        );
        sql.bind(role.as_str());
        sql.push(")");
    }
    if let Some(is_suspended) = wanted.suspended {
        sql.and();
        sql.push(if is_suspended {
            "users.suspended_at is not null"
        } else {
            "users.suspended_at is null"
        });
    }
    if let Some(is_new) = wanted.never_signed_in {
        sql.and();
        sql.push(if is_new {
            "users.last_sign_in_at is null"
        } else {
            "users.last_sign_in_at is not null"
        });
    }
}
