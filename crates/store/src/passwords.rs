//! Digests of passwords. They stand in the rows of users and are read by whoever compares one, and by
//! nobody else.

use oidc_core::{
    account::{
        identifier::Identifier,
        password::{PasswordScheme, SealedPassword},
    },
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

    /// The account with that identifier, and its password if it has one. One statement, which reads
    /// the same whether there is such an account, and whatever its state.
    pub async fn of_identifier(
        &mut self,
        identifier: &Identifier,
    ) -> Result<Option<(UserId, Option<SealedPassword>)>, StoreError> {
        const BY_EMAIL: &str = "select id, sealed_password, password_scheme from users \
            where email_canonical = $1";
        const BY_PHONE: &str = "select id, sealed_password, password_scheme from users \
            where phone_canonical = $1";
        const BY_USERNAME: &str = "select id, sealed_password, password_scheme from users \
            where username_canonical = $1";
        type Row = (UserId, Option<Vec<u8>>, Option<String>);
        let row: Option<Row> = match identifier {
            Identifier::Email(email) => fetch_optional!(self.0, BY_EMAIL, email.as_str())?,
            Identifier::Phone(phone) => fetch_optional!(self.0, BY_PHONE, phone.as_str())?,
            Identifier::Username(name) => fetch_optional!(self.0, BY_USERNAME, name.as_str())?,
        };
        Ok(row.map(|(id, sealed, scheme)| {
            // One of a scheme that a newer version wrote is none here, as for whoever has none.
            let scheme = scheme.and_then(|scheme| scheme.parse().ok());
            let password = sealed.zip(scheme);
            let password = password.map(|(sealed, scheme)| SealedPassword { sealed, scheme });
            (id, password)
        }))
    }

    /// Takes the user's row until the unit of work is over, if this is still the password; false when
    /// it was changed meanwhile.
    pub async fn hold(
        &mut self,
        user: &UserId,
        password: &SealedPassword,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "update users set sealed_password = sealed_password \
            where id = $1 and sealed_password = $2";
        let sealed = password.sealed.as_slice();
        Ok(execute!(self.0, SQL, user.as_str(), sealed)? == 1)
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
