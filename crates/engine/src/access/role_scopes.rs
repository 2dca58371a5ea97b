//! What a role allows, scope by scope.

use std::collections::BTreeSet;

use oidc_core::{
    event::EventKind,
    id::{RoleId, ScopeId},
    resource_server::{Resource, ResourceScope},
    role::Role,
    time::Timestamp,
};
use serde_json::Map;
use store::{StoreError, Tx};

use super::{
    AccessControl,
    role::{RoleKey, RoleRefused, by_ids, find, held, owned, tell_held},
};
use crate::{failure::Failure, precondition::Precondition};

type Refused = Failure<RoleRefused>;

/// A scope with the API it belongs to.
pub type Allowed = (ResourceScope, Resource);

impl AccessControl {
    /// What a role allows, in the order in which APIs and scopes were made; none when there is no
    /// such role, or none that may be used.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn scopes_of_role(&self, id: &RoleId) -> Result<Option<Vec<Allowed>>, StoreError> {
        self.store
            .read(|mut tx| async move {
                let role = find(&mut tx, RoleKey::Id(id)).await?;
                if role.is_none_or(|role| role.disabled) {
                    return Ok(None);
                }
                allowed(&mut tx, id).await.map(Some)
            })
            .await
    }

    /// Lets a role allow this too, all of it or nothing; what it allows then.
    ///
    /// # Errors
    /// [`RoleRefused`], also when it allows some of it already.
    pub async fn allow(
        &self,
        id: &RoleId,
        scopes: &[ScopeId],
        precondition: &Precondition<'_, [Allowed]>,
    ) -> Result<Vec<Allowed>, Refused> {
        let now = self.clock.now();
        self.store
            .transact(|mut tx| async move {
                let role = owned(&mut tx, RoleKey::Id(id), &Precondition::NONE).await?;
                may_change(&mut tx, id, precondition).await?;
                let added = by_ids(&mut tx, scopes).await?;
                let mut all = held(&mut tx, id).await?;
                if let Some(known) = scopes.iter().find(|scope| all.contains(scope)) {
                    return Err(Failure::Refused(RoleRefused::ScopeHeld(known.clone())));
                }
                let before = all.clone();
                all.extend(added);
                self.write(&mut tx, role, (&before, all), now).await?;
                Ok(allowed(&mut tx, id).await?)
            })
            .await
    }

    /// Lets a role allow this no more.
    ///
    /// # Errors
    /// [`RoleRefused`], also when it does not allow it.
    pub async fn deny(
        &self,
        id: &RoleId,
        scope: &ScopeId,
        precondition: &Precondition<'_, [Allowed]>,
    ) -> Result<(), Refused> {
        let now = self.clock.now();
        self.store
            .transact(|mut tx| async move {
                let role = owned(&mut tx, RoleKey::Id(id), &Precondition::NONE).await?;
                may_change(&mut tx, id, precondition).await?;
                let before = held(&mut tx, id).await?;
                let mut all = before.clone();
                if !all.remove(scope) {
                    return Err(Failure::Refused(RoleRefused::ScopeNotHeld(scope.clone())));
                }
                Ok(self.write(&mut tx, role, (&before, all), now).await?)
            })
            .await
    }
}

async fn may_change(
    tx: &mut Tx,
    id: &RoleId,
    precondition: &Precondition<'_, [Allowed]>,
) -> Result<(), Refused> {
    if precondition.holds(&allowed(tx, id).await?) {
        Ok(())
    } else {
        Err(Failure::Refused(RoleRefused::Changed))
    }
}

impl AccessControl {
    async fn write(
        &self,
        tx: &mut Tx,
        role: Role,
        (before, after): (&BTreeSet<ScopeId>, BTreeSet<ScopeId>),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut changed = Map::new();
        tell_held(&mut changed, before, &after);
        let scopes: Vec<ScopeId> = after.into_iter().collect();
        tx.roles().set_scopes(&role.id, &scopes).await?;
        let role = Role {
            updated_at: now,
            ..role
        };
        tx.roles().update(&role).await?;
        let (kind, id) = (EventKind::RoleChanged, role.id.as_str());
        self.note_more(tx, kind, id, changed).await
    }
}

async fn allowed(tx: &mut Tx, id: &RoleId) -> Result<Vec<Allowed>, StoreError> {
    let held = held(tx, id).await?;
    let scopes = tx.resources().all_scopes().await?.rows;
    let resources = tx.resources().all().await?.rows;
    let of_each = resources.iter().flat_map(|resource| {
        let own = scopes.iter();
        let own = own.filter(|scope| scope.resource_id == resource.id && held.contains(&scope.id));
        own.map(|scope| (scope.clone(), resource.clone()))
    });
    Ok(of_each.collect())
}
