//! APIs and scopes as they are shown, and why one of them was not changed.

use engine::access::{
    resource::{Described, ResourceRefused},
    scope::ScopeRefused,
};
use oidc_core::{
    id::ResourceId,
    resource_server::{InvalidResource, Resource, ResourceScope},
    source::{Owner, Source},
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::wire::{
    code::Code,
    error::ApiError,
    tenant::{TENANT, Tenant},
};

/// An API.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Resource)]
pub(crate) struct ResourceBody {
    #[schema(value_type = String)]
    tenant_id: Tenant,
    /// Its id.
    id: String,
    /// The name people see.
    name: String,
    /// What requests call it; the `aud` of its tokens.
    indicator: String,
    /// Whether it is meant where a request names no API.
    is_default: bool,
    /// How long its access tokens live, in seconds.
    access_token_ttl: i64,
    /// Which place owns it: `file`, `built-in` or `console`.
    source: String,
    /// Where the file declares it, as `signet.toml:14`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    declared_at: Option<String>,
    /// What may be done there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    scopes: Option<Vec<ScopeBody>>,
}

impl From<&Resource> for ResourceBody {
    fn from(resource: &Resource) -> Self {
        Self {
            tenant_id: TENANT,
            id: resource.id.to_string(),
            name: resource.name.clone(),
            indicator: resource.indicator.to_string(),
            is_default: resource.is_default,
            access_token_ttl: resource.access_token_lifetime.as_seconds(),
            source: resource.source.to_string(),
            declared_at: resource.declared_at.clone(),
            scopes: None,
        }
    }
}

impl ResourceBody {
    pub(super) fn with_scopes(found: &Described) -> Self {
        Self {
            scopes: Some(found.scopes.iter().map(ScopeBody::from).collect()),
            ..Self::from(&found.resource)
        }
    }
}

/// Something that may be done at an API.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Scope)]
pub(crate) struct ScopeBody {
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
}

impl From<&ResourceScope> for ScopeBody {
    fn from(scope: &ResourceScope) -> Self {
        Self {
            tenant_id: TENANT,
            id: scope.id.to_string(),
            resource_id: scope.resource_id.to_string(),
            name: scope.name.clone(),
            description: scope.description.clone(),
            created_at: scope.created_at.as_millis(),
        }
    }
}

/// A text that cannot be an id is the id of nothing.
pub(super) fn resource_id(id: &str) -> Result<ResourceId, ApiError> {
    id.parse().map_err(|_| Code::NotExistsWithId.into())
}

const DEFAULT_IN_FILE: &str =
    "The configuration file says that another API is the default. Change it there.";

impl From<InvalidResource> for ApiError {
    fn from(invalid: InvalidResource) -> Self {
        let member = match invalid.member() {
            "access_token_lifetime" => "accessTokenTtl",
            "scopes" if invalid == InvalidResource::Description => "description",
            "scopes" => "name",
            other => other,
        };
        match invalid {
            InvalidResource::Reserved(_) => Code::ResourceIdentifierInUse.into(),
            other => Self::invalid(member, other),
        }
    }
}

impl From<ResourceRefused> for ApiError {
    fn from(refused: ResourceRefused) -> Self {
        match refused {
            ResourceRefused::Invalid(invalid) => invalid.into(),
            ResourceRefused::Taken => Code::ResourceIdentifierInUse.into(),
            ResourceRefused::Unknown => Code::NotExistsWithId.into(),
            ResourceRefused::Changed => Code::PreconditionFailed.into(),
            ResourceRefused::OwnedBy(Owner {
                source: Source::BuiltIn,
                ..
            }) => Code::CannotModifyManagementApi.into(),
            ResourceRefused::OwnedBy(owner) => {
                Self::declared(Code::ResourceDeclaredInFile, owner.declared_at)
            }
            ResourceRefused::DefaultInFile(at) => {
                let refusal = Self::saying(Code::ResourceDeclaredInFile, DEFAULT_IN_FILE);
                match at {
                    Some(place) => refusal.with_data(json!({"declaredAt": place})),
                    None => refusal,
                }
            }
            ResourceRefused::NoSuchScope(_) => Code::NotExists.into(),
        }
    }
}

impl From<ScopeRefused> for ApiError {
    fn from(refused: ScopeRefused) -> Self {
        match refused {
            ScopeRefused::Invalid(invalid) => invalid.into(),
            ScopeRefused::Resource(ResourceRefused::Unknown) => Code::NotExistsWithId.into(),
            ScopeRefused::Resource(refused) => refused.into(),
            ScopeRefused::Unknown => Code::NotExists.into(),
            ScopeRefused::Taken => Code::ScopeNameExists.into(),
            ScopeRefused::Changed => Code::PreconditionFailed.into(),
        }
    }
}
