//! What a role allows.

use axum::extract::{Path, State};
use engine::{access::role_scopes::Allowed, precondition::Precondition};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{
    body::{AllowedBody, FIELDS, role_id, scope_ids},
    ids::check_count,
};
use crate::{
    by::By,
    resources::body::ScopeBody,
    state::Management,
    wire::{
        body::Body,
        code::Code,
        error::{ApiError, Refusal, broken},
        etag::{IfMatch, PartOf},
        json::{Created, NoContent},
        page::{MaybePage, Paged},
        query::Query,
        route::Described as Route,
        search,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(list, add), routes!(remove)]
}

/// Scopes that a role is to allow.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MoreScopes {
    /// Their ids; one at least.
    #[schema(min_items = 1)]
    scope_ids: Vec<String>,
}

/// What a role allows.
#[utoipa::path(get, path = "/roles/{id}/scopes", tag = "Roles", operation_id = "listRoleScopes",
    params(("id" = String, Path),
        ("page" = Option<u32>, Query, description = "From 1 on; all of them without it."),
        ("page_size" = Option<u32>, Query, description = "1 to 100."),
        ("search" = Option<String>, Query, description = "In id, name and description.")),
    responses((status = 200, description = "The scopes.", body = [AllowedBody]),
        (status = 404, description = "There is no such role.", body = Refusal)))]
async fn list(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    page: MaybePage,
    query: Query,
) -> Result<PartOf<Paged<AllowedBody>>, ApiError> {
    let search = search::read(&query, &FIELDS)?;
    let found = api.access(&by).scopes_of_role(&role_id(&id)?).await;
    let mut found = found.map_err(broken)?.ok_or(Code::NotExistsWithId)?;
    let whole = shown(&found);
    found.retain(|(scope, _)| {
        search.finds(&[
            ("id", Some(scope.id.as_str())),
            ("name", Some(&scope.name)),
            ("description", scope.description.as_deref()),
        ])
    });
    let scopes = page.slice(found).map(|allowed| AllowedBody::from(&allowed));
    Ok(PartOf::of(&whole, scopes))
}

/// Lets a role allow more, all of it or nothing; answers with all that it allows then.
#[utoipa::path(post, path = "/roles/{id}/scopes", tag = "Roles", operation_id = "addRoleScopes",
    params(("id" = String, Path)), request_body = MoreScopes,
    responses((status = 201, description = "What it allows now.", body = [ScopeBody]),
        (status = 404, description = "There is no such role or scope.", body = Refusal),
        (status = 412, description = "What it allows has changed since it was read.", body = Refusal),
        (status = 422, description = "It allows some of it already, or is declared in the file.", body = Refusal)))]
async fn add(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(more): Body<MoreScopes>,
) -> Result<Created<Vec<ScopeBody>>, ApiError> {
    if more.scope_ids.is_empty() {
        return Err(ApiError::invalid("scopeIds", "must not be empty"));
    }
    check_count("scopeIds", &more.scope_ids)?;
    let scopes = scope_ids("scopeIds", &more.scope_ids)?;
    let id = role_id(&id)?;
    let holds = |found: &[Allowed]| if_match.holds(&shown(found));
    let precondition = Precondition::that(&holds);
    let allowed = api.access(&by).allow(&id, &scopes, &precondition).await?;
    api.written().await;
    let scopes = allowed.iter().map(|(scope, _)| ScopeBody::from(scope));
    Ok(Created(scopes.collect()))
}

/// What a role allows as the list shows it, whole: what a change of it is made on.
fn shown(allowed: &[Allowed]) -> Vec<AllowedBody> {
    allowed.iter().map(AllowedBody::from).collect()
}

/// Lets a role allow this no more.
#[utoipa::path(delete, path = "/roles/{id}/scopes/{scopeId}", tag = "Roles",
    operation_id = "removeRoleScope",
    params(("id" = String, Path), ("scopeId" = String, Path)),
    responses((status = 204, description = "It allows it no more."),
        (status = 404, description = "There is no such role, or it does not allow this.", body = Refusal),
        (status = 412, description = "What it allows has changed since it was read.", body = Refusal),
        (status = 422, description = "It is declared in the file.", body = Refusal)))]
async fn remove(
    State(api): State<Management>,
    by: By,
    Path((id, scope)): Path<(String, String)>,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let scope = scope.parse().map_err(|_| Code::NotFound)?;
    let id = role_id(&id)?;
    let holds = |found: &[Allowed]| if_match.holds(&shown(found));
    let precondition = Precondition::that(&holds);
    api.access(&by).deny(&id, &scope, &precondition).await?;
    api.written().await;
    Ok(NoContent)
}
