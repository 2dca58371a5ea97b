//! Who people are at other providers.

use oidc_core::{id::UserId, record::Record, user_identity::UserIdentity};

use crate::{
    db::{Tx, execute, fetch_all, fetch_optional, insert},
    error::StoreError,
    sql::sql,
};

/// The table `user_identities`.
#[derive(Debug)]
pub struct UserIdentities<'a>(&'a mut Tx);

impl Tx {
    /// Who people are at other providers.
    pub const fn user_identities(&mut self) -> UserIdentities<'_> {
        UserIdentities(self)
    }
}

impl UserIdentities<'_> {
    /// Those of a person, in the order in which they were said.
    pub async fn of(&mut self, user: &UserId) -> Result<Vec<UserIdentity>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            UserIdentity::COLUMNS,
            " from user_identities where user_id = $1 order by created_at, target"
        );
        fetch_all!(self.0, SQL, user.as_str())
    }

    /// Whose an account at a provider is.
    pub async fn owner(
        &mut self,
        target: &str,
        external_id: &str,
    ) -> Result<Option<UserId>, StoreError> {
        const SQL: &str =
            "select user_id from user_identities where target = $1 and external_id = $2";
        fetch_optional!(self.0, SQL, target, external_id)
    }

    /// Says who a person is at a provider, in the place of what was said before. The caller holds the
    /// user.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the account belongs to somebody else, among others.
    pub async fn put(&mut self, identity: &UserIdentity) -> Result<(), StoreError> {
        const SQL: &str = sql!(
            UserIdentity::INSERT,
            " on conflict (user_id, target) do update set \
             external_id = excluded.external_id, details = excluded.details"
        );
        insert!(self.0, SQL, identity).map(drop)
    }

    /// Forgets it; false when nothing was said.
    pub async fn remove(&mut self, user: &UserId, target: &str) -> Result<bool, StoreError> {
        const SQL: &str = "delete from user_identities where user_id = $1 and target = $2";
        Ok(execute!(self.0, SQL, user.as_str(), target)? == 1)
    }
}
