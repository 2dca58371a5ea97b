//! Making, changing and removing roles, and giving them to people and machines.

use std::collections::{BTreeMap, BTreeSet};

use oidc_core::{
    event::EventKind,
    id::{ClientId, RoleId, ScopeId, UserId},
    indicator::Indicator,
    resource_server::MANAGEMENT_ID,
    role::{InvalidRole, ManagingRole, Role, RoleKind},
    source::{Owner, Source},
};
use serde_json::{Map, Value};
use store::{StoreError, Tx, Unreadable};

use super::AccessControl;
use crate::{
    administrator::last::LastAdministrator, difference::difference, failure::Failure,
    precondition::Precondition,
};

/// How many holders of a role are shown.
const SHOWN: i64 = 100;

/// A scope of an API, as people name it.
pub type Permission = (Indicator, String);

/// What a role is found by.
#[derive(Debug, Clone, Copy)]
pub enum RoleKey<'a> {
    /// Its name.
    Name(&'a str),
    /// Its id.
    Id(&'a RoleId),
}

impl<'a> From<&'a str> for RoleKey<'a> {
    fn from(name: &'a str) -> Self {
        Self::Name(name)
    }
}

impl<'a> From<&'a RoleId> for RoleKey<'a> {
    fn from(id: &'a RoleId) -> Self {
        Self::Id(id)
    }
}

/// What is to be different about a role; what is none stays as it is.
#[derive(Debug, Clone, Default)]
pub struct RoleChange {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Whether every new user gets it.
    pub is_default: Option<bool>,
    /// What it shall allow too.
    pub allow: Vec<Permission>,
    /// The same, by the ids of scopes.
    pub allow_ids: Vec<ScopeId>,
    /// What it shall not allow any more.
    pub deny: Vec<Permission>,
}

