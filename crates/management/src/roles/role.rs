//! Roles.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use engine::{
    access::{AccessControl, role::RoleChange},
    precondition::Precondition,
};
use oidc_core::{
    id::RoleId,
    order::{NamedKey, OF_NAMED},
    role::{Role, RoleKind},
    source::Source,
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{
    body::{FIELDS, HeldRoleBody, RoleBody, RoleType, role_id, scope_ids},
    ids::{check_count, searched},
};
use crate::{
    by::By,
    state::Management,
    wire::{
        body::{Body, given},
        code::Code,
        error::{ApiError, Refusal, broken},
        etag::IfMatch,
        json::{Json, NoContent},
        page::{Page, Paged},
        query::Query,
        route::Described as Route,
        search, sort,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(list, create), routes!(get, change, remove)]
}

/// A role to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NewRole {
    /// Its name: 1 to 128 characters.
    name: String,
    /// What it is for: 1 to 128 characters.
    description: String,
    /// Who may hold it: people, when nothing is said.
    #[serde(rename = "type", default, deserialize_with = "given")]
    #[schema(nullable = false)]
    kind: Option<RoleType>,
    /// Whether every new user gets it.
    #[serde(default)]
    is_default: bool,
    /// What it allows.
    #[serde(default)]
    scope_ids: Vec<String>,
}

/// What is to be different about a role; what is missing stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RolePatch {
    /// Its name: 1 to 128 characters.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    name: Option<String>,
    /// What it is for: 1 to 128 characters.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    description: Option<String>,
    /// Whether every new user gets it.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    is_default: Option<bool>,
}

/// All roles, in the order in which they were made unless `sort` says otherwise.
#[utoipa::path(get, path = "/roles", tag = "Roles", operation_id = "listRoles",
    params(
        ("type" = Option<String>, Query, description = "`User` or `MachineToMachine`."),
        ("excludeUserId" = Option<String>, Query, description = "Not those that this person holds."),
        ("excludeApplicationId" = Option<String>, Query, description = "Not those that this client holds."),
        ("sort" = Option<String>, Query, description = "By `createdAt` or `name`; with `-` before it the largest first. Signet's addition."),
        ("page" = Option<u32>, Query, description = "From 1 on."),
        ("page_size" = Option<u32>, Query, description = "1 to 100."),
        ("search" = Option<String>, Query, description = "In id, name and description.")),
    responses((status = 200, description = "The roles.", body = [HeldRoleBody])))]
async fn list(
    State(api): State<Management>,
    by: By,
    page: Page,
    query: Query,
) -> Result<Paged<HeldRoleBody>, ApiError> {
    let search = search::read(&query, &FIELDS)?;
    let kind = match query.one("type")? {
        None => None,
        Some("User") => Some(RoleKind::User),
        Some("MachineToMachine") => Some(RoleKind::Machine),
        Some(_) => {
            let why = "must be User or MachineToMachine";
            return Err(ApiError::invalid("type", why));
        }
    };
    let access = api.access(&by);
    let held = held_by(&access, &query).await?;
    let (mut roles, _) = access.roles().await.map_err(broken)?;
    roles.retain(|role| {
        !role.disabled
            && kind.is_none_or(|kind| role.kind == kind)
            && !held.contains(&role.id)
            && search.finds(&searched(role))
    });
    if let Some(order) = sort::read(&query, &OF_NAMED)? {
        let (direction, id) = (order.direction, |role: &Role| role.id.clone());
        match order.by {
            NamedKey::CreatedAt => direction.sort(&mut roles, |role| (role.created_at, id(role))),
            NamedKey::Name => direction.sort(&mut roles, |role| {
                (role.name.to_ascii_lowercase(), id(role))
            }),
        }
    }
    let paged = page.slice(roles);
    let (roles, paged) = paged.take();
    let found = access.with_holders(roles).await.map_err(broken)?;
    Ok(paged.with(found.iter().map(HeldRoleBody::from).collect()))
}

/// The roles that are not asked for because somebody holds them.
async fn held_by(access: &AccessControl, query: &Query) -> Result<BTreeSet<RoleId>, ApiError> {
    let mut held = BTreeSet::new();
    if let Some(user) = query.one("excludeUserId")?.and_then(|id| id.parse().ok()) {
        held.extend(access.roles_of_user(&user).await.map_err(broken)?);
    }
    let client = query.one("excludeApplicationId")?;
    if let Some(client) = client.and_then(|id| id.parse().ok()) {
        held.extend(access.roles_of_client(&client).await.map_err(broken)?);
    }
    Ok(held)
}

