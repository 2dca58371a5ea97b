//! APIs that access tokens are made for.

mod scopes;

use axum::extract::{Path, State};
use engine::{
    access::resource::{Described, ResourceChange, ResourceRefused},
    breakdown::Breakdown,
    failure::Failure,
    precondition::Precondition,
};
use oidc_core::{
    id::ResourceId,
    indicator::Indicator,
    resource_server::{InvalidResource, Resource},
    source::Source,
    time::Lifetime,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    state::Management,
    wire::{
        body::{Body, given},
        code::Code,
        error::{ApiError, Refusal},
        etag::IfMatch,
        json::{Created, Json, NoContent},
        page::{MaybePage, Paged},
        query::Query,
        route::Described as Route,
        tenant::{TENANT, Tenant},
    },
};
pub(crate) use scopes::ScopeBody;

/// Everything under `/resources`.
pub(crate) fn routes() -> Vec<Route> {
    let mut all = vec![
        routes!(list, create),
        routes!(get, change, remove),
        routes!(make_default),
    ];
    all.extend(scopes::routes());
    all
}

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
            scopes: None,
        }
    }
}

impl ResourceBody {
    fn with_scopes(found: &Described) -> Self {
        Self {
            scopes: Some(found.scopes.iter().map(ScopeBody::from).collect()),
            ..Self::from(&found.resource)
        }
    }
}

/// An API to be registered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NewResource {
    /// The name people see.
    name: String,
    /// What requests call it: an absolute URI.
    indicator: String,
    /// How long its access tokens live, in seconds: 60 to 86400, an hour when it is not given.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    access_token_ttl: Option<u32>,
}

/// What is to be different about an API; what is missing stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ResourcePatch {
    /// The name people see.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    name: Option<String>,
    /// How long its access tokens live, in seconds: 60 to 86400.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    access_token_ttl: Option<u32>,
}

/// Whether an API is the one that is meant where a request names none.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DefaultPatch {
    /// Whether it is: the one that was gives way.
    is_default: bool,
}

/// All APIs, in the order in which they were made.
#[utoipa::path(get, path = "/resources", tag = "Resources", operation_id = "listResources",
    params(
        ("includeScopes" = Option<String>, Query, description = "Whether each is told with its scopes."),
        ("page" = Option<u32>, Query, description = "From 1 on; all of them without it."),
        ("page_size" = Option<u32>, Query, description = "1 to 100.")),
    responses((status = 200, description = "The APIs.", body = [ResourceBody])))]
async fn list(
    State(api): State<Management>,
    page: MaybePage,
    query: Query,
) -> Result<Paged<ResourceBody>, ApiError> {
    let with_scopes = query.says_yes("includeScopes")?;
    let (found, _) = api.access().resources().await.map_err(broken)?;
    Ok(page.slice(found).map(|found| {
        if with_scopes {
            ResourceBody::with_scopes(&found)
        } else {
            ResourceBody::from(&found.resource)
        }
    }))
}

/// Registers an API.
#[utoipa::path(post, path = "/resources", tag = "Resources", operation_id = "createResource",
    request_body = NewResource,
    responses((status = 201, description = "It is registered.", body = ResourceBody),
        (status = 422, description = "The indicator is taken.", body = Refusal)))]
async fn create(
    State(api): State<Management>,
    Body(new): Body<NewResource>,
) -> Result<Created<ResourceBody>, ApiError> {
    let indicator = indicator(&api, &new.indicator)?;
    let change = ResourceChange {
        name: Some(new.name),
        access_token_lifetime: new.access_token_ttl.map(Lifetime::seconds),
        ..ResourceChange::default()
    };
    let added = api
        .access()
        .add_resource(indicator, &change, Source::Console)
        .await?;
    api.written().await;
    Ok(Created(ResourceBody::with_scopes(&added)))
}

/// One API.
#[utoipa::path(get, path = "/resources/{id}", tag = "Resources", operation_id = "getResource",
    params(("id" = String, Path)),
    responses((status = 200, description = "The API.", body = ResourceBody),
        (status = 404, description = "There is none with this id.", body = Refusal)))]
async fn get(
    State(api): State<Management>,
    Path(id): Path<String>,
) -> Result<Json<ResourceBody>, ApiError> {
    let id = resource_id(&id)?;
    let found = api.access().find_resource(&id).await.map_err(broken)?;
    let found = found.ok_or(Code::NotExistsWithId)?;
    Ok(Json(ResourceBody::from(&found.resource)))
}

