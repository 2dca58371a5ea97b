//! What may be done at an API.

use axum::extract::{Path, State};
use engine::{
    access::{resource::ScopeDescription, scope::ScopeChange},
    precondition::Precondition,
};
use oidc_core::{
    id::{ResourceId, ScopeId},
    resource_server::ResourceScope,
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::body::{ScopeBody, resource_id};
use crate::{
    by::By,
    state::Management,
    wire::{
        body::{Body, given, nullable},
        code::Code,
        error::{ApiError, Refusal, broken},
        etag::IfMatch,
        json::{Created, Json, NoContent},
        page::{Page, Paged},
        query::Query,
        route::Described as Route,
        search,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(list, create), routes!(get, change, remove)]
}

/// A scope to be added.
#[derive(Debug, Deserialize, ToSchema)]
struct NewScope {
    /// As requests and tokens have it.
    name: String,
    /// What people are told of it.
    #[serde(default)]
    description: Option<String>,
}

/// What is to be different about a scope; what is missing stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
struct ScopePatch {
    /// As requests and tokens have it. Roles that hold the scope hold it under the new name;
    /// tokens and consents name the old one.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    name: Option<String>,
    /// What people are told of it; nothing when it is `null`.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    #[expect(
        clippy::option_option,
        reason = "missing, null and a text are three things"
    )]
    description: Option<Option<String>>,
}

/// The scopes of an API, in the order in which they were given.
#[utoipa::path(get, path = "/resources/{id}/scopes", tag = "Resources", operation_id = "listScopes",
    params(("id" = String, Path),
        ("page" = Option<u32>, Query, description = "From 1 on."),
        ("page_size" = Option<u32>, Query, description = "1 to 100."),
        ("search" = Option<String>, Query, description = "In id, name and description.")),
    responses((status = 200, description = "The scopes.", body = [ScopeBody])))]
async fn list(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    page: Page,
    query: Query,
) -> Result<Paged<ScopeBody>, ApiError> {
    let search = search::read(&query, &["id", "name", "description"])?;
    let found = match id.parse::<ResourceId>() {
        Ok(id) => api.access(&by).find_resource(&id).await.map_err(broken)?,
        Err(_) => None,
    };
    let found = found.filter(|found| !found.resource.disabled);
    let scopes = found.map(|found| found.scopes).unwrap_or_default();
    let found = scopes.iter().filter(|scope| {
        search.finds(&[
            ("id", Some(scope.id.as_str())),
            ("name", Some(&scope.name)),
            ("description", scope.description.as_deref()),
        ])
    });
    Ok(page.slice(found.map(ScopeBody::from).collect()))
}

/// Adds a scope.
#[utoipa::path(post, path = "/resources/{id}/scopes", tag = "Resources", operation_id = "createScope",
    params(("id" = String, Path)), request_body = NewScope,
    responses((status = 201, description = "It is added.", body = ScopeBody),
        (status = 404, description = "There is no such API.", body = Refusal),
        (status = 422, description = "The name is taken, or the API is declared in the file.", body = Refusal)))]
async fn create(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    Body(new): Body<NewScope>,
) -> Result<Created<ScopeBody>, ApiError> {
    check_name(&new.name)?;
    let described = ScopeDescription {
        name: new.name,
        description: new.description,
    };
    let added = api
        .access(&by)
        .add_scope(&resource_id(&id)?, &described)
        .await?;
    api.written().await;
    Ok(Created(ScopeBody::from(&added)))
}

/// One scope.
#[utoipa::path(get, path = "/resources/{id}/scopes/{scopeId}", tag = "Signet",
    operation_id = "getScope",
    params(("id" = String, Path), ("scopeId" = String, Path)),
    responses((status = 200, description = "The scope.", body = ScopeBody),
        (status = 404, description = "There is no such API or scope.", body = Refusal)))]
async fn get(
    State(api): State<Management>,
    by: By,
    Path((id, scope)): Path<(String, String)>,
) -> Result<Json<ScopeBody>, ApiError> {
    let (resource, scope) = ids(&id, &scope)?;
    let found = api
        .access(&by)
        .find_resource(&resource)
        .await
        .map_err(broken)?;
    let found = found.filter(|found| !found.resource.disabled);
    let found = found.ok_or(Code::NotExistsWithId)?;
    let found = found.scopes.iter().find(|known| known.id == scope);
    Ok(Json(ScopeBody::from(found.ok_or(Code::NotExists)?)))
}

/// Changes a scope.
#[utoipa::path(patch, path = "/resources/{id}/scopes/{scopeId}", tag = "Resources",
    operation_id = "changeScope",
    params(("id" = String, Path), ("scopeId" = String, Path)), request_body = ScopePatch,
    responses((status = 200, description = "It is changed.", body = ScopeBody),
        (status = 404, description = "There is no such API or scope.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal),
        (status = 422, description = "The name is taken, or the API is declared in the file.", body = Refusal)))]
async fn change(
    State(api): State<Management>,
    by: By,
    Path((id, scope)): Path<(String, String)>,
    if_match: IfMatch,
    Body(patch): Body<ScopePatch>,
) -> Result<Json<ScopeBody>, ApiError> {
    if let Some(name) = &patch.name {
        check_name(name)?;
    }
    let change = ScopeChange {
        name: patch.name,
        description: patch.description,
    };
    let (resource, scope) = ids(&id, &scope)?;
    let holds = |found: &ResourceScope| if_match.holds(&ScopeBody::from(found));
    let precondition = Precondition::that(&holds);
    let access = api.access(&by);
    let changed = access
        .set_scope((&resource, &scope), &change, &precondition)
        .await?;
    api.written().await;
    Ok(Json(ScopeBody::from(&changed)))
}

/// Removes a scope, from every role too.
#[utoipa::path(delete, path = "/resources/{id}/scopes/{scopeId}", tag = "Resources",
    operation_id = "removeScope",
    params(("id" = String, Path), ("scopeId" = String, Path)),
    responses((status = 204, description = "It is removed."),
        (status = 404, description = "There is no such API or scope.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal),
        (status = 422, description = "The API is declared in the file.", body = Refusal)))]
async fn remove(
    State(api): State<Management>,
    by: By,
    Path((id, scope)): Path<(String, String)>,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let (resource, scope) = ids(&id, &scope)?;
    let holds = |found: &ResourceScope| if_match.holds(&ScopeBody::from(found));
    let precondition = Precondition::that(&holds);
    api.access(&by)
        .remove_scope((&resource, &scope), &precondition)
        .await?;
    api.written().await;
    Ok(NoContent)
}

/// Before the API is looked up: programs compare which of the two is told.
fn check_name(name: &str) -> Result<(), ApiError> {
    if name.is_empty() {
        return Err(ApiError::invalid("name", "must not be empty"));
    }
    if name.contains(char::is_whitespace) {
        return Err(Code::ScopeNameWithSpace.into());
    }
    Ok(())
}

fn ids(resource: &str, scope: &str) -> Result<(ResourceId, ScopeId), ApiError> {
    let scope = scope.parse().map_err(|_| Code::NotExists);
    Ok((resource_id(resource)?, scope?))
}
