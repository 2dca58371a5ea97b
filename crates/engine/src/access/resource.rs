//! Registering, changing and removing APIs.

use std::collections::{BTreeMap, BTreeSet};

use oidc_core::{
    event::EventKind,
    id::{ClientId, ResourceId, ScopeId},
    indicator::Indicator,
    key::Algorithm,
    resource_server::{InvalidResource, Resource, ResourceScope, TokenFormat},
    source::{Owner, Source},
    time::{Lifetime, Timestamp},
};
use serde_json::{Map, Value, json};
use store::{StoreError, Tx, Unreadable};

use super::AccessControl;
use crate::{difference::difference, failure::Failure, precondition::Precondition};

/// A scope as it is described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeDescription {
    /// As requests have it.
    pub name: String,
    /// What people are told of it.
    pub description: Option<String>,
}

/// What is to be different about an API; what is none stays as it is.
#[derive(Debug, Clone, Default)]
pub struct ResourceChange {
    /// The name people see.
    pub name: Option<String>,
    /// How long its access tokens live.
    pub access_token_lifetime: Option<Lifetime>,
    /// What they look like.
    pub access_token_format: Option<TokenFormat>,
    /// What they are signed with.
    pub access_token_alg: Option<Algorithm>,
    /// Who may introspect them.
    pub introspected_by: Option<Vec<ClientId>>,
    /// Whether it is meant where no resource is named.
    pub is_default: Option<bool>,
    /// Scopes to add, or to describe anew.
    pub add_scopes: Vec<ScopeDescription>,
    /// Scopes to take away, from every role too.
    pub remove_scopes: Vec<String>,
}

/// Why an API was not changed; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ResourceRefused {
    /// It cannot be so.
    #[error("{0}")]
    Invalid(#[from] InvalidResource),
    /// There is one with this indicator.
    #[error("there is an API with this indicator already")]
    Taken,
    /// There is none.
    #[error("there is no such API")]
    Unknown,
    /// It is not what the change was made on any more.
    #[error("it has changed meanwhile")]
    Changed,
    /// It belongs to another place, which would write it again.
    #[error("it belongs to {}", .0.source.as_str())]
    OwnedBy(Owner),
    /// Another one is the default by the word of the configuration file, which would write it again;
    /// and where the file says so, if that is known.
    #[error("the configuration file says that another API is the default")]
    DefaultInFile(Option<String>),
    /// There is no scope of this name to take away.
    #[error("it has no scope {0:?}")]
    NoSuchScope(String),
}

impl ResourceChange {
    fn apply(&self, resource: &mut Resource) {
        let change = self.clone();
        if let Some(name) = change.name {
            resource.name = name;
        }
        if let Some(lifetime) = change.access_token_lifetime {
            resource.access_token_lifetime = lifetime;
        }
        if let Some(format) = change.access_token_format {
            resource.access_token_format = format;
        }
        if change.access_token_alg.is_some() {
            resource.access_token_alg = change.access_token_alg;
        }
        if let Some(clients) = change.introspected_by {
            resource.introspected_by = clients;
        }
        if let Some(is_default) = change.is_default {
            resource.is_default = is_default;
        }
    }

    /// The rows of the scopes to add: behind those that are there, in the order given. One that is
    /// there stays in its place.
    ///
    /// # Errors
    /// The first [`InvalidResource`] found.
    fn scopes(
        &self,
        id: &ResourceId,
        before: &[ResourceScope],
        now: Timestamp,
        mut mint: impl FnMut() -> ScopeId,
    ) -> Result<Vec<ResourceScope>, InvalidResource> {
        let last = before.iter().map(|scope| scope.position).max();
        let mut next = last.map_or(0, |last| last.saturating_add(1));
        let row = |added: &ScopeDescription| {
            let known = before.iter().find(|scope| scope.name == added.name);
            let position = known.map_or(next, |scope| scope.position);
            next = next.saturating_add(1);
            let scope = ResourceScope {
                id: mint(),
                resource_id: id.clone(),
                name: added.name.clone(),
                description: added.description.clone(),
                position,
                created_at: now,
            };
            scope.check().map(|()| scope)
        };
        self.add_scopes.iter().map(row).collect()
    }
}

/// What an API is found by.
#[derive(Debug, Clone, Copy)]
pub enum ResourceKey<'a> {
    /// What requests call it.
    Indicator(&'a Indicator),
    /// Its id.
    Id(&'a ResourceId),
}

impl<'a> From<&'a Indicator> for ResourceKey<'a> {
    fn from(indicator: &'a Indicator) -> Self {
        Self::Indicator(indicator)
    }
}

