//! APIs and roles of `signet.toml`, brought into the database with the rest of the file. What is
//! there keeps its id, so that whoever holds a role goes on holding it.

use std::collections::BTreeSet;

use engine::{
    access::role::{RoleRefused, scopes},
    breakdown::Breakdown,
    failure::Failure,
};
use oidc_core::{
    client::Client,
    id::{ResourceId, RoleId, ScopeId},
    indicator::Indicator,
    role::RoleKind,
    source::Source,
    time::Timestamp,
};
use rand_core::CryptoRng;
use store::{StoreError, Tx};

use super::standing::Standing;
use crate::config::{
    Settings, application::Application, resource::DeclaredResource, role::DeclaredRole,
};

/// What of the file cannot be taken over.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotDeclared {
    #[error(
        "The API {0} of signet.toml is registered already, by {1}: give it another indicator in \
         the file, or remove the other one with `signet resource remove {0}`."
    )]
    ForeignResource(Indicator, &'static str),
    #[error(
        "The role {0:?} of signet.toml is there already, from {1}: give it another name in the \
         file, or remove the other one with `signet role remove`."
    )]
    ForeignRole(String, &'static str),
    #[error(
        "The role {0:?} of signet.toml is of kind {1} in the database and cannot become another: \
         give it another name."
    )]
    OtherKind(String, &'static str),
    #[error("The role {0:?} of signet.toml cannot be taken over: {1}.")]
    Role(String, RoleRefused),
    #[error(
        "The application {0} of signet.toml has the role {1:?}, which {2}: `signet role list` \
         shows those there are."
    )]
    ApplicationRole(String, String, &'static str),
    #[error("{0}")]
    Store(#[from] StoreError),
    #[error("{}", .0.chain())]
    Broken(Breakdown),
}

/// The file's APIs and roles, with ids for those that are new.
pub(super) struct Declared {
    resources: Vec<DeclaredResource>,
    roles: Vec<DeclaredRole>,
    now: Timestamp,
}

impl Declared {
    pub(super) fn prepare(settings: &Settings, now: Timestamp, rng: &mut impl CryptoRng) -> Self {
        let mut resources = settings.resources.clone();
        for declared in &mut resources {
            let api = &mut declared.resource;
            api.id = ResourceId::mint(rng);
            (api.created_at, api.updated_at) = (now, now);
            for scope in &mut declared.scopes {
                scope.id = ScopeId::mint(rng);
                scope.created_at = now;
            }
        }
        let mut roles = settings.roles.clone();
        for declared in &mut roles {
            declared.role.id = RoleId::mint(rng);
            (declared.role.created_at, declared.role.updated_at) = (now, now);
        }
        Self {
            resources,
            roles,
            now,
        }
    }

    /// Whether all of it stands there as the file has it, and nothing else of the file's.
    pub(super) async fn is_in_place(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let standing = Standing::read(tx).await?;
        Ok(standing.is(&self.resources, &self.roles))
    }

    pub(super) async fn take_over(&self, tx: &mut Tx) -> Result<(), NotDeclared> {
        tx.resources().hold().await?;
        for declared in &self.resources {
            take_over_resource(tx, declared).await?;
        }
        let keep = self.resources.iter();
        let keep: Vec<Indicator> = keep.map(|api| api.resource.indicator.clone()).collect();
        tx.resources()
            .disable_missing(Source::File, &keep, self.now)
            .await?;
        let mut keep = Vec::with_capacity(self.roles.len());
        for declared in &self.roles {
            keep.push(take_over_role(tx, declared).await?);
        }
        tx.roles()
            .disable_missing(Source::File, &keep, self.now)
            .await?;
        Ok(())
    }
}

async fn take_over_resource(tx: &mut Tx, declared: &DeclaredResource) -> Result<(), NotDeclared> {
    let mut resource = declared.resource.clone();
    match tx.resources().owner(&resource.indicator).await? {
        None => tx.resources().insert(&resource).await?,
        Some((id, Source::File)) => {
            resource.id = id;
            tx.resources().update(&resource).await?
        }
        Some((_, other)) => {
            let owner = owner(other);
            return Err(NotDeclared::ForeignResource(resource.indicator, owner));
        }
    };
    for scope in tx.resources().scopes_of(&resource.id).await? {
        if !declared.scopes.iter().any(|kept| kept.name == scope.name) {
            tx.resources().remove_scope(&scope.id).await?;
        }
    }
    for scope in &declared.scopes {
        let mut scope = scope.clone();
        scope.resource_id = resource.id.clone();
        tx.resources().put_scope(&scope).await?;
    }
    Ok(())
}

async fn take_over_role(tx: &mut Tx, declared: &DeclaredRole) -> Result<RoleId, NotDeclared> {
    let mut role = declared.role.clone();
    let name = || declared.role.name.clone();
    match tx.roles().owner(&role.name).await? {
        None => tx.roles().insert(&role).await?,
        Some((id, kind, Source::File)) if kind == role.kind => {
            role.id = id;
            tx.roles().update(&role).await?
        }
        Some((_, kind, Source::File)) => {
            return Err(NotDeclared::OtherKind(name(), kind.as_str()));
        }
        Some((_, _, other)) => return Err(NotDeclared::ForeignRole(name(), owner(other))),
    };
    let allowed = scopes(tx, &declared.permissions).await;
    let allowed = allowed.map_err(|failure| match failure {
        Failure::Refused(why) => NotDeclared::Role(name(), why),
        Failure::Broken(breakdown) => NotDeclared::Broken(breakdown),
    })?;
    let allowed: Vec<ScopeId> = allowed.into_iter().collect();
    tx.roles().set_scopes(&role.id, &allowed).await?;
    Ok(role.id)
}

/// Whether an application of the file has the roles that the file names, and no others.
pub(super) async fn has_its_roles(
    tx: &mut Tx,
    application: &Application,
) -> Result<bool, StoreError> {
    let Some(names) = &application.roles else {
        return Ok(true);
    };
    let mut wanted = BTreeSet::new();
    for name in names {
        // By the owner: that much is known of a role that cannot be read.
        let Some((id, ..)) = tx.roles().owner(name).await? else {
            return Ok(false);
        };
        wanted.insert(id);
    }
    let held = tx.client_roles().of(&application.client.id).await?;
    Ok(wanted == held.into_iter().collect())
}

/// Gives an application of the file the roles that the file names, and no others.
pub(super) async fn take_over_roles_of(
    tx: &mut Tx,
    application: &Application,
    client: &Client,
    now: Timestamp,
) -> Result<(), NotDeclared> {
    let Some(names) = &application.roles else {
        return Ok(());
    };
    let mut wanted = Vec::with_capacity(names.len());
    for name in names {
        let wrong = |why| {
            let (id, name) = (client.id.to_string(), name.clone());
            NotDeclared::ApplicationRole(id, name, why)
        };
        let role = tx.roles().find(name).await?;
        let role = role.ok_or_else(|| wrong("nobody has made"))?;
        if role.kind != RoleKind::Machine {
            return Err(wrong("is for people"));
        }
        wanted.push(role.id);
    }
    for held in tx.client_roles().of(&client.id).await? {
        if !wanted.contains(&held) {
            tx.client_roles().take(&client.id, &held).await?;
        }
    }
    for role in &wanted {
        tx.client_roles().assign(&client.id, role, now).await?;
    }
    Ok(())
}

const fn owner(source: Source) -> &'static str {
    match source {
        Source::BuiltIn => "Signet itself",
        Source::Console => "the command line or the console",
        Source::File => "signet.toml",
    }
}
