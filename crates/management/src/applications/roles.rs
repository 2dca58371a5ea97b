//! The roles of a machine client.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use engine::{
    access::{holder::Assignee, role::RoleRefused},
    failure::Failure,
    precondition::Precondition,
};
use oidc_core::role::Role;
use utoipa_axum::routes;

use super::body::application_id;
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
        json::{Created, NoContent},
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
    application_id(id).map(Assignee::Client)
}

/// In the words for applications.
fn refused(failure: Failure<RoleRefused>) -> ApiError {
    match failure {
        Failure::Refused(RoleRefused::NoMachine) => Code::InvalidApplicationType.into(),
        Failure::Refused(RoleRefused::WrongKind(_)) => Code::InvalidApplicationRoleType.into(),
        other => other.into(),
    }
}

/// What a machine client holds.
#[utoipa::path(get, path = "/applications/{id}/roles", tag = "Applications",
    operation_id = "listApplicationRoles",
    params(("id" = String, Path),
        ("page" = Option<u32>, Query, description = "From 1 on."),
        ("page_size" = Option<u32>, Query, description = "1 to 100."),
        ("search" = Option<String>, Query, description = "In id, name and description.")),
    responses((status = 200, description = "The roles.", body = [RoleBody]),
        (status = 404, description = "There is no such application.", body = Refusal),
        (status = 422, description = "The application is no machine.", body = Refusal)))]
async fn list(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    page: Page,
    query: Query,
) -> Result<PartOf<Paged<RoleBody>>, ApiError> {
    let search = search::read(&query, &FIELDS)?;
    let held = api.access(&by).roles_of(&holder(&id)?).await;
    let mut roles = held.map_err(refused)?;
    let whole = shown(&roles);
    roles.retain(|role| search.finds(&searched(role)));
    let roles = page.slice(roles).map(|role| RoleBody::from(&role));
    Ok(PartOf::of(&whole, roles))
}

/// Gives roles to a machine client, all of them or none. Those that are held already are no fault.
#[utoipa::path(post, path = "/applications/{id}/roles", tag = "Applications",
    operation_id = "addApplicationRoles", params(("id" = String, Path)), request_body = RoleIds,
    responses((status = 201, description = "They are given.", body = AddedRoles),
        (status = 404, description = "There is no such application or role.", body = Refusal),
        (status = 412, description = "What it holds has changed since it was read.", body = Refusal),
        (status = 422, description = "The application is no machine, or a role is for people.", body = Refusal)))]
async fn add(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(more): Body<RoleIds>,
) -> Result<Created<AddedRoles>, ApiError> {
    let (client, roles) = (holder(&id)?, more.parsed()?);
    let holds = |found: &[Role]| if_match.holds(&shown(found));
    let precondition = Precondition::that(&holds);
    let access = api.access(&by);
    let added = access.give_roles(&client, &roles, &precondition).await;
    let added = added.map_err(refused)?;
    api.written().await;
    Ok(Created(more.added(&added)))
}

/// Gives a machine client these roles and takes every other one.
#[utoipa::path(put, path = "/applications/{id}/roles", tag = "Applications",
    operation_id = "replaceApplicationRoles", params(("id" = String, Path)),
    request_body = RoleIds,
    responses((status = 200, description = "It holds these."),
        (status = 404, description = "There is no such application or role.", body = Refusal),
        (status = 412, description = "What it holds has changed since it was read.", body = Refusal),
        (status = 422, description = "The application is no machine, or a role is for people.", body = Refusal)))]
async fn replace(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(all): Body<RoleIds>,
) -> Result<StatusCode, ApiError> {
    let (client, roles) = (holder(&id)?, all.parsed()?);
    let holds = |found: &[Role]| if_match.holds(&shown(found));
    let precondition = Precondition::that(&holds);
    let access = api.access(&by);
    let set = access.set_roles(&client, &roles, &precondition).await;
    set.map_err(refused)?;
    api.written().await;
    Ok(StatusCode::OK)
}

/// Takes a role from a machine client.
#[utoipa::path(delete, path = "/applications/{id}/roles/{roleId}", tag = "Applications",
    operation_id = "removeApplicationRole",
    params(("id" = String, Path), ("roleId" = String, Path)),
    responses((status = 204, description = "It holds it no more."),
        (status = 404, description = "There is no such application, or it does not hold the role.", body = Refusal),
        (status = 412, description = "What it holds has changed since it was read.", body = Refusal),
        (status = 422, description = "The application is no machine.", body = Refusal)))]
async fn remove(
    State(api): State<Management>,
    by: By,
    Path((id, role)): Path<(String, String)>,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let client = holder(&id)?;
    let role = role.parse().map_err(|_| Code::NotFound)?;
    let holds = |found: &[Role]| if_match.holds(&shown(found));
    let precondition = Precondition::that(&holds);
    let access = api.access(&by);
    let taken = access.take_role_from(&client, &role, &precondition).await;
    taken.map_err(refused)?;
    api.written().await;
    Ok(NoContent)
}
