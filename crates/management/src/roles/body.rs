//! Roles as they are shown, and why one was not changed.

use engine::access::{held_roles::HeldRole, role::RoleRefused, role_scopes::Allowed};
use oidc_core::{
    id::{RoleId, ScopeId},
    role::{InvalidRole, Role, RoleKind},
    source::{Owner, Source},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    resources::body::ResourceBody,
    wire::{
        code::Code,
        error::ApiError,
        tenant::{TENANT, Tenant},
    },
};

/// What roles and their scopes are searched in.
pub(crate) const FIELDS: [&str; 3] = ["id", "name", "description"];

/// Who may hold a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) enum RoleType {
    /// People.
    User,
    /// Machine clients.
    MachineToMachine,
}

impl From<RoleKind> for RoleType {
    fn from(kind: RoleKind) -> Self {
        match kind {
            RoleKind::User => Self::User,
            RoleKind::Machine => Self::MachineToMachine,
        }
    }
}

impl From<RoleType> for RoleKind {
    fn from(kind: RoleType) -> Self {
        match kind {
            RoleType::User => Self::User,
            RoleType::MachineToMachine => Self::Machine,
        }
    }
}

/// A role.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Role)]
pub(crate) struct RoleBody {
    #[schema(value_type = String)]
    tenant_id: Tenant,
    /// Its id.
    id: String,
    /// Its name, unique among roles of both kinds.
    name: String,
    /// What it is for.
    description: String,
    /// Who may hold it.
    #[serde(rename = "type")]
    kind: RoleType,
    /// Whether every new user gets it.
    is_default: bool,
    /// Which place owns it: `file`, `built-in` or `console`.
    source: String,
    /// Where the file declares it, as `signet.toml:14`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    declared_at: Option<String>,
}

impl From<&Role> for RoleBody {
    fn from(role: &Role) -> Self {
        Self {
            tenant_id: TENANT,
            id: role.id.to_string(),
            name: role.name.clone(),
            description: role.description.clone(),
            kind: role.kind.into(),
            is_default: role.is_default,
            source: role.source.to_string(),
            declared_at: role.declared_at.clone(),
        }
    }
}

/// A role with the number of those who hold it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RoleWithHolders)]
pub(super) struct HeldRoleBody {
    #[schema(value_type = String)]
    tenant_id: Tenant,
    /// Its id.
    id: String,
    /// Its name, unique among roles of both kinds.
    name: String,
    /// What it is for.
    description: String,
    /// Who may hold it.
    #[serde(rename = "type")]
    kind: RoleType,
    /// Whether every new user gets it.
    is_default: bool,
    /// Which place owns it: `file`, `built-in` or `console`.
    source: String,
    /// Where the file declares it, as `signet.toml:14`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    declared_at: Option<String>,
    /// How many people hold it.
    users_count: i64,
    /// Some of them.
    featured_users: Vec<FeaturedUser>,
    /// How many machine clients hold it.
    applications_count: i64,
    /// Some of them.
    featured_applications: Vec<FeaturedApplication>,
}

/// Somebody who holds a role.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
struct FeaturedUser {
    id: String,
    name: Option<String>,
    avatar: Option<String>,
}

