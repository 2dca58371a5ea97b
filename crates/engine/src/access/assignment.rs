//! Which roles a person or a machine client holds, by their ids: given and taken, all of them or none.

use std::collections::BTreeSet;

use oidc_core::{
    client::ClientKind,
    event::EventKind,
    id::{ClientId, RoleId},
    role::{ADMINISTRATOR, MANAGING, Role, RoleKind},
    time::Timestamp,
};
use store::{StoreError, Tx};

use super::{
    AccessControl,
    holder::Assignee,
    holders::{Holders, holders},
    role::{RoleRefused, held_by},
};
use crate::{failure::Failure, precondition::Precondition};

type Refused = Failure<RoleRefused>;

impl AccessControl {
    /// The roles that a holder has, in the order in which they were made.
    ///
    /// # Errors
    /// [`RoleRefused::NoSuchUser`], [`RoleRefused::NoSuchClient`] and [`RoleRefused::NoMachine`].
    pub async fn roles_of(&self, who: &Assignee) -> Result<Vec<Role>, Refused> {
        self.store
            .read(|mut tx| async move {
                match who {
                    Assignee::Client(client) => machine(&mut tx, client).await?,
                    Assignee::User(user) if tx.users().find(user).await?.is_none() => {
                        return Err(Failure::Refused(RoleRefused::NoSuchUser));
                    }
                    Assignee::User(_) => {}
                }
                Ok::<_, Refused>(held(&mut tx, who).await?)
            })
            .await
    }

    /// Gives roles to a holder; those that were not held before, in the order in which they are
    /// named.
    ///
    /// # Errors
    /// As [`AccessControl::roles_of`], [`RoleRefused::NotFresh`], [`RoleRefused::Changed`],
    /// [`RoleRefused::Unknown`] and [`RoleRefused::WrongKind`].
    pub async fn give_roles(
        &self,
        who: &Assignee,
        roles: &[RoleId],
        precondition: &Precondition<'_, [Role]>,
    ) -> Result<Vec<RoleId>, Refused> {
        self.check_freshness(roles)?;
        let now = self.clock.now();
        self.store
            .transact(|mut tx| async move {
                take_rows(&mut tx, who, precondition).await?;
                check_kinds(&mut tx, who, roles).await?;
                let given = give(&mut tx, who, roles, now).await?;
                let kind = EventKind::RolesGiven;
                self.note_roles(&mut tx, kind, who, &given).await?;
                Ok::<_, Refused>(given)
            })
            .await
    }

    /// Gives a holder these roles and takes every other one.
    ///
    /// # Errors
    /// As [`AccessControl::give_roles`] and [`AccessControl::take_role_from`].
    pub async fn set_roles(
        &self,
        who: &Assignee,
        roles: &[RoleId],
        precondition: &Precondition<'_, [Role]>,
    ) -> Result<(), Refused> {
        self.check_freshness(roles)?;
        let now = self.clock.now();
        self.store
            .transact(|mut tx| async move {
                take_rows(&mut tx, who, precondition).await?;
                // Without those that are disabled: no list shows them.
                let held = held(&mut tx, who).await?.into_iter().map(|role| role.id);
                let held: Vec<RoleId> = held.collect();
                self.check_freshness(&held)?;
                check_kinds(&mut tx, who, roles).await?;
                let lost = held.into_iter().filter(|held| !roles.contains(held));
                let lost: Vec<RoleId> = lost.collect();
                // A refusal commits what was written before it: so nothing is.
                self.may_lose(&mut tx, who, &lost).await?;
                for role in &lost {
                    take(&mut tx, who, role).await?;
                }
                let given = give(&mut tx, who, roles, now).await?;
                let (take, give) = (EventKind::RolesTaken, EventKind::RolesGiven);
                self.note_roles(&mut tx, take, who, &lost).await?;
                self.note_roles(&mut tx, give, who, &given).await?;
                Ok::<_, Refused>(())
            })
            .await
    }

