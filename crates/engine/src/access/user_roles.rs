//! The roles of people, by their ids: given and taken, all of them or none.

use std::collections::BTreeSet;

use oidc_core::{
    event::EventKind,
    id::{RoleId, UserId},
    role::{ADMINISTRATOR, Role, RoleKind},
};
use store::{StoreError, Tx};

use super::{
    AccessControl,
    holder::Resolved,
    role::{RoleRefused, held_by},
};
use crate::{administrator::last::may_go, failure::Failure, precondition::Precondition};

type Refused = Failure<RoleRefused>;

impl AccessControl {
    /// The roles that a person holds, in the order in which they were made; none when there is no
    /// such person.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn roles_held_by(&self, user: &UserId) -> Result<Option<Vec<Role>>, StoreError> {
        self.store
            .read(|mut tx| async move {
                if tx.users().find(user).await?.is_none() {
                    return Ok(None);
                }
                held(&mut tx, user).await.map(Some)
            })
            .await
    }

    /// Gives roles to a person; those that were not held before, in the order in which they are
    /// named.
    ///
    /// # Errors
    /// [`RoleRefused::NoSuchUser`], [`RoleRefused::Changed`], [`RoleRefused::Unknown`] and
    /// [`RoleRefused::WrongKind`].
    pub async fn give_roles(
        &self,
        user: &UserId,
        roles: &[RoleId],
        precondition: &Precondition<'_, [Role]>,
    ) -> Result<Vec<RoleId>, Refused> {
        let now = self.clock.now();
        self.store
            .transact(|mut tx| async move {
                take_user(&mut tx, user, precondition).await?;
                for role in roles {
                    of_people(&mut tx, role).await?;
                }
                let mut added = Vec::new();
                for role in roles {
                    if tx.roles().assign_to_user(user, role, now).await? {
                        added.push(role.clone());
                    }
                }
                self.note_user(&mut tx, EventKind::RolesGiven, user, &added)
                    .await?;
                Ok::<_, Refused>(added)
            })
            .await
    }

    /// Gives a person these roles and takes every other one.
    ///
    /// # Errors
    /// As [`AccessControl::give_roles`].
    pub async fn set_roles(
        &self,
        user: &UserId,
        roles: &[RoleId],
        precondition: &Precondition<'_, [Role]>,
    ) -> Result<(), Refused> {
        let now = self.clock.now();
        self.store
            .transact(|mut tx| async move {
                take_user(&mut tx, user, precondition).await?;
                for role in roles {
                    of_people(&mut tx, role).await?;
                }
                let (mut taken, mut given) = (Vec::new(), Vec::new());
                // Those that are disabled were shown to nobody.
                let lost = held(&mut tx, user).await?.into_iter().map(|role| role.id);
                let lost: Vec<RoleId> = lost.filter(|held| !roles.contains(held)).collect();
                // A refusal commits what was written before it: so nothing is.
                may_lose(&mut tx, user, &lost).await?;
                for held in lost {
                    if tx.roles().take_from_user(user, &held).await? {
                        taken.push(held);
                    }
                }
                for role in roles {
                    if tx.roles().assign_to_user(user, role, now).await? {
                        given.push(role.clone());
                    }
                }
                let (take, give) = (EventKind::RolesTaken, EventKind::RolesGiven);
                self.note_user(&mut tx, take, user, &taken).await?;
                self.note_user(&mut tx, give, user, &given).await?;
                Ok::<_, Refused>(())
            })
            .await
    }

    /// Takes a role from a person.
    ///
    /// # Errors
    /// [`RoleRefused::NoSuchUser`], [`RoleRefused::Changed`], [`RoleRefused::NotHeld`].
    pub async fn take_role_from(
        &self,
        user: &UserId,
        role: &RoleId,
        precondition: &Precondition<'_, [Role]>,
    ) -> Result<(), Refused> {
        self.store
            .transact(|mut tx| async move {
                take_user(&mut tx, user, precondition).await?;
                may_lose(&mut tx, user, std::slice::from_ref(role)).await?;
                if !tx.roles().take_from_user(user, role).await? {
                    return Err(Failure::Refused(RoleRefused::NotHeld));
                }
                let (kind, taken) = (EventKind::RolesTaken, std::slice::from_ref(role));
                self.note_user(&mut tx, kind, user, taken).await?;
                Ok::<_, Refused>(())
            })
            .await
    }

    /// Gives a role to people who do not hold it yet.
    ///
    /// # Errors
    /// [`RoleRefused::Unknown`], [`RoleRefused::WrongKind`], [`RoleRefused::NoSuchUser`] and
    /// [`RoleRefused::HeldBy`], for one of them already.
    pub async fn give_to(&self, role: &RoleId, users: &[UserId]) -> Result<(), Refused> {
        let now = self.clock.now();
        // In one order, so that two who give the same people something never wait for each other.
        let users: &BTreeSet<&UserId> = &users.iter().collect();
        self.store
            .transact(|mut tx| async move {
                tx.resources().hold().await?;
                of_people(&mut tx, role).await?;
                for user in users {
                    if !tx.users().hold(user).await? {
                        return Err(Failure::Refused(RoleRefused::NoSuchUser));
                    }
                    if tx.roles().of_user(user).await?.contains(role) {
                        return Err(Failure::Refused(RoleRefused::HeldBy((*user).clone())));
                    }
                }
                for user in users {
                    tx.roles().assign_to_user(user, role, now).await?;
                    let (kind, given) = (EventKind::RolesGiven, std::slice::from_ref(role));
                    self.note_user(&mut tx, kind, user, given).await?;
                }
                Ok::<_, Refused>(())
            })
            .await
    }

    async fn note_user(
        &self,
        tx: &mut Tx,
        kind: EventKind,
        user: &UserId,
        roles: &[RoleId],
    ) -> Result<(), StoreError> {
        let roles: Vec<&RoleId> = roles.iter().collect();
        if roles.is_empty() {
            return Ok(());
        }
        let holder = Resolved::User(user.clone());
        self.note_roles(tx, kind, &holder, &roles).await
    }
}

