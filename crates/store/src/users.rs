//! People. Whatever they can be found by has a canonical twin that is unique.

use oidc_core::{
    account::{email::EmailAddress, identifier::Identifier},
    id::UserId,
    time::Timestamp,
    user::User,
};
use serde_json::{Map, Value};
use sqlx::types::Json;

use crate::{
    columns::{Text, Time, columns},
    db::{Tx, execute, fetch_optional},
    error::StoreError,
};

/// The table `users`.
#[derive(Debug)]
pub struct Users<'a>(&'a mut Tx);

columns!("users" => User {
    id: Text<UserId>,
    email: Option<Text<EmailAddress>>,
    email_verified_at: Option<Time>,
    username: Option<String>,
    name: Option<String>,
    avatar: Option<String>,
    profile: Json<Map<String, Value>>,
    custom_data: Json<Map<String, Value>>,
    suspended_at: Option<Time>,
    created_at: Time,
    updated_at: Time,
});

/// The columns of a user under the alias `u`, for joins too.
macro_rules! columns_of_users {
    () => {
        "u.id, u.email, u.email_verified_at, u.username, u.name, u.avatar, u.profile, \
         u.custom_data, u.suspended_at, u.created_at, u.updated_at"
    };
}
pub(crate) use columns_of_users;

impl Tx {
    /// People.
    pub const fn users(&mut self) -> Users<'_> {
        Users(self)
    }
}

impl Users<'_> {
    /// The user with that identifier.
    pub async fn find_by_identifier(
        &mut self,
        identifier: &Identifier,
    ) -> Result<Option<User>, StoreError> {
        const BY_EMAIL: &str = concat!(
            "select ",
            columns_of_users!(),
            " from users u where u.email_canonical = $1"
        );
        match identifier {
            Identifier::Email(email) => fetch_optional!(self.0, BY_EMAIL, email.as_str()),
        }
    }

    /// Adds a user; false when the address, the user name or the id is taken.
    pub async fn insert(&mut self, user: &User) -> Result<bool, StoreError> {
        const SQL: &str = "insert into users (id, email, email_canonical, email_verified_at, \
            username, username_canonical, name, avatar, profile, custom_data, suspended_at, \
            created_at, updated_at) \
            values ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing";
        let rows = execute!(
            self.0,
            SQL,
            user.id.as_str(),
            user.email.as_ref().map(EmailAddress::as_str),
            user.email_verified_at.map(Timestamp::as_millis),
            user.username.as_deref(),
            user.username.as_ref().map(|name| name.to_lowercase()),
            user.name.as_deref(),
            user.avatar.as_deref(),
            Json(&user.profile),
            Json(&user.custom_data),
            user.suspended_at.map(Timestamp::as_millis),
            user.created_at.as_millis(),
            user.updated_at.as_millis(),
        )?;
        Ok(rows == 1)
    }

    /// Notes when somebody last signed in.
    pub async fn touch_sign_in(&mut self, id: &UserId, now: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "update users set last_sign_in_at = $2 where id = $1";
        execute!(self.0, SQL, id.as_str(), now.as_millis()).map(drop)
    }
}