/// A machine client that holds a role.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
struct FeaturedApplication {
    id: String,
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

impl From<&HeldRole> for HeldRoleBody {
    fn from(held: &HeldRole) -> Self {
        let RoleBody {
            tenant_id,
            id,
            name,
            description,
            kind,
            is_default,
            source,
            declared_at,
        } = RoleBody::from(&held.role);
        let (users_count, applications_count) = match held.role.kind {
            RoleKind::User => (held.holders, 0),
            RoleKind::Machine => (0, held.holders),
        };
        let users = held.users.iter().map(|user| FeaturedUser {
            id: user.id.to_string(),
            name: user.name.clone(),
            avatar: user.avatar.clone(),
        });
        let applications = held.clients.iter().map(|client| FeaturedApplication {
            id: client.id.to_string(),
            name: client.name.clone(),
            kind: "MachineToMachine".to_owned(),
        });
        Self {
            tenant_id,
            id,
            name,
            description,
            kind,
            is_default,
            source,
            declared_at,
            users_count,
            featured_users: users.collect(),
            applications_count,
            featured_applications: applications.collect(),
        }
    }
}

/// A scope with the API it belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ScopeWithResource)]
pub(super) struct AllowedBody {
    #[schema(value_type = String)]
    tenant_id: Tenant,
    /// Its id.
    id: String,
    /// The API it belongs to.
    resource_id: String,
    /// As requests and tokens have it.
    name: String,
    /// What people are told of it.
    description: Option<String>,
    /// When it was made, in milliseconds since 1970.
    created_at: i64,
    /// The API.
    resource: ResourceBody,
}

impl From<&Allowed> for AllowedBody {
    fn from((scope, resource): &Allowed) -> Self {
        Self {
            tenant_id: TENANT,
            id: scope.id.to_string(),
            resource_id: scope.resource_id.to_string(),
            name: scope.name.clone(),
            description: scope.description.clone(),
            created_at: scope.created_at.as_millis(),
            resource: ResourceBody::from(resource),
        }
    }
}

/// A text that cannot be an id is the id of nothing.
pub(crate) fn role_id(id: &str) -> Result<RoleId, ApiError> {
    id.parse().map_err(|_| Code::NotExistsWithId.into())
}

/// Ids of scopes, as a list in this member holds them.
pub(super) fn scope_ids(member: &str, ids: &[String]) -> Result<Vec<ScopeId>, ApiError> {
    let mut parsed = Vec::with_capacity(ids.len());
    for (index, id) in ids.iter().enumerate() {
        if id.is_empty() {
            let member = format!("{member}.{index}");
            return Err(ApiError::invalid(&member, "must not be empty"));
        }
        parsed.push(id.parse().map_err(|_| Code::NotExistsWithId)?);
    }
    Ok(parsed)
}

impl From<InvalidRole> for ApiError {
    fn from(invalid: InvalidRole) -> Self {
        let member = match invalid.member() {
            "default" => "isDefault",
            other => other,
        };
        Self::invalid(member, invalid)
    }
}

impl From<RoleRefused> for ApiError {
    fn from(refused: RoleRefused) -> Self {
        match refused {
            RoleRefused::Invalid(invalid) => invalid.into(),
            RoleRefused::Taken => Code::RoleNameInUse.into(),
            RoleRefused::Changed => Code::PreconditionFailed.into(),
            RoleRefused::OwnedBy(Owner {
                source: Source::BuiltIn,
                ..
            }) => Code::RoleBuiltIn.into(),
            RoleRefused::OwnedBy(owner) => {
                Self::declared(Code::RoleDeclaredInFile, owner.declared_at)
            }
            RoleRefused::ScopeHeld(_) => Code::RoleScopeExists.into(),
            RoleRefused::Management => Code::RoleManagementScopes.into(),
            RoleRefused::HeldBy(_) => Code::RoleUserExists.into(),
            RoleRefused::HeldByClient(_) => Code::RoleApplicationExists.into(),
            RoleRefused::ScopeNotHeld(_) | RoleRefused::NotHeld | RoleRefused::NoSuchUser => {
                Code::NotFound.into()
            }
            RoleRefused::WrongKind(_) | RoleRefused::NoMachine => Code::DbConstraintViolated.into(),
            RoleRefused::NotFresh => Code::StepUpRequired.into(),
            RoleRefused::Manages(_) => Code::ManagesAlready.into(),
            RoleRefused::LastAdministrator(last) => last.into(),
            RoleRefused::DeclaredAdministrator(place) => {
                Self::declared(Code::AdministratorDeclaredInFile, place)
            }
            RoleRefused::Unknown
            | RoleRefused::NoScopeWithId(_)
            | RoleRefused::NoSuchScope(..)
            | RoleRefused::NoSuchClient => Code::NotExistsWithId.into(),
        }
    }
}