impl<'a> From<&'a ResourceId> for ResourceKey<'a> {
    fn from(id: &'a ResourceId) -> Self {
        Self::Id(id)
    }
}

/// An API with its scopes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The API.
    pub resource: Resource,
    /// What may be done there.
    pub scopes: Vec<ResourceScope>,
}

impl AccessControl {
    /// Registers an API, owned by `source`.
    ///
    /// # Errors
    /// [`ResourceRefused`].
    pub async fn add_resource(
        &self,
        indicator: Indicator,
        change: &ResourceChange,
        source: Source,
    ) -> Result<Described, Failure<ResourceRefused>> {
        let now = self.clock.now();
        let id = ResourceId::mint(&mut self.entropy.rng());
        let mut resource = Resource::new(id, indicator, source, now);
        change.apply(&mut resource);
        let refuse = |why: InvalidResource| Failure::Refused(why.into());
        let checked = resource.check();
        checked
            .and_then(|()| resource.check_is_not(&self.management_api))
            .map_err(refuse)?;
        let scopes = self.scopes(&resource, change, &[], now).map_err(refuse)?;
        let (row, added) = (&resource, &scopes);
        self.store
            .transact(|mut tx| async move {
                tx.resources().hold().await?;
                may_be_default(&mut tx, row).await?;
                if !tx.resources().insert(row).await? {
                    return Err(Failure::Refused(ResourceRefused::Taken));
                }
                for scope in added {
                    tx.resources().put_scope(scope).await?;
                }
                let mut changed = difference(None, Some(row));
                tell_scopes(&mut changed, [], added);
                let kind = EventKind::ResourceCreated;
                self.note_more(&mut tx, kind, row.id.as_str(), changed)
                    .await?;
                Ok(())
            })
            .await?;
        Ok(Described { resource, scopes })
    }

    /// Changes an API of the operator's own.
    ///
    /// # Errors
    /// [`ResourceRefused`].
    pub async fn set_resource(
        &self,
        key: impl Into<ResourceKey<'_>>,
        change: &ResourceChange,
        precondition: &Precondition<'_, Resource>,
    ) -> Result<Described, Failure<ResourceRefused>> {
        let (now, key) = (self.clock.now(), key.into());
        self.store
            .transact(|mut tx| async move {
                let found = owned(&mut tx, key, precondition).await?;
                let mut resource = found.clone();
                change.apply(&mut resource);
                resource.updated_at = now;
                let refuse = |why: InvalidResource| Failure::Refused(why.into());
                resource.check().map_err(refuse)?;
                may_be_default(&mut tx, &resource).await?;
                let before = tx.resources().scopes_of(&resource.id).await?;
                let added = self
                    .scopes(&resource, change, &before, now)
                    .map_err(refuse)?;
                // A refusal commits what was written before it: so all names are looked up first.
                let mut removed = Vec::with_capacity(change.remove_scopes.len());
                for name in &change.remove_scopes {
                    let named = before.iter().find(|scope| scope.name == *name);
                    let named = named.ok_or_else(|| ResourceRefused::NoSuchScope(name.clone()));
                    removed.push(&named.map_err(Failure::Refused)?.id);
                }
                for id in removed {
                    tx.resources().remove_scope(id).await?;
                }
                for scope in &added {
                    tx.resources().put_scope(scope).await?;
                }
                tx.resources().update(&resource).await?;
                let scopes = tx.resources().scopes_of(&resource.id).await?;
                let mut changed = difference(Some(&found), Some(&resource));
                tell_scopes(&mut changed, &before, &scopes);
                let (kind, id) = (EventKind::ResourceChanged, resource.id.as_str());
                self.note_more(&mut tx, kind, id, changed).await?;
                Ok(Described { resource, scopes })
            })
            .await
    }

    /// Removes an API of the operator's own.
    ///
    /// # Errors
    /// [`ResourceRefused`].
    pub async fn remove_resource(
        &self,
        key: impl Into<ResourceKey<'_>>,
        precondition: &Precondition<'_, Resource>,
    ) -> Result<Resource, Failure<ResourceRefused>> {
        let key = key.into();
        self.store
            .transact(|mut tx| async move {
                let resource = owned(&mut tx, key, precondition).await?;
                tx.resources().remove(&resource.id).await?;
                let told = (resource.id.as_str(), Some(&resource), None);
                self.note(&mut tx, EventKind::ResourceRemoved, told).await?;
                Ok(resource)
            })
            .await
    }

