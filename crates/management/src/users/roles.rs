//! The roles of a user.

use axum::extract::{Path, State};
use engine::{
    access::{holder::Assignee, role::RoleRefused},
    failure::Failure,
    precondition::Precondition,
};
use oidc_core::role::Role;
use utoipa_axum::routes;

use super::body::user_id;
use crate::{
    by::By,
    roles::{
        body::{FIELDS, RoleBody},
        ids::{AddedRoles, RoleIds, searched, shown},
    },
    state::Management,
    wire::{
        body::Body,
        code::Code,
        error::{ApiError, Refusal},
        etag::{IfMatch, PartOf},
        json::{Created, Json, NoContent},
        page::{Page, Paged},
        query::Query,
        route::Described as Route,
        search,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(list, add, replace), routes!(remove)]
}

fn holder(id: &str) -> Result<Assignee, ApiError> {
    user_id(id).map(Assignee::User)
}

/// What a user holds.
#[utoipa::path(get, path = "/users/{id}/roles", tag = "Users", operation_id = "listUserRoles",
    params(("id" = String, Path),
        ("page" = Option<u32>, Query, description = "From 1 on."),
        ("page_size" = Option<u32>, Query, description = "1 to 100."),
        ("search" = Option<String>, Query, description = "In id, name and description.")),
    responses((status = 200, description = "The roles.", body = [RoleBody]),
        (status = 404, description = "There is no such user.", body = Refusal)))]
async fn list(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    page: Page,
    query: Query,
) -> Result<PartOf<Paged<RoleBody>>, ApiError> {
    let search = search::read(&query, &FIELDS)?;
    let mut roles = api.access(&by).roles_of(&holder(&id)?).await?;
    let whole = shown(&roles);
    roles.retain(|role| search.finds(&searched(role)));
    let roles = page.slice(roles).map(|role| RoleBody::from(&role));
    Ok(PartOf::of(&whole, roles))
}

/// Gives roles to a user, all of them or none. Those that are held already are no fault.
#[utoipa::path(post, path = "/users/{id}/roles", tag = "Users", operation_id = "addUserRoles",
    params(("id" = String, Path)), request_body = RoleIds,
    responses((status = 201, description = "They are given.", body = AddedRoles),
        (status = 404, description = "There is no such user or role.", body = Refusal),
        (status = 412, description = "What the user holds has changed since it was read.", body = Refusal),
        (status = 422, description = "One of the roles is for machines.", body = Refusal)))]
async fn add(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(more): Body<RoleIds>,
) -> Result<Created<AddedRoles>, ApiError> {
    let (user, roles) = (holder(&id)?, more.parsed()?);
    let holds = |found: &[Role]| if_match.holds(&shown(found));
    let precondition = Precondition::that(&holds);
    let access = api.access(&by);
    let added = access.give_roles(&user, &roles, &precondition).await;
    let added = added.map_err(|failure| match failure {
        Failure::Refused(RoleRefused::WrongKind(_)) => Code::InvalidRoleType.into(),
        other => ApiError::from(other),
    })?;
    Ok(Created(more.added(&added)))
}

/// Gives a user these roles and takes every other one.
#[utoipa::path(put, path = "/users/{id}/roles", tag = "Users", operation_id = "replaceUserRoles",
    params(("id" = String, Path)), request_body = RoleIds,
    responses((status = 200, description = "The user holds these.", body = RoleIds),
        (status = 404, description = "There is no such user or role.", body = Refusal),
        (status = 412, description = "What the user holds has changed since it was read.", body = Refusal),
        (status = 422, description = "One of the roles is for machines.", body = Refusal)))]
async fn replace(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(all): Body<RoleIds>,
) -> Result<Json<RoleIds>, ApiError> {
    let (user, roles) = (holder(&id)?, all.parsed()?);
    let holds = |found: &[Role]| if_match.holds(&shown(found));
    let precondition = Precondition::that(&holds);
    let access = api.access(&by);
    access.set_roles(&user, &roles, &precondition).await?;
    Ok(Json(RoleIds {
        role_ids: roles.iter().map(ToString::to_string).collect(),
    }))
}

/// Takes a role from a user.
#[utoipa::path(delete, path = "/users/{id}/roles/{roleId}", tag = "Users",
    operation_id = "removeUserRole",
    params(("id" = String, Path), ("roleId" = String, Path)),
    responses((status = 204, description = "The user holds it no more."),
        (status = 404, description = "There is no such user, or the role is not held.", body = Refusal),
        (status = 412, description = "What the user holds has changed since it was read.", body = Refusal),
        (status = 422, description = "It is the last administrator.", body = Refusal)))]
async fn remove(
    State(api): State<Management>,
    by: By,
    Path((id, role)): Path<(String, String)>,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let user = holder(&id)?;
    let role = role.parse().map_err(|_| Code::NotFound)?;
    let holds = |found: &[Role]| if_match.holds(&shown(found));
    let precondition = Precondition::that(&holds);
    let access = api.access(&by);
    access.take_role_from(&user, &role, &precondition).await?;
    Ok(NoContent)
}
