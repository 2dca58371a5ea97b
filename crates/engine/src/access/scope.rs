//! The scopes of an API, one by one.

use oidc_core::{
    event::EventKind,
    id::{ResourceId, ScopeId},
    resource_server::{InvalidResource, Resource, ResourceScope},
};
use serde_json::Map;
use store::{StoreError, Tx};

use super::{
    AccessControl,
    resource::{ResourceKey, ResourceRefused, ScopeDescription, owned, tell_scopes},
};
use crate::{failure::Failure, precondition::Precondition};

/// What is to be different about a scope; what is none stays as it is.
#[derive(Debug, Clone, Default)]
pub struct ScopeChange {
    /// As requests and tokens have it. Roles that hold the scope hold it under the new name; tokens
    /// and consents name the old one.
    pub name: Option<String>,
    /// What people are told of it; nothing when that is none.
    pub description: Option<Option<String>>,
}

/// Why a scope was not changed; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ScopeRefused {
    /// It cannot be so.
    #[error("{0}")]
    Invalid(#[from] InvalidResource),
    /// Its API cannot be changed so.
    #[error("{0}")]
    Resource(ResourceRefused),
    /// The API has no such scope.
    #[error("the API has no such scope")]
    Unknown,
    /// The API has one of this name.
    #[error("the API has a scope of this name already")]
    Taken,
    /// It is not what the change was made on any more.
    #[error("it has changed meanwhile")]
    Changed,
}

type Refused = Failure<ScopeRefused>;

impl AccessControl {
    /// Adds a scope to an API of the operator's own, behind those it has.
    ///
    /// # Errors
    /// [`ScopeRefused`].
    pub async fn add_scope(
        &self,
        resource: &ResourceId,
        described: &ScopeDescription,
    ) -> Result<ResourceScope, Refused> {
        let now = self.clock.now();
        let id = ScopeId::mint(&mut self.entropy.rng());
        let new = &ResourceScope {
            id,
            resource_id: resource.clone(),
            name: described.name.clone(),
            description: described.description.clone(),
            position: 0,
            created_at: now,
        };
        new.check().map_err(refuse)?;
        self.store
            .transact(|mut tx| async move {
                let (_, before) = owned_scopes(&mut tx, resource).await?;
                if before.iter().any(|scope| scope.name == new.name) {
                    return Err(Failure::Refused(ScopeRefused::Taken));
                }
                let last = before.iter().map(|scope| scope.position).max();
                let position = last.map_or(0, |last| last.saturating_add(1));
                let scope = ResourceScope {
                    position,
                    ..new.clone()
                };
                tx.resources().put_scope(&scope).await?;
                self.note_scopes(&mut tx, resource, (None, Some(&scope)))
                    .await?;
                Ok(scope)
            })
            .await
    }

    /// Changes a scope of an API of the operator's own.
    ///
    /// # Errors
    /// [`ScopeRefused`].
    pub async fn set_scope(
        &self,
        (resource, id): (&ResourceId, &ScopeId),
        change: &ScopeChange,
        precondition: &Precondition<'_, ResourceScope>,
    ) -> Result<ResourceScope, Refused> {
        self.store
            .transact(|mut tx| async move {
                let (_, before) = owned_scopes(&mut tx, resource).await?;
                let found = one_of(&before, id, precondition)?;
                let mut scope = found.clone();
                if let Some(name) = &change.name {
                    scope.name.clone_from(name);
                }
                if let Some(description) = &change.description {
                    scope.description.clone_from(description);
                }
                scope.check().map_err(refuse)?;
                let mut others = before.iter().filter(|other| other.id != *id);
                if others.any(|other| other.name == scope.name) {
                    return Err(Failure::Refused(ScopeRefused::Taken));
                }
                tx.resources().update_scope(&scope).await?;
                let changed = (Some(&found), Some(&scope));
                self.note_scopes(&mut tx, resource, changed).await?;
                Ok(scope)
            })
            .await
    }

    /// Removes a scope of an API of the operator's own, from every role too.
    ///
    /// # Errors
    /// [`ScopeRefused`].
    pub async fn remove_scope(
        &self,
        (resource, id): (&ResourceId, &ScopeId),
        precondition: &Precondition<'_, ResourceScope>,
    ) -> Result<ResourceScope, Refused> {
        self.store
            .transact(|mut tx| async move {
                let (_, before) = owned_scopes(&mut tx, resource).await?;
                let scope = one_of(&before, id, precondition)?;
                tx.resources().remove_scope(id).await?;
                self.note_scopes(&mut tx, resource, (Some(&scope), None))
                    .await?;
                Ok(scope)
            })
            .await
    }
}

impl AccessControl {
    async fn note_scopes(
        &self,
        tx: &mut Tx,
        resource: &ResourceId,
        (before, after): (Option<&ResourceScope>, Option<&ResourceScope>),
    ) -> Result<(), StoreError> {
        let mut changed = Map::new();
        tell_scopes(&mut changed, before, after);
        let kind = EventKind::ResourceChanged;
        self.note_more(tx, kind, resource.as_str(), changed).await
    }
}

fn refuse(why: InvalidResource) -> Refused {
    Failure::Refused(why.into())
}

async fn owned_scopes(
    tx: &mut Tx,
    id: &ResourceId,
) -> Result<(Resource, Vec<ResourceScope>), Refused> {
    let found = owned(tx, ResourceKey::Id(id), &Precondition::NONE).await;
    let resource = found.map_err(|failure| match failure {
        Failure::Refused(why) => Failure::Refused(ScopeRefused::Resource(why)),
        Failure::Broken(breakdown) => Failure::Broken(breakdown),
    })?;
    let scopes = tx.resources().scopes_of(id).await?;
    Ok((resource, scopes))
}

fn one_of(
    scopes: &[ResourceScope],
    id: &ScopeId,
    precondition: &Precondition<'_, ResourceScope>,
) -> Result<ResourceScope, Refused> {
    let found = scopes.iter().find(|scope| scope.id == *id);
    let scope = found.ok_or(Failure::Refused(ScopeRefused::Unknown))?;
    if precondition.holds(scope) {
        Ok(scope.clone())
    } else {
        Err(Failure::Refused(ScopeRefused::Changed))
    }
}
