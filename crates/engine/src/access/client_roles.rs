//! The roles of machine clients, by their ids: given and taken, all of them or none.

use std::collections::BTreeSet;

use oidc_core::{
    client::ClientKind,
    event::EventKind,
    id::{ClientId, RoleId},
    role::{Role, RoleKind},
};
use store::{StoreError, Tx};

use super::{
    AccessControl,
    holder::Resolved,
    role::{RoleRefused, held_by},
};
use crate::{failure::Failure, precondition::Precondition};

type Refused = Failure<RoleRefused>;

impl AccessControl {
    /// The roles that a machine client holds, in the order in which they were made.
    ///
    /// # Errors
    /// [`RoleRefused::NoSuchClient`] and [`RoleRefused::NoMachine`].
    pub async fn roles_of_machine(&self, client: &ClientId) -> Result<Vec<Role>, Refused> {
        self.store
            .read(|mut tx| async move {
                machine(&mut tx, client).await?;
                Ok::<_, Refused>(held(&mut tx, client).await?)
            })
            .await
    }

    /// Gives roles to a machine client; those that were not held before, in the order in which they
    /// are named.
    ///
    /// # Errors
    /// [`RoleRefused::NoSuchClient`], [`RoleRefused::NoMachine`], [`RoleRefused::Changed`],
    /// [`RoleRefused::Unknown`] and [`RoleRefused::WrongKind`].
    pub async fn give_machine(
        &self,
        client: &ClientId,
        roles: &[RoleId],
        precondition: &Precondition<'_, [Role]>,
    ) -> Result<Vec<RoleId>, Refused> {
        let now = self.clock.now();
        self.store
            .transact(|mut tx| async move {
                take_machine(&mut tx, client, precondition).await?;
                for role in roles {
                    of_machines(&mut tx, role).await?;
                }
                let mut added = Vec::new();
                for role in roles {
                    if tx.client_roles().assign(client, role, now).await? {
                        added.push(role.clone());
                    }
                }
                let kind = EventKind::RolesGiven;
                self.note_machine(&mut tx, kind, client, &added).await?;
                Ok::<_, Refused>(added)
            })
            .await
    }

    /// Gives a machine client these roles and takes every other one.
    ///
    /// # Errors
    /// As [`AccessControl::give_machine`].
    pub async fn set_machine(
        &self,
        client: &ClientId,
        roles: &[RoleId],
        precondition: &Precondition<'_, [Role]>,
    ) -> Result<(), Refused> {
        let now = self.clock.now();
        self.store
            .transact(|mut tx| async move {
                take_machine(&mut tx, client, precondition).await?;
                for role in roles {
                    of_machines(&mut tx, role).await?;
                }
                let (mut taken, mut given) = (Vec::new(), Vec::new());
                // Those that are disabled were shown to nobody.
                for Role { id: held, .. } in held(&mut tx, client).await? {
                    if !roles.contains(&held) && tx.client_roles().take(client, &held).await? {
                        taken.push(held);
                    }
                }
                for role in roles {
                    if tx.client_roles().assign(client, role, now).await? {
                        given.push(role.clone());
                    }
                }
                let (take, give) = (EventKind::RolesTaken, EventKind::RolesGiven);
                self.note_machine(&mut tx, take, client, &taken).await?;
                self.note_machine(&mut tx, give, client, &given).await?;
                Ok::<_, Refused>(())
            })
            .await
    }

    /// Takes a role from a machine client.
    ///
    /// # Errors
    /// [`RoleRefused::NoSuchClient`], [`RoleRefused::NoMachine`], [`RoleRefused::Changed`] and
    /// [`RoleRefused::NotHeld`].
    pub async fn take_from_machine(
        &self,
        client: &ClientId,
        role: &RoleId,
        precondition: &Precondition<'_, [Role]>,
    ) -> Result<(), Refused> {
        self.store
            .transact(|mut tx| async move {
                take_machine(&mut tx, client, precondition).await?;
                if !tx.client_roles().take(client, role).await? {
                    return Err(Failure::Refused(RoleRefused::NotHeld));
                }
                let (kind, taken) = (EventKind::RolesTaken, std::slice::from_ref(role));
                self.note_machine(&mut tx, kind, client, taken).await?;
                Ok::<_, Refused>(())
            })
            .await
    }

    /// Gives a role to machine clients that do not hold it yet.
    ///
    /// # Errors
    /// [`RoleRefused::Unknown`], [`RoleRefused::WrongKind`], [`RoleRefused::NoSuchClient`],
    /// [`RoleRefused::NoMachine`] and [`RoleRefused::HeldByClient`], for one of them already.
    pub async fn give_to_machines(
        &self,
        role: &RoleId,
        clients: &[ClientId],
    ) -> Result<(), Refused> {
        let now = self.clock.now();
        let clients: &BTreeSet<&ClientId> = &clients.iter().collect();
        self.store
            .transact(|mut tx| async move {
                tx.resources().hold().await?;
                tx.clients().hold().await?;
                of_machines(&mut tx, role).await?;
                for client in clients {
                    machine(&mut tx, client).await?;
                    if tx.client_roles().of(client).await?.contains(role) {
                        let held = RoleRefused::HeldByClient((*client).clone());
                        return Err(Failure::Refused(held));
                    }
                }
                for client in clients {
                    tx.client_roles().assign(client, role, now).await?;
                    let (kind, given) = (EventKind::RolesGiven, std::slice::from_ref(role));
                    self.note_machine(&mut tx, kind, client, given).await?;
                }
                Ok::<_, Refused>(())
            })
            .await
    }

    async fn note_machine(
        &self,
        tx: &mut Tx,
        kind: EventKind,
        client: &ClientId,
        roles: &[RoleId],
    ) -> Result<(), StoreError> {
        let roles: Vec<&RoleId> = roles.iter().collect();
        if roles.is_empty() {
            return Ok(());
        }
        let holder = Resolved::Client(client.clone());
        self.note_roles(tx, kind, &holder, &roles).await
    }
}

/// The version of the roles before that of the clients, as everybody takes them.
async fn take_machine(
    tx: &mut Tx,
    client: &ClientId,
    precondition: &Precondition<'_, [Role]>,
) -> Result<(), Refused> {
    tx.resources().hold().await?;
    tx.clients().hold().await?;
    machine(tx, client).await?;
    if precondition.holds(&held(tx, client).await?) {
        Ok(())
    } else {
        Err(Failure::Refused(RoleRefused::Changed))
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

async fn held(tx: &mut Tx, client: &ClientId) -> Result<Vec<Role>, StoreError> {
    let held = tx.client_roles().of(client).await?.into_iter().collect();
    held_by(tx, &held).await
}

async fn of_machines(tx: &mut Tx, role: &RoleId) -> Result<(), Refused> {
    let found = tx.roles().find_by_id(role).await?;
    let found = found.filter(|role| !role.disabled);
    let role = found.ok_or(Failure::Refused(RoleRefused::Unknown))?;
    if role.kind == RoleKind::Machine {
        Ok(())
    } else {
        Err(Failure::Refused(RoleRefused::WrongKind(role.kind)))
    }
}
