//! Digests of passwords. They stand in the rows of users and are read by whoever compares one, and by
//! nobody else.

use oidc_core::{
    account::password::{PasswordScheme, SealedPassword},
    id::UserId,
};

use crate::{
    db::{Tx, execute, fetch_optional},
    error::StoreError,
};

/// The sealed digests in the table `users`.
#[derive(Debug)]
pub struct Passwords<'a>(&'a mut Tx);

impl Tx {
    /// Digests of passwords.
    pub const fn passwords(&mut self) -> Passwords<'_> {
        Passwords(self)
    }
}

impl Passwords<'_> {
    /// The one of a user; none when there is no such user or no password.
    pub async fn find(&mut self, user: &UserId) -> Result<Option<SealedPassword>, StoreError> {
        const SQL: &str = "select sealed_password, password_scheme from users \
            where id = $1 and sealed_password is not null";
        let row: Option<(Vec<u8>, PasswordScheme)> = fetch_optional!(self.0, SQL, user.as_str())?;
        Ok(row.map(|(sealed, scheme)| SealedPassword { sealed, scheme }))
    }

    /// Puts another one in its place; false when there is no such user.
    pub async fn set(
        &mut self,
        user: &UserId,
        password: &SealedPassword,
    ) -> Result<bool, StoreError> {
        const SQL: &str =
            "update users set sealed_password = $2, password_scheme = $3 where id = $1";
        let (sealed, scheme) = (password.sealed.as_slice(), password.scheme.as_str());
        Ok(execute!(self.0, SQL, user.as_str(), sealed, scheme)? == 1)
    }

    /// Puts another one in the place of this one, and of no other: what was changed meanwhile stays.
    pub async fn replace(
        &mut self,
        user: &UserId,
        former: &SealedPassword,
        password: &SealedPassword,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "update users set sealed_password = $2, password_scheme = $3 \
            where id = $1 and sealed_password = $4";
        let (sealed, scheme) = (password.sealed.as_slice(), password.scheme.as_str());
        let former = former.sealed.as_slice();
        Ok(execute!(self.0, SQL, user.as_str(), sealed, scheme, former)? == 1)
    }
}