    /// The API with this key.
    ///
    /// # Errors
    /// When the database does not answer, or its row cannot be read.
    pub async fn find_resource(
        &self,
        key: impl Into<ResourceKey<'_>>,
    ) -> Result<Option<Described>, StoreError> {
        let key = key.into();
        self.store
            .read(|mut tx| async move {
                let Some(resource) = find(&mut tx, key).await? else {
                    return Ok(None);
                };
                let scopes = tx.resources().scopes_of(&resource.id).await?;
                Ok(Some(Described { resource, scopes }))
            })
            .await
    }

    /// Every API, and what cannot be read.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn resources(&self) -> Result<(Vec<Described>, Vec<Unreadable>), StoreError> {
        let (resources, scopes) = self
            .store
            .read(|mut tx| async move {
                Ok::<_, StoreError>((
                    tx.resources().all().await?,
                    tx.resources().all_scopes().await?,
                ))
            })
            .await?;
        let mut unreadable = resources.unreadable;
        unreadable.extend(scopes.unreadable);
        let described = resources.rows.into_iter().map(|resource| {
            let own = scopes.rows.iter();
            let own = own.filter(|scope| scope.resource_id == resource.id);
            Described {
                scopes: own.cloned().collect(),
                resource,
            }
        });
        Ok((described.collect(), unreadable))
    }

    fn scopes(
        &self,
        resource: &Resource,
        change: &ResourceChange,
        before: &[ResourceScope],
        now: Timestamp,
    ) -> Result<Vec<ResourceScope>, InvalidResource> {
        let mut rng = self.entropy.rng();
        change.scopes(&resource.id, before, now, || ScopeId::mint(&mut rng))
    }
}

/// Which scopes there are no more, are different and are new.
pub(super) fn tell_scopes<'a>(
    changed: &mut Map<String, Value>,
    before: impl IntoIterator<Item = &'a ResourceScope>,
    after: impl IntoIterator<Item = &'a ResourceScope>,
) {
    let described =
        |scope: &'a ResourceScope| (&scope.name, json!({"description": scope.description}));
    let before: BTreeMap<_, _> = before.into_iter().map(described).collect();
    let after: BTreeMap<_, _> = after.into_iter().map(described).collect();
    let names: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    for name in names {
        let (was, is) = (before.get(*name), after.get(*name));
        if was != is {
            changed.insert(format!("scopes.{name}"), json!([was, is]));
        }
    }
}

/// Held before it is read: what another command writes meanwhile must not be undone.
pub(super) async fn owned(
    tx: &mut Tx,
    key: ResourceKey<'_>,
    precondition: &Precondition<'_, Resource>,
) -> Result<Resource, Failure<ResourceRefused>> {
    tx.resources().hold().await?;
    let found = find(tx, key).await?;
    // Programs, who name it by its id, are not shown one that is disabled.
    let found = found.filter(|api| !api.disabled || matches!(key, ResourceKey::Indicator(_)));
    let resource = found.ok_or(Failure::Refused(ResourceRefused::Unknown))?;
    if resource.source != Source::Console {
        let owner = Owner {
            source: resource.source,
            declared_at: resource.declared_at,
        };
        return Err(Failure::Refused(ResourceRefused::OwnedBy(owner)));
    }
    if !precondition.holds(&resource) {
        return Err(Failure::Refused(ResourceRefused::Changed));
    }
    Ok(resource)
}

/// A default that stands in the file is moved there: it would come back at the next start.
async fn may_be_default(tx: &mut Tx, new: &Resource) -> Result<(), Failure<ResourceRefused>> {
    if !new.is_default {
        return Ok(());
    }
    let all = tx.resources().all().await?.rows;
    let mut others = all.iter().filter(|other| other.id != new.id);
    let of_file = others.find(|other| other.is_default && other.source == Source::File);
    of_file.map_or(Ok(()), |other| {
        let at = other.declared_at.clone();
        Err(Failure::Refused(ResourceRefused::DefaultInFile(at)))
    })
}

async fn find(tx: &mut Tx, key: ResourceKey<'_>) -> Result<Option<Resource>, StoreError> {
    match key {
        ResourceKey::Indicator(indicator) => tx.resources().find(indicator).await,
        ResourceKey::Id(id) => tx.resources().find_by_id(id).await,
    }
}