    /// Takes a role from a holder.
    ///
    /// # Errors
    /// As [`AccessControl::roles_of`], [`RoleRefused::NotFresh`], [`RoleRefused::Changed`],
    /// [`RoleRefused::NotHeld`], and of the administrator's role why it stays.
    pub async fn take_role_from(
        &self,
        who: &Assignee,
        role: &RoleId,
        precondition: &Precondition<'_, [Role]>,
    ) -> Result<(), Refused> {
        let decided_on = (precondition, &Precondition::NONE);
        self.take_one(who, role, decided_on).await
    }

    /// The same, decided on who holds the role.
    ///
    /// # Errors
    /// As [`AccessControl::take_role_from`].
    pub async fn take_role_of(
        &self,
        who: &Assignee,
        role: &RoleId,
        precondition: &Precondition<'_, Holders>,
    ) -> Result<(), Refused> {
        let decided_on = (&Precondition::NONE, precondition);
        self.take_one(who, role, decided_on).await
    }

    async fn take_one(
        &self,
        who: &Assignee,
        role: &RoleId,
        (of_roles, of_holders): (&Precondition<'_, [Role]>, &Precondition<'_, Holders>),
    ) -> Result<(), Refused> {
        let taken = std::slice::from_ref(role);
        self.check_freshness(taken)?;
        self.store
            .transact(|mut tx| async move {
                take_rows(&mut tx, who, of_roles).await?;
                check_holders(&mut tx, who.kind(), role, of_holders).await?;
                self.may_lose(&mut tx, who, taken).await?;
                if !take(&mut tx, who, role).await? {
                    return Err(Failure::Refused(RoleRefused::NotHeld));
                }
                let kind = EventKind::RolesTaken;
                self.note_roles(&mut tx, kind, who, taken).await?;
                Ok::<_, Refused>(())
            })
            .await
    }

    /// Gives a role to several who do not hold it yet.
    ///
    /// # Errors
    /// As [`AccessControl::give_roles`]; [`RoleRefused::HeldBy`] and [`RoleRefused::HeldByClient`],
    /// for one of them already.
    pub async fn give_to(&self, role: &RoleId, several: &[Assignee]) -> Result<(), Refused> {
        let roles = std::slice::from_ref(role);
        self.check_freshness(roles)?;
        let now = self.clock.now();
        // In one order, so that two who give the same people something never wait for each other.
        let several: &BTreeSet<&Assignee> = &several.iter().collect();
        self.store
            .transact(|mut tx| async move {
                tx.resources().hold().await?;
                if several.iter().any(|who| who.kind() == RoleKind::Machine) {
                    tx.clients().hold().await?;
                }
                let kind = kind_of(&mut tx, role).await?;
                for who in several {
                    check_kind(kind, who)?;
                    hold(&mut tx, who).await?;
                    if held_ids(&mut tx, who).await?.contains(role) {
                        return Err(Failure::Refused(match (*who).clone() {
                            Assignee::User(user) => RoleRefused::HeldBy(user),
                            Assignee::Client(client) => RoleRefused::HeldByClient(client),
                        }));
                    }
                }
                for who in several {
                    give(&mut tx, who, roles, now).await?;
                    let kind = EventKind::RolesGiven;
                    self.note_roles(&mut tx, kind, who, roles).await?;
                }
                Ok::<_, Refused>(())
            })
            .await
    }

    /// Whoever says who manages this instance has proven not long ago who they are (RFC 9470).
    fn check_freshness(&self, roles: &[RoleId]) -> Result<(), Refused> {
        let manages = roles.iter().any(|role| MANAGING.contains(&role.as_str()));
        if manages && !self.author.is_fresh {
            return Err(Failure::Refused(RoleRefused::NotFresh));
        }
        Ok(())
    }

    /// Whether a holder may do without these roles. The version of the roles is taken already.
    async fn may_lose(&self, tx: &mut Tx, who: &Assignee, roles: &[RoleId]) -> Result<(), Refused> {
        match who {
            Assignee::User(user) if roles.iter().any(|role| role.as_str() == ADMINISTRATOR) => {
                self.may_end(tx, user).await
            }
            Assignee::User(_) | Assignee::Client(_) => Ok(()),
        }
    }
}

