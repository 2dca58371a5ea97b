//! APIs that access tokens are made for.

use axum::extract::{Path, State};
use engine::{
    access::resource::{ResourceChange, ResourceRefused},
    failure::Failure,
    precondition::Precondition,
};
use oidc_core::{
    id::ResourceId,
    indicator::Indicator,
    order::{NamedKey, OF_NAMED},
    resource_server::Resource,
    source::{Owner, Source},
    time::Lifetime,
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::body::{ResourceBody, resource_id};
use crate::{
    by::By,
    state::Management,
    wire::{
        body::{Body, given},
        code::Code,
        error::{ApiError, Refusal, broken},
        etag::IfMatch,
        json::{Created, Json, NoContent},
        page::{MaybePage, Paged},
        query::Query,
        route::Described as Route,
        sort,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        routes!(list, create),
        routes!(get, change, remove),
        routes!(make_default),
    ]
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

/// All APIs, in the order in which they were made unless `sort` says otherwise.
#[utoipa::path(get, path = "/resources", tag = "Resources", operation_id = "listResources",
    params(
        ("includeScopes" = Option<String>, Query, description = "Whether each is told with its scopes."),
        ("sort" = Option<String>, Query, description = "By `createdAt` or `name`; with `-` before it the largest first. Signet's addition."),
        ("page" = Option<u32>, Query, description = "From 1 on; all of them without it."),
        ("page_size" = Option<u32>, Query, description = "1 to 100.")),
    responses((status = 200, description = "The APIs.", body = [ResourceBody])))]
async fn list(
    State(api): State<Management>,
    by: By,
    page: MaybePage,
    query: Query,
) -> Result<Paged<ResourceBody>, ApiError> {
    let with_scopes = query.says_yes("includeScopes")?;
    let (mut found, _) = api.access(&by).resources().await.map_err(broken)?;
    found.retain(|found| !found.resource.disabled);
    if let Some(order) = sort::read(&query, &OF_NAMED)? {
        let (direction, id) = (order.direction, |own: &Resource| own.id.clone());
        match order.by {
            NamedKey::CreatedAt => direction.sort(&mut found, |found| {
                (found.resource.created_at, id(&found.resource))
            }),
            NamedKey::Name => direction.sort(&mut found, |found| {
                (
                    found.resource.name.to_ascii_lowercase(),
                    id(&found.resource),
                )
            }),
        }
    }
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
    by: By,
    Body(new): Body<NewResource>,
) -> Result<Created<ResourceBody>, ApiError> {
    let indicator: Result<Indicator, _> = new.indicator.parse();
    let indicator = indicator.map_err(|why| ApiError::invalid("indicator", why))?;
    let change = ResourceChange {
        name: Some(new.name),
        access_token_lifetime: new.access_token_ttl.map(Lifetime::seconds),
        ..ResourceChange::default()
    };
    let added = api
        .access(&by)
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
    by: By,
    Path(id): Path<String>,
) -> Result<Json<ResourceBody>, ApiError> {
    let id = resource_id(&id)?;
    let found = api.access(&by).find_resource(&id).await.map_err(broken)?;
    let found = found.filter(|found| !found.resource.disabled);
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
    by: By,
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
    written((&api, &by), &id, &change, &if_match, Code::NotExistsWithId).await
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
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(patch): Body<DefaultPatch>,
) -> Result<Json<ResourceBody>, ApiError> {
    let change = ResourceChange {
        is_default: Some(patch.is_default),
        ..ResourceChange::default()
    };
    written((&api, &by), &id, &change, &if_match, Code::NotExists).await
}

async fn written(
    (api, by): (&Management, &By),
    id: &str,
    change: &ResourceChange,
    if_match: &IfMatch,
    unknown: Code,
) -> Result<Json<ResourceBody>, ApiError> {
    let id: ResourceId = id.parse().map_err(|_| unknown)?;
    let holds = |found: &Resource| if_match.holds(&ResourceBody::from(found));
    let (key, precondition) = (&id, Precondition::that(&holds));
    let changed = api
        .access(by)
        .set_resource(key, change, &precondition)
        .await;
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
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let id = resource_id(&id)?;
    let holds = |found: &Resource| if_match.holds(&ResourceBody::from(found));
    let (key, precondition) = (&id, Precondition::that(&holds));
    let removed = api.access(&by).remove_resource(key, &precondition).await;
    removed.map_err(|failure| match failure {
        Failure::Refused(ResourceRefused::OwnedBy(Owner {
            source: Source::BuiltIn,
            ..
        })) => Code::CannotDeleteManagementApi.into(),
        other => ApiError::from(other),
    })?;
    api.written().await;
    Ok(NoContent)
}
