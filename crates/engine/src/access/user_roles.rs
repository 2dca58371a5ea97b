//! The roles of people, by their ids: given and taken, all of them or none.

use std::collections::BTreeSet;

use oidc_core::{
    id::{RoleId, UserId},
    role::{Role, RoleKind},
};
use store::{StoreError, Tx};

use super::{AccessControl, role::RoleRefused};
use crate::failure::Failure;

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
                let held: BTreeSet<RoleId> = tx.roles().of_user(user).await?.into_iter().collect();
                let mut roles = tx.roles().all().await?.rows;
                roles.retain(|role| !role.disabled && held.contains(&role.id));
                Ok(Some(roles))
            })
            .await
    }

    /// Gives roles to a person; those that were not held before, in the order in which they are
    /// named.
    ///
    /// # Errors
    /// [`RoleRefused::NoSuchUser`], [`RoleRefused::Unknown`], [`RoleRefused::WrongKind`].
    pub async fn give_roles(
        &self,
        user: &UserId,
        roles: &[RoleId],
    ) -> Result<Vec<RoleId>, Refused> {
        let now = self.clock.now();
        self.store
            .transact(|mut tx| async move {
                take_user(&mut tx, user).await?;
                for role in roles {
                    of_people(&mut tx, role).await?;
                }
                let mut added = Vec::new();
                for role in roles {
                    if tx.roles().assign_to_user(user, role, now).await? {
                        added.push(role.clone());
                    }
                }
                Ok::<_, Refused>(added)
            })
            .await
    }

    /// Gives a person these roles and takes every other one.
    ///
    /// # Errors
    /// As [`AccessControl::give_roles`].
    pub async fn set_roles(&self, user: &UserId, roles: &[RoleId]) -> Result<(), Refused> {
        let now = self.clock.now();
        self.store
            .transact(|mut tx| async move {
                take_user(&mut tx, user).await?;
                for role in roles {
                    of_people(&mut tx, role).await?;
                }
                for held in tx.roles().of_user(user).await? {
                    if !roles.contains(&held) {
                        tx.roles().take_from_user(user, &held).await?;
                    }
                }
                for role in roles {
                    tx.roles().assign_to_user(user, role, now).await?;
                }
                Ok::<_, Refused>(())
            })
            .await
    }

    /// Takes a role from a person.
    ///
    /// # Errors
    /// [`RoleRefused::NoSuchUser`], [`RoleRefused::NotHeld`].
    pub async fn take_role_from(&self, user: &UserId, role: &RoleId) -> Result<(), Refused> {
        self.store
            .transact(|mut tx| async move {
                take_user(&mut tx, user).await?;
                if tx.roles().take_from_user(user, role).await? {
                    Ok(())
                } else {
                    Err(Failure::Refused(RoleRefused::NotHeld))
                }
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
                }
                Ok::<_, Refused>(())
            })
            .await
    }
}

/// The version of the roles before the row of the user, as everybody takes them.
async fn take_user(tx: &mut Tx, user: &UserId) -> Result<(), Refused> {
    tx.resources().hold().await?;
    if tx.users().hold(user).await? {
        Ok(())
    } else {
        Err(Failure::Refused(RoleRefused::NoSuchUser))
    }
}

async fn of_people(tx: &mut Tx, role: &RoleId) -> Result<(), Refused> {
    let found = tx.roles().find_by_id(role).await?;
    let role = found.ok_or(Failure::Refused(RoleRefused::Unknown))?;
    if role.kind == RoleKind::User {
        Ok(())
    } else {
        Err(Failure::Refused(RoleRefused::WrongKind(role.kind)))
    }
}