/// The version of the roles before whoever holds them, as everybody takes them.
async fn take_rows(
    tx: &mut Tx,
    who: &Assignee,
    precondition: &Precondition<'_, [Role]>,
) -> Result<(), Refused> {
    tx.resources().hold().await?;
    if who.kind() == RoleKind::Machine {
        tx.clients().hold().await?;
    }
    hold(tx, who).await?;
    if precondition.holds(&held(tx, who).await?) {
        Ok(())
    } else {
        Err(Failure::Refused(RoleRefused::Changed))
    }
}

/// Whether those who hold a role are what a change was decided on. The version of the roles is taken
/// already.
async fn check_holders(
    tx: &mut Tx,
    kind: RoleKind,
    role: &RoleId,
    precondition: &Precondition<'_, Holders>,
) -> Result<(), Refused> {
    if precondition.is_none() || precondition.holds(&holders(tx, role, kind).await?) {
        Ok(())
    } else {
        Err(Failure::Refused(RoleRefused::Changed))
    }
}

/// Takes the row of a user; that of a client is taken with the version of all.
async fn hold(tx: &mut Tx, who: &Assignee) -> Result<(), Refused> {
    match who {
        Assignee::Client(client) => machine(tx, client).await,
        Assignee::User(user) if tx.users().hold(user).await? => Ok(()),
        Assignee::User(_) => Err(Failure::Refused(RoleRefused::NoSuchUser)),
    }
}

async fn machine(tx: &mut Tx, id: &ClientId) -> Result<(), Refused> {
    let found = tx.clients().find(id).await?;
    let client = found.filter(|client| !client.disabled);
    let client = client.ok_or(Failure::Refused(RoleRefused::NoSuchClient))?;
    if client.kind == ClientKind::Machine {
        Ok(())
    } else {
        Err(Failure::Refused(RoleRefused::NoMachine))
    }
}

async fn held_ids(tx: &mut Tx, who: &Assignee) -> Result<BTreeSet<RoleId>, StoreError> {
    let held = match who {
        Assignee::User(user) => tx.roles().of_user(user).await?,
        Assignee::Client(client) => tx.client_roles().of(client).await?,
    };
    Ok(held.into_iter().collect())
}

/// What a holder has, in the order in which the roles were made.
async fn held(tx: &mut Tx, who: &Assignee) -> Result<Vec<Role>, StoreError> {
    let held = held_ids(tx, who).await?;
    held_by(tx, &held).await
}

async fn check_kinds(tx: &mut Tx, who: &Assignee, roles: &[RoleId]) -> Result<(), Refused> {
    for role in roles {
        check_kind(kind_of(tx, role).await?, who)?;
    }
    Ok(())
}

async fn kind_of(tx: &mut Tx, role: &RoleId) -> Result<RoleKind, Refused> {
    let found = tx.roles().find_by_id(role).await?;
    let found = found.filter(|role| !role.disabled);
    Ok(found.ok_or(Failure::Refused(RoleRefused::Unknown))?.kind)
}

fn check_kind(kind: RoleKind, who: &Assignee) -> Result<(), Refused> {
    if kind == who.kind() {
        Ok(())
    } else {
        Err(Failure::Refused(RoleRefused::WrongKind(kind)))
    }
}

/// Those of these roles that were not held before.
async fn give(
    tx: &mut Tx,
    who: &Assignee,
    roles: &[RoleId],
    now: Timestamp,
) -> Result<Vec<RoleId>, StoreError> {
    let mut given = Vec::new();
    for role in roles {
        let is_new = match who {
            Assignee::User(user) => tx.roles().assign_to_user(user, role, now).await?,
            Assignee::Client(client) => tx.client_roles().assign(client, role, now).await?,
        };
        if is_new {
            given.push(role.clone());
        }
    }
    Ok(given)
}

async fn take(tx: &mut Tx, who: &Assignee, role: &RoleId) -> Result<bool, StoreError> {
    match who {
        Assignee::User(user) => tx.roles().take_from_user(user, role).await,
        Assignee::Client(client) => tx.client_roles().take(client, role).await,
    }
}
