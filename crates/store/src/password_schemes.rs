//! How the passwords of accounts are digested: how many in each way, and some of each.

use oidc_core::{
    account::password::{PasswordScheme, SealedPassword},
    id::UserId,
};

use crate::{
    db::{Tx, fetch_all},
    error::StoreError,
};

/// The sealed digests in the table `users`, by their schemes.
#[derive(Debug)]
pub struct PasswordSchemes<'a>(&'a mut Tx);

impl Tx {
    /// The schemes of passwords.
    pub const fn password_schemes(&mut self) -> PasswordSchemes<'_> {
        PasswordSchemes(self)
    }
}

impl PasswordSchemes<'_> {
    /// How many accounts there are of each. One that this version does not know is left out.
    pub async fn counted(&mut self) -> Result<Vec<(PasswordScheme, u64)>, StoreError> {
        const SQL: &str = "select password_scheme, count(*) from users \
            where sealed_password is not null and password_scheme is not null \
            group by password_scheme order by password_scheme";
        let rows: Vec<(String, i64)> = fetch_all!(self.0, SQL)?;
        let known = rows.into_iter().filter_map(|(scheme, accounts)| {
            let scheme: PasswordScheme = scheme.parse().ok()?;
            Some((scheme, u64::try_from(accounts).ok()?))
        });
        Ok(known.collect())
    }

    /// Some of one of them, at most so many, and whose they are.
    pub async fn some(
        &mut self,
        scheme: PasswordScheme,
        most: i64,
    ) -> Result<Vec<(UserId, SealedPassword)>, StoreError> {
        const SQL: &str = "select id, sealed_password from users \
            where password_scheme = $1 and sealed_password is not null order by id limit $2";
        let rows: Vec<(UserId, Vec<u8>)> = fetch_all!(self.0, SQL, scheme.as_str(), most)?;
        let sealed = rows
            .into_iter()
            .map(|(user, sealed)| (user, SealedPassword { sealed, scheme }));
        Ok(sealed.collect())
    }
}