/// Makes a role.
#[utoipa::path(post, path = "/roles", tag = "Roles", operation_id = "createRole",
    request_body = NewRole,
    responses((status = 200, description = "It is made.", body = RoleBody),
        (status = 404, description = "There is no such scope.", body = Refusal),
        (status = 422, description = "The name is taken.", body = Refusal)))]
async fn create(
    State(api): State<Management>,
    by: By,
    Body(new): Body<NewRole>,
) -> Result<Json<RoleBody>, ApiError> {
    let kind = new.kind.unwrap_or(RoleType::User);
    described(&new.description)?;
    check_count("scopeIds", &new.scope_ids)?;
    let change = RoleChange {
        description: Some(new.description),
        // Machines get their roles one by one.
        is_default: Some(new.is_default && kind == RoleType::User),
        allow_ids: scope_ids("scopeIds", &new.scope_ids)?,
        ..RoleChange::default()
    };
    let access = api.access(&by);
    let made = access
        .add_role(&new.name, kind.into(), &change, Source::Console)
        .await?;
    api.written().await;
    Ok(Json(RoleBody::from(&made)))
}

/// One role.
#[utoipa::path(get, path = "/roles/{id}", tag = "Roles", operation_id = "getRole",
    params(("id" = String, Path)),
    responses((status = 200, description = "The role.", body = RoleBody),
        (status = 404, description = "There is none with this id.", body = Refusal)))]
async fn get(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
) -> Result<Json<RoleBody>, ApiError> {
    let id = role_id(&id)?;
    let found = api.access(&by).role(&id).await.map_err(broken)?;
    let found = found.filter(|role| !role.disabled);
    Ok(Json(RoleBody::from(&found.ok_or(Code::NotExistsWithId)?)))
}

/// Changes a role. Its type stays.
#[utoipa::path(patch, path = "/roles/{id}", tag = "Roles", operation_id = "changeRole",
    params(("id" = String, Path)), request_body = RolePatch,
    responses((status = 200, description = "It is changed.", body = RoleBody),
        (status = 404, description = "There is none with this id.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal),
        (status = 422, description = "The name is taken, or it is declared in the file.", body = Refusal)))]
async fn change(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(patch): Body<RolePatch>,
) -> Result<Json<RoleBody>, ApiError> {
    if let Some(description) = &patch.description {
        described(description)?;
    }
    if patch.name.is_none() && patch.description.is_none() && patch.is_default.is_none() {
        return Err(Code::EntityInvalidInput.into());
    }
    let id = role_id(&id)?;
    // Machines get their roles one by one; that one is not for them is nothing to refuse.
    let found = api.access(&by).role(&id).await.map_err(broken)?;
    let is_for_people = found.is_none_or(|role| role.kind == RoleKind::User);
    let change = RoleChange {
        name: patch.name,
        description: patch.description,
        is_default: patch.is_default.filter(|_| is_for_people),
        ..RoleChange::default()
    };
    let holds = |found: &Role| if_match.holds(&RoleBody::from(found));
    let precondition = Precondition::that(&holds);
    let changed = api
        .access(&by)
        .set_role(&id, &change, &precondition)
        .await?;
    api.written().await;
    Ok(Json(RoleBody::from(&changed)))
}

/// Removes a role from everybody.
#[utoipa::path(delete, path = "/roles/{id}", tag = "Roles", operation_id = "removeRole",
    params(("id" = String, Path)),
    responses((status = 204, description = "It is removed."),
        (status = 404, description = "There is none with this id.", body = Refusal),
        (status = 412, description = "It has changed since it was read.", body = Refusal),
        (status = 422, description = "It is declared in the file.", body = Refusal)))]
async fn remove(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let id = role_id(&id)?;
    let holds = |found: &Role| if_match.holds(&RoleBody::from(found));
    let precondition = Precondition::that(&holds);
    api.access(&by).remove_role(&id, &precondition).await?;
    api.written().await;
    Ok(NoContent)
}

/// Roles of other places may do without.
fn described(description: &str) -> Result<(), ApiError> {
    if description.is_empty() {
        return Err(ApiError::invalid("description", "must not be empty"));
    }
    Ok(())
}
