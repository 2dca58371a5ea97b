//! Who manages this instance, and by which role: said of a person, changed, and taken back.

use oidc_core::{
    account::{email::EmailAddress, identifier::Identifier},
    event::{Event, EventKind},
    id::UserId,
    role::ManagingRole,
    time::Timestamp,
    user::User,
};
use serde_json::{Map, Value};
use store::{StoreError, Tx};

use super::{
    AccessControl,
    holder::{Assignee, Holder, is_still},
    role::RoleRefused,
};
use crate::{
    administrator::manager::{Manager, managers},
    failure::Failure,
    precondition::Precondition,
};

type Refused = Failure<RoleRefused>;

/// Who is to manage this instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appointee {
    /// A person who has an account, by its id.
    User(UserId),
    /// The person who reads what is sent to this address. Where it has no account one is made, and
    /// nothing is proven of it: the first sign-in does that.
    Address(EmailAddress),
}

/// A person who manages this instance now.
#[derive(Debug, Clone, PartialEq)]
pub struct Appointed {
    /// Who, and by which role.
    pub manager: Manager,
    /// Whether they did not before.
    pub is_new: bool,
}

/// An account to be made, if there is none, and what is written down of it.
struct Invited {
    user: User,
    event: Event,
}

impl AccessControl {
    /// Lets a person manage this instance by this role. Of whoever does so by the other one nothing is
    /// changed: that is [`reappoint`](Self::reappoint).
    ///
    /// # Errors
    /// [`RoleRefused::NoSuchUser`] and [`RoleRefused::Manages`].
    pub async fn appoint(&self, who: &Appointee, role: ManagingRole) -> Result<Appointed, Refused> {
        let now = self.clock.now();
        let invited = &self.invited(who, now);
        self.store
            .transact(|mut tx| async move {
                // Of two who invite the same person at once the second finds the account.
                tx.resources().hold().await?;
                let user = account(&mut tx, who, invited.as_ref()).await?;
                let before = tx.administrators().role_of(&user.id).await?;
                if let Some(other) = before.filter(|before| *before != role) {
                    return Err(Failure::Refused(RoleRefused::Manages(other)));
                }
                self.put_role(&mut tx, &user.id, (before, role), now)
                    .await?;
                let manager = Manager { user, role };
                let is_new = before.is_none();
                Ok::<_, Refused>(Appointed { manager, is_new })
            })
            .await
    }

    /// Gives a person who manages this instance another role, if those who do are still those that
    /// this was decided on; who they all are then.
    ///
    /// # Errors
    /// [`RoleRefused::NoSuchUser`], [`RoleRefused::Changed`], [`RoleRefused::NotHeld`], and of an
    /// administrator why they stay one.
    pub async fn reappoint(
        &self,
        user: &UserId,
        role: ManagingRole,
        precondition: &Precondition<'_, [Manager]>,
    ) -> Result<Vec<Manager>, Refused> {
        let now = self.clock.now();
        self.store
            .transact(|mut tx| async move {
                let before = managing(&mut tx, user, precondition).await?;
                self.put_role(&mut tx, user, (Some(before), role), now)
                    .await?;
                Ok::<_, Refused>(managers(&mut tx).await?)
            })
            .await
    }

    /// Lets a person manage this instance no more, if those who do are still those that this was
    /// decided on.
    ///
    /// # Errors
    /// As [`AccessControl::reappoint`].
    pub async fn dismiss(
        &self,
        user: &UserId,
        precondition: &Precondition<'_, [Manager]>,
    ) -> Result<(), Refused> {
        self.store
            .transact(|mut tx| async move {
                let before = managing(&mut tx, user, precondition).await?;
                if before == ManagingRole::Administrator {
                    self.may_end(&mut tx, user).await?;
                }
                let mut taken = Vec::new();
                for role in ManagingRole::ALL {
                    if tx.administrators().take(user, *role).await? {
                        taken.push(role.to_string());
                    }
                }
                let who = Assignee::User(user.clone());
                let kind = EventKind::RolesTaken;
                self.note_named(&mut tx, kind, &who, taken).await?;
                Ok::<_, Refused>(())
            })
            .await
    }