/// Whether a person may do without these roles: the last administrator may not. The version of the
/// roles is taken already.
async fn may_lose(tx: &mut Tx, user: &UserId, roles: &[RoleId]) -> Result<(), Refused> {
    if roles.iter().any(|role| role.as_str() == ADMINISTRATOR) {
        let may_go = may_go(tx, user).await?;
        may_go.map_err(|last| Failure::Refused(last.into()))?;
    }
    Ok(())
}

/// The version of the roles before the row of the user, as everybody takes them.
async fn take_user(
    tx: &mut Tx,
    user: &UserId,
    precondition: &Precondition<'_, [Role]>,
) -> Result<(), Refused> {
    tx.resources().hold().await?;
    if !tx.users().hold(user).await? {
        return Err(Failure::Refused(RoleRefused::NoSuchUser));
    }
    if precondition.holds(&held(tx, user).await?) {
        Ok(())
    } else {
        Err(Failure::Refused(RoleRefused::Changed))
    }
}

/// What a person holds, in the order in which the roles were made.
async fn held(tx: &mut Tx, user: &UserId) -> Result<Vec<Role>, StoreError> {
    let held = tx.roles().of_user(user).await?.into_iter().collect();
    held_by(tx, &held).await
}

async fn of_people(tx: &mut Tx, role: &RoleId) -> Result<(), Refused> {
    let found = tx.roles().find_by_id(role).await?;
    let found = found.filter(|role| !role.disabled);
    let role = found.ok_or(Failure::Refused(RoleRefused::Unknown))?;
    if role.kind == RoleKind::User {
        Ok(())
    } else {
        Err(Failure::Refused(RoleRefused::WrongKind(role.kind)))
    }
}