/// Why a role was not changed; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum RoleRefused {
    /// It cannot be so.
    #[error("{0}")]
    Invalid(#[from] InvalidRole),
    /// There is one of this name.
    #[error("there is a role of this name already")]
    Taken,
    /// There is none.
    #[error("there is no such role")]
    Unknown,
    /// It is not what the change was made on any more.
    #[error("it has changed meanwhile")]
    Changed,
    /// It belongs to another place, which would write it again.
    #[error("it belongs to {}", .0.source.as_str())]
    OwnedBy(Owner),
    /// No API has such a scope.
    #[error("the API {0} has no scope {1:?}")]
    NoSuchScope(Indicator, String),
    /// There is no scope with this id.
    #[error("there is no scope {0}")]
    NoScopeWithId(ScopeId),
    /// It allows this already.
    #[error("it allows {0} already")]
    ScopeHeld(ScopeId),
    /// It does not allow this.
    #[error("it does not allow {0}")]
    ScopeNotHeld(ScopeId),
    /// Only roles that are part of Signet open the management API.
    #[error("only the roles of Signet itself open the management API")]
    Management,
    /// There is nobody with this id or address.
    #[error("there is no such user")]
    NoSuchUser,
    /// There is no client with this id.
    #[error("there is no such application")]
    NoSuchClient,
    /// Who it was to be taken from does not hold it.
    #[error("it is not held")]
    NotHeld,
    /// Who it was to be given to holds it.
    #[error("{0} holds it already")]
    HeldBy(UserId),
    /// Which client it was to be given to holds it.
    #[error("{0} holds it already")]
    HeldByClient(ClientId),
    /// It is for the others.
    #[error("it is a role of kind {}", .0.as_str())]
    WrongKind(RoleKind),
    /// Its client is no machine.
    #[error("the application is no machine: its users have roles, not the application")]
    NoMachine,
    /// Whoever changes it has not proven lately who they are.
    #[error("this needs a sign-in of a moment ago")]
    NotFresh,
    /// Who was to be let manage this instance does so, by the other role.
    #[error("this person is {0} already")]
    Manages(ManagingRole),
    /// Nobody could manage this instance any more.
    #[error("{0}")]
    LastAdministrator(#[from] LastAdministrator),
    /// The configuration names the administrator, where it is known to do so.
    #[error("the configuration says that this is an administrator")]
    DeclaredAdministrator(Option<String>),
}

type Refused = Failure<RoleRefused>;

/// A role with what it allows and the first who hold it.
#[derive(Debug, Clone)]
pub struct Described {
    /// The role.
    pub role: Role,
    /// What it allows.
    pub permissions: Vec<Permission>,
    /// The ids of the first people or clients that hold it.
    pub holders: Vec<String>,
}

impl AccessControl {
    /// Makes a role, owned by `source`.
    ///
    /// # Errors
    /// [`RoleRefused`].
    pub async fn add_role(
        &self,
        name: &str,
        kind: RoleKind,
        change: &RoleChange,
        source: Source,
    ) -> Result<Role, Refused> {
        let now = self.clock.now();
        let role = Role {
            id: RoleId::mint(&mut self.entropy.rng()),
            name: name.to_owned(),
            description: change.description.clone().unwrap_or_default(),
            kind,
            is_default: change.is_default.unwrap_or_default(),
            source,
            declared_at: None,
            disabled: false,
            created_at: now,
            updated_at: now,
        };
        role.check().map_err(|why| Failure::Refused(why.into()))?;
        let row = &role;
        self.store
            .transact(|mut tx| async move {
                tx.resources().hold().await?;
                // A refusal commits what was written before it: so nothing is.
                let mut scopes = scopes(&mut tx, &change.allow).await?;
                scopes.extend(by_ids(&mut tx, &change.allow_ids).await?);
                let scopes: Vec<ScopeId> = scopes.into_iter().collect();
                if !tx.roles().insert(row).await? {
                    return Err(Failure::Refused(RoleRefused::Taken));
                }
                tx.roles().set_scopes(&row.id, &scopes).await?;
                let mut changed = difference(None, Some(row));
                tell_held(
                    &mut changed,
                    &BTreeSet::new(),
                    &scopes.into_iter().collect(),
                );
                let kind = EventKind::RoleCreated;
                self.note_more(&mut tx, kind, row.id.as_str(), changed)
                    .await?;
                Ok::<_, Refused>(())
            })
            .await?;
        Ok(role)
    }

    /// Changes a role of the operator's own.
    ///
    /// # Errors
    /// [`RoleRefused`].
    pub async fn set_role(
        &self,
        key: impl Into<RoleKey<'_>>,
        change: &RoleChange,
        precondition: &Precondition<'_, Role>,
    ) -> Result<Role, Refused> {
        let (now, key) = (self.clock.now(), key.into());
        self.store
            .transact(|mut tx| async move {
                let found = owned(&mut tx, key, precondition).await?;
                let mut role = found.clone();
                if let Some(name) = &change.name {
                    role.name.clone_from(name);
                }
                if let Some(description) = &change.description {
                    role.description.clone_from(description);
                }
                role.is_default = change.is_default.unwrap_or(role.is_default);
                role.updated_at = now;
                role.check().map_err(|why| Failure::Refused(why.into()))?;
                // Only what can be a name is looked for: no database takes every character.
                if change.name.is_some() {
                    let named = tx.roles().find(&role.name).await?;
                    if named.is_some_and(|other| other.id != role.id) {
                        return Err(Failure::Refused(RoleRefused::Taken));
                    }
                }
                let before = held(&mut tx, &role.id).await?;
                let mut held = before.clone();
                held.extend(scopes(&mut tx, &change.allow).await?);
                held.extend(by_ids(&mut tx, &change.allow_ids).await?);
                for denied in scopes(&mut tx, &change.deny).await? {
                    held.remove(&denied);
                }
                let mut changed = difference(Some(&found), Some(&role));
                tell_held(&mut changed, &before, &held);
                let held: Vec<ScopeId> = held.into_iter().collect();
                tx.roles().set_scopes(&role.id, &held).await?;
                tx.roles().update(&role).await?;
                let kind = EventKind::RoleChanged;
                self.note_more(&mut tx, kind, role.id.as_str(), changed)
                    .await?;
                Ok::<_, Refused>(role)
            })
            .await
    }

    /// Removes a role of the operator's own, from everybody.
    ///
    /// # Errors
    /// [`RoleRefused`].
    pub async fn remove_role(
        &self,
        key: impl Into<RoleKey<'_>>,
        precondition: &Precondition<'_, Role>,
    ) -> Result<Role, Refused> {
        let key = key.into();
        self.store
            .transact(|mut tx| async move {
                let role = owned(&mut tx, key, precondition).await?;
                // Those that hold it are changed with it: their version before their rows, as
                // whoever removes an application takes them.
                tx.clients().hold().await?;
                tx.roles().remove(&role.id).await?;
                let told = (role.id.as_str(), Some(&role), None);
                self.note(&mut tx, EventKind::RoleRemoved, told).await?;
                Ok::<_, Refused>(role)
            })
            .await
    }

    /// Every role, and what cannot be read.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn roles(&self) -> Result<(Vec<Role>, Vec<Unreadable>), StoreError> {
        let found = self
            .store
            .read(|mut tx| async move { tx.roles().all().await })
            .await?;
        Ok((found.rows, found.unreadable))
    }

    /// The role with this id.
    ///
    /// # Errors
    /// When the database does not answer, or the row cannot be read.
    pub async fn role(&self, id: &RoleId) -> Result<Option<Role>, StoreError> {
        self.store
            .read(|mut tx| async move { tx.roles().find_by_id(id).await })
            .await
    }

    /// The role of this key, with what it allows and who holds it.
    ///
    /// # Errors
    /// When the database does not answer, or a row cannot be read.
    pub async fn find_role(
        &self,
        key: impl Into<RoleKey<'_>>,
    ) -> Result<Option<Described>, StoreError> {
        let key = key.into();
        self.store
            .read(|mut tx| async move {
                let Some(role) = find(&mut tx, key).await? else {
                    return Ok(None);
                };
                let allowed = held(&mut tx, &role.id).await?;
                let (scopes, resources) = (
                    tx.resources().all_scopes().await?.rows,
                    tx.resources().all().await?.rows,
                );
                let mut permissions = Vec::new();
                for scope in scopes.iter().filter(|scope| allowed.contains(&scope.id)) {
                    let api = resources.iter().find(|api| api.id == scope.resource_id);
                    permissions.extend(api.map(|api| (api.indicator.clone(), scope.name.clone())));
                }
                let holders = match role.kind {
                    RoleKind::User => {
                        let users = tx.roles().users_with(&role.id, SHOWN).await?;
                        users.iter().map(ToString::to_string).collect()
                    }
                    RoleKind::Machine => {
                        let clients = tx.client_roles().clients_with(&role.id, SHOWN).await?;
                        clients.iter().map(ToString::to_string).collect()
                    }
                };
                Ok(Some(Described {
                    role,
                    permissions,
                    holders,
                }))
            })
            .await
    }
}