    /// Everything random and everything timed of an account that may have to be made.
    fn invited(&self, who: &Appointee, now: Timestamp) -> Option<Invited> {
        let Appointee::Address(email) = who else {
            return None;
        };
        let id = UserId::mint(&mut self.entropy.rng());
        let names = ["email"].as_slice();
        let data = Map::from_iter([("changed".to_owned(), Value::from(names))]);
        let at = (&self.entropy, now);
        Some(Invited {
            event: Event {
                user_id: Some(id.clone()),
                ..self.author.event(EventKind::UserRegistered, at, data)
            },
            user: User {
                email: Some(email.clone()),
                last_sign_in_at: None,
                ..User::new(id, None, now)
            },
        })
    }

    /// Gives a role in the place of the one before. The version of the roles is taken already.
    async fn put_role(
        &self,
        tx: &mut Tx,
        user: &UserId,
        (before, role): (Option<ManagingRole>, ManagingRole),
        now: Timestamp,
    ) -> Result<(), Refused> {
        if before == Some(role) {
            return Ok(());
        }
        let who = Assignee::User(user.clone());
        if let Some(before) = before {
            if before == ManagingRole::Administrator {
                self.may_end(tx, user).await?;
            }
            tx.administrators().take(user, before).await?;
            let (kind, taken) = (EventKind::RolesTaken, vec![before.to_string()]);
            self.note_named(tx, kind, &who, taken).await?;
        }
        if tx.administrators().give(user, role, now).await? {
            let (kind, given) = (EventKind::RolesGiven, vec![role.to_string()]);
            self.note_named(tx, kind, &who, given).await?;
        }
        Ok(())
    }
}

/// The account that is meant, made if it is to be, and its row taken.
async fn account(tx: &mut Tx, who: &Appointee, invited: Option<&Invited>) -> Result<User, Refused> {
    let gone = || Failure::Refused(RoleRefused::NoSuchUser);
    let (meant, id) = match who {
        Appointee::User(id) => (Holder::User(id.clone()), id.clone()),
        Appointee::Address(email) => {
            let identifier = Identifier::Email(email.canonical());
            let mut found = tx.users().find_by_identifier(&identifier).await?;
            if let Some(invited) = invited.filter(|_| found.is_none()) {
                make(tx, invited).await?;
                found = tx.users().find_by_identifier(&identifier).await?;
            }
            let id = found.ok_or_else(gone)?.id;
            (Holder::Identifier(identifier), id)
        }
    };
    if !is_still(tx, &meant, &id).await? {
        return Err(gone());
    }
    tx.users().find(&id).await?.ok_or_else(gone)
}

/// Makes the account, unless the address is taken since it was looked for.
async fn make(tx: &mut Tx, Invited { user, event }: &Invited) -> Result<(), StoreError> {
    if tx.users().insert(user).await? {
        tx.roles().give_defaults(&user.id, user.created_at).await?;
        tx.events().append(event).await?;
    }
    Ok(())
}

/// By which role this person manages the instance; their row and the version of the roles are taken.
async fn managing(
    tx: &mut Tx,
    user: &UserId,
    precondition: &Precondition<'_, [Manager]>,
) -> Result<ManagingRole, Refused> {
    tx.resources().hold().await?;
    if !tx.users().hold(user).await? {
        return Err(Failure::Refused(RoleRefused::NoSuchUser));
    }
    if !precondition.is_none() && !precondition.holds(&managers(tx).await?) {
        return Err(Failure::Refused(RoleRefused::Changed));
    }
    let held = tx.administrators().role_of(user).await?;
    held.ok_or(Failure::Refused(RoleRefused::NotHeld))
}