/// Changes an API. Its indicator stays: tokens carry it.
#[utoipa::path(patch, path = "/resources/{id}", tag = "Resources", operation_id = "changeResource",
    params(("id" = String, Path)), request_body = ResourcePatch,
    responses((status = 200, description = "It is changed.", body = ResourceBody),
        (status = 404, description = "There is none with this id.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal),
        (status = 422, description = "It is declared in the file, or nothing is said.", body = Refusal)))]
async fn change(
    State(api): State<Management>,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(patch): Body<ResourcePatch>,
) -> Result<Json<ResourceBody>, ApiError> {
    let change = ResourceChange {
        name: patch.name,
        access_token_lifetime: patch.access_token_ttl.map(Lifetime::seconds),
        ..ResourceChange::default()
    };
    if change.name.is_none() && change.access_token_lifetime.is_none() {
        return Err(Code::EntityInvalidInput.into());
    }
    written(&api, &id, &change, &if_match, Code::NotExistsWithId).await
}

/// Makes an API the one that is meant where a request names none, or ends that.
#[utoipa::path(patch, path = "/resources/{id}/is-default", tag = "Resources",
    operation_id = "changeDefaultResource",
    params(("id" = String, Path)), request_body = DefaultPatch,
    responses((status = 200, description = "It is changed.", body = ResourceBody),
        (status = 404, description = "There is none with this id.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal),
        (status = 422, description = "The API is declared in the file.", body = Refusal)))]
async fn make_default(
    State(api): State<Management>,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(patch): Body<DefaultPatch>,
) -> Result<Json<ResourceBody>, ApiError> {
    let change = ResourceChange {
        is_default: Some(patch.is_default),
        ..ResourceChange::default()
    };
    written(&api, &id, &change, &if_match, Code::NotExists).await
}

async fn written(
    api: &Management,
    id: &str,
    change: &ResourceChange,
    if_match: &IfMatch,
    unknown: Code,
) -> Result<Json<ResourceBody>, ApiError> {
    let id: ResourceId = id.parse().map_err(|_| unknown)?;
    let holds = |found: &Resource| if_match.holds(&ResourceBody::from(found));
    let (key, precondition) = (&id, Precondition::that(&holds));
    let changed = api.access().set_resource(key, change, &precondition).await;
    let changed = changed.map_err(|failure| match failure {
        Failure::Refused(ResourceRefused::Unknown) => unknown.into(),
        other => ApiError::from(other),
    })?;
    api.written().await;
    Ok(Json(ResourceBody::from(&changed.resource)))
}

/// Removes an API with its scopes.
#[utoipa::path(delete, path = "/resources/{id}", tag = "Resources", operation_id = "removeResource",
    params(("id" = String, Path)),
    responses((status = 204, description = "It is removed."),
        (status = 404, description = "There is none with this id.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal),
        (status = 422, description = "The API is declared in the file.", body = Refusal)))]
async fn remove(
    State(api): State<Management>,
    Path(id): Path<String>,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let id = resource_id(&id)?;
    let holds = |found: &Resource| if_match.holds(&ResourceBody::from(found));
    let (key, precondition) = (&id, Precondition::that(&holds));
    let removed = api.access().remove_resource(key, &precondition).await;
    removed.map_err(|failure| match failure {
        Failure::Refused(ResourceRefused::OwnedBy(Source::BuiltIn)) => {
            Code::CannotDeleteManagementApi.into()
        }
        other => ApiError::from(other),
    })?;
    api.written().await;
    Ok(NoContent)
}

/// A text that cannot be an id is the id of nothing.
fn resource_id(id: &str) -> Result<ResourceId, ApiError> {
    id.parse().map_err(|_| Code::NotExistsWithId.into())
}

/// No API may have the name of the management API.
fn indicator(api: &Management, text: &str) -> Result<Indicator, ApiError> {
    let parsed: Indicator = text
        .parse()
        .map_err(|why| ApiError::invalid("indicator", why))?;
    if parsed.is_management() || text == api.config.management_api() {
        return Err(Code::ResourceIdentifierInUse.into());
    }
    Ok(parsed)
}

pub(crate) fn broken(error: impl Into<Breakdown>) -> ApiError {
    ApiError::Broken(error.into())
}

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
            ResourceRefused::OwnedBy(Source::BuiltIn) => Code::CannotModifyManagementApi.into(),
            ResourceRefused::OwnedBy(_) => Code::ResourceDeclaredInFile.into(),
            ResourceRefused::NoSuchScope(_) => Code::NotExists.into(),
        }
    }
}