/// What a role allows no more, and what it allows now.
pub(super) fn tell_held(
    changed: &mut Map<String, Value>,
    before: &BTreeSet<ScopeId>,
    after: &BTreeSet<ScopeId>,
) {
    for (member, some) in [("denied", before - after), ("allowed", after - before)] {
        if !some.is_empty() {
            let ids: Vec<_> = some.iter().map(ToString::to_string).collect();
            changed.insert(member.to_owned(), ids.into());
        }
    }
}

/// Held before it is read: what another command writes meanwhile must not be undone.
pub(super) async fn owned(
    tx: &mut Tx,
    key: RoleKey<'_>,
    precondition: &Precondition<'_, Role>,
) -> Result<Role, Refused> {
    tx.resources().hold().await?;
    let found = find(tx, key).await?;
    // Programs, who name it by its id, are not shown one that is disabled.
    let found = found.filter(|role| !role.disabled || matches!(key, RoleKey::Name(_)));
    let role = found.ok_or(Failure::Refused(RoleRefused::Unknown))?;
    if role.source != Source::Console {
        return Err(Failure::Refused(RoleRefused::OwnedBy(Owner {
            source: role.source,
            declared_at: role.declared_at,
        })));
    }
    if !precondition.holds(&role) {
        return Err(Failure::Refused(RoleRefused::Changed));
    }
    Ok(role)
}

pub(super) async fn find(tx: &mut Tx, key: RoleKey<'_>) -> Result<Option<Role>, StoreError> {
    match key {
        RoleKey::Name(name) => tx.roles().find(name).await,
        RoleKey::Id(id) => tx.roles().find_by_id(id).await,
    }
}

/// Those of these roles that there are, in the order in which they were made.
pub(super) async fn held_by(tx: &mut Tx, ids: &BTreeSet<RoleId>) -> Result<Vec<Role>, StoreError> {
    let mut roles = tx.roles().all().await?.rows;
    roles.retain(|role| !role.disabled && ids.contains(&role.id));
    Ok(roles)
}

/// What a role allows.
pub(super) async fn held(tx: &mut Tx, role: &RoleId) -> Result<BTreeSet<ScopeId>, StoreError> {
    Ok(tx.roles().scopes_of(role).await?.into_iter().collect())
}

/// Scopes that are named by their ids: all of them are there, and none is the management API's.
pub(super) async fn by_ids(
    tx: &mut Tx,
    ids: &[ScopeId],
) -> Result<BTreeSet<ScopeId>, Failure<RoleRefused>> {
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let known = tx.resources().all_scopes().await?.rows;
    // Others wait until this is done: each is found without a look at all.
    let known: BTreeMap<_, _> = known.iter().map(|scope| (&scope.id, scope)).collect();
    for id in ids {
        let missing = || Failure::Refused(RoleRefused::NoScopeWithId(id.clone()));
        if known.get(id).ok_or_else(missing)?.resource_id.as_str() == MANAGEMENT_ID {
            return Err(Failure::Refused(RoleRefused::Management));
        }
    }
    Ok(ids.iter().cloned().collect())
}

/// The ids of scopes that are named. Those of the management API belong to the roles of Signet
/// itself alone: whoever may make roles could otherwise make an administrator.
///
/// # Errors
/// [`RoleRefused::NoSuchScope`] and [`RoleRefused::Management`].
pub async fn scopes(
    tx: &mut Tx,
    named: &[Permission],
) -> Result<BTreeSet<ScopeId>, Failure<RoleRefused>> {
    let mut ids = BTreeSet::new();
    for (indicator, name) in named {
        if indicator.is_management() {
            return Err(Failure::Refused(RoleRefused::Management));
        }
        let missing = || {
            let (indicator, name) = (indicator.clone(), name.clone());
            Failure::Refused(RoleRefused::NoSuchScope(indicator, name))
        };
        let api = tx.resources().find(indicator).await?.ok_or_else(missing)?;
        let scopes = tx.resources().scopes_of(&api.id).await?;
        let found = scopes.into_iter().find(|scope| scope.name == *name);
        ids.insert(found.ok_or_else(missing)?.id);
    }
    Ok(ids)
}
