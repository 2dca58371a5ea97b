//! People. Whatever they can be found by has a canonical twin that is unique.

use oidc_core::{
    account::{email::EmailAddress, identifier::Identifier, phone::PhoneNumber},
    id::UserId,
    record::Record,
    time::Timestamp,
    user::User,
};

use crate::{
    db::{Tx, execute, fetch_all, fetch_one, fetch_optional, insert, update},
    error::StoreError,
    readable::Found,
    sql::sql,
    taken::Unique,
};

/// How many rows that hang from a user who is removed are written in one transaction.
const AT_ONCE: i64 = 1_000;

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
        const BY_PHONE: &str = sql!(
            "select ",
            User::COLUMNS,
            " from users where phone_canonical = $1"
        );
        const BY_USERNAME: &str = sql!(
            "select ",
            User::COLUMNS,
            " from users where username_canonical = $1"
        );
        match identifier {
            Identifier::Email(email) => fetch_optional!(self.0, BY_EMAIL, email.as_str()),
            Identifier::Phone(phone) => fetch_optional!(self.0, BY_PHONE, phone.as_str()),
            Identifier::Username(name) => fetch_optional!(self.0, BY_USERNAME, name.as_str()),
        }
    }

    /// The user with that id.
    pub async fn find(&mut self, id: &UserId) -> Result<Option<User>, StoreError> {
        const SQL: &str = sql!("select ", User::COLUMNS, " from users where id = $1");
        fetch_optional!(self.0, SQL, id.as_str())
    }

    /// The newest users, or those that are older than `than`: no more than `most`.
    pub async fn newest(
        &mut self,
        than: Option<&User>,
        most: i64,
    ) -> Result<Found<User>, StoreError> {
        const ALL: &str = sql!(
            "select ",
            User::COLUMNS,
            " from users order by created_at desc, id desc limit $1"
        );
        const OLDER: &str = sql!(
            "select ",
            User::COLUMNS,
            " from users where (created_at, id) < ($1, $2) \
             order by created_at desc, id desc limit $3"
        );
        let found = match than {
            None => fetch_all!(self.0, ALL, most),
            Some(user) => {
                let created_at = user.created_at.as_millis();
                fetch_all!(self.0, OLDER, created_at, user.id.as_str(), most)
            }
        };
        found.map(Found::sort)
    }

    /// What of this user belongs to another one already.
    pub async fn taken(&mut self, user: &User) -> Result<Option<Unique>, StoreError> {
        const EMAIL: &str = "select exists (select 1 from users \
            where email_canonical = $1 and id <> $2)";
        const PHONE: &str = "select exists (select 1 from users \
            where phone_canonical = $1 and id <> $2)";
        const USERNAME: &str = "select exists (select 1 from users \
            where username_canonical = $1 and id <> $2)";
        let username = user.canonical_username();
        for (unique, sql, value) in [
            (
                Unique::Email,
                EMAIL,
                user.email.as_ref().map(EmailAddress::as_str),
            ),
            (
                Unique::Phone,
                PHONE,
                user.phone.as_ref().map(PhoneNumber::as_str),
            ),
            (Unique::Username, USERNAME, username.as_deref()),
        ] {
            let Some(value) = value else { continue };
            let taken: bool = fetch_one!(self.0, sql, value, user.id.as_str())?;
            if taken {
                return Ok(Some(unique));
            }
        }
        Ok(None)
    }

    /// Takes the user's row until the unit of work is over; false when there is none. What is read
    /// after that and written back undoes nothing that others wrote.
    pub async fn hold(&mut self, id: &UserId) -> Result<bool, StoreError> {
        const SQL: &str = "update users set updated_at = updated_at where id = $1";
        Ok(execute!(self.0, SQL, id.as_str())? == 1)
    }

    /// Bars an account, unless it is barred; false when there is none.
    pub async fn suspend(&mut self, id: &UserId, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "update users set suspended_at = coalesce(suspended_at, $2), \
            updated_at = $2 where id = $1";
        Ok(execute!(self.0, SQL, id.as_str(), now.as_millis())? == 1)
    }

    /// Writes a user over the one with the same id, which the caller holds; false when there is
    /// none.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when something of it belongs to another user, were it since a look in
    /// this unit of work ([`Users::taken`]), among others.
    pub async fn update(&mut self, user: &User) -> Result<bool, StoreError> {
        Ok(update!(self.0, User::UPDATE, user)? == 1)
    }

    /// Removes a user, when nothing is left to end ([`Users::end_some`]). With the row nothing
    /// counts that hangs from it. False when there was none.
    pub async fn remove(&mut self, id: &UserId) -> Result<bool, StoreError> {
        const SQL: &str = "delete from users where id = $1";
        Ok(execute!(self.0, SQL, id.as_str())? == 1)
    }

    /// Forgets consents and revokes grants of a user who is being removed, a bounded number of each;
    /// whether there may be more.
    pub async fn end_some(&mut self, id: &UserId, now: Timestamp) -> Result<bool, StoreError> {
        const CONSENTS: &str = "delete from consents where (user_id, client_id) in (select user_id, \
            client_id from consents where user_id = $1 order by client_id limit $2)";
        const GRANTS: &str = "update grants set revoked_at = $2 where id in (select id from grants \
            where user_id = $1 and revoked_at is null order by id limit $3)";
        let (user, at) = (id.as_str(), now.as_millis());
        let forgotten = execute!(self.0, CONSENTS, user, AT_ONCE)?;
        let revoked = execute!(self.0, GRANTS, user, at, AT_ONCE)?;
        Ok(i64::try_from(forgotten.max(revoked)).is_ok_and(|most| most >= AT_ONCE))
    }

    /// Adds a user; false when the address, the user name or the id is taken.
    pub async fn insert(&mut self, user: &User) -> Result<bool, StoreError> {
        const SQL: &str = sql!(User::INSERT, " on conflict do nothing");
        Ok(insert!(self.0, SQL, user)? == 1)
    }

    /// Notes that somebody proved this address, if it is still theirs and was not proven before.
    pub async fn verify_email(
        &mut self,
        id: &UserId,
        email: &EmailAddress,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "update users set email_verified_at = $3, updated_at = $3 \
            where id = $1 and email_canonical = $2 and email_verified_at is null";
        execute!(self.0, SQL, id.as_str(), email.as_str(), now.as_millis()).map(drop)
    }

    /// Notes when somebody last signed in; false when the account is barred or gone. What is
    /// written after that cannot miss that it is barred: whoever bars it waits.
    pub async fn touch_sign_in(&mut self, id: &UserId, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str =
            "update users set last_sign_in_at = $2 where id = $1 and suspended_at is null";
        Ok(execute!(self.0, SQL, id.as_str(), now.as_millis())? == 1)
    }
}
