//! Fields of an account, set by their names.

use oidc_core::{event::EventKind, user::User, user_field::UserField};

use super::{
    edit::Edit,
    users::{Changes, NotWritten, Users, apply},
};
use crate::{failure::Failure, precondition::Precondition};

impl Users {
    /// Sets fields of one, all of them or none; what ends with it ends as by [`Users::edit`].
    ///
    /// # Errors
    /// As [`Users::edit`].
    pub async fn set(&self, key: &str, changes: &Changes) -> Result<User, Failure<NotWritten>> {
        let now = self.clock.now();
        let found = self.find(key).await?;
        let id = found.ok_or(Failure::Refused(NotWritten::Unknown))?.id;
        let names = |wanted: &[UserField]| changes.iter().any(|(field, _)| wanted.contains(field));
        let opening = [
            UserField::Suspended,
            UserField::Email,
            UserField::Phone,
            UserField::Username,
        ];
        let edit = Edit {
            author: &self.author,
            id: &id,
            apply: &|user| apply(user, changes, now),
            may_end: names(&[UserField::Suspended, UserField::Email]),
            opens: names(&opening),
            password: None,
            event: &self.event(EventKind::UserChanged, &id, now),
            now,
        };
        Ok(self.write(&edit, &Precondition::NONE).await?.user)
    }
}
