//! People. Whatever they can be found by has a canonical twin that is unique.

use oidc_core::{
    account::identifier::Identifier, id::UserId, record::Record, time::Timestamp, user::User,
};

use crate::{
    db::{Tx, execute, fetch_optional, insert},
    error::StoreError,
    sql::sql,
};

/// The table `users`.
#[derive(Debug)]
pub struct Users<'a>(&'a mut Tx);

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
        const BY_EMAIL: &str = sql!(
            "select ",
            User::COLUMNS,
            " from users where email_canonical = $1"
        );
        match identifier {
            Identifier::Email(email) => fetch_optional!(self.0, BY_EMAIL, email.as_str()),
        }
    }

    /// The user with that id.
    pub async fn find(&mut self, id: &UserId) -> Result<Option<User>, StoreError> {
        const SQL: &str = sql!("select ", User::COLUMNS, " from users where id = $1");
        fetch_optional!(self.0, SQL, id.as_str())
    }

    /// Adds a user; false when the address, the user name or the id is taken.
    pub async fn insert(&mut self, user: &User) -> Result<bool, StoreError> {
        const SQL: &str = sql!(User::INSERT, " on conflict do nothing");
        Ok(insert!(self.0, SQL, user)? == 1)
    }

    /// Notes when somebody last signed in.
    pub async fn touch_sign_in(&mut self, id: &UserId, now: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "update users set last_sign_in_at = $2 where id = $1";
        execute!(self.0, SQL, id.as_str(), now.as_millis()).map(drop)
    }
}
