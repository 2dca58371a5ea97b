//! The people who hold a role.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use engine::{
    access::{holder::Assignee, holders::Holders},
    user::accounts::Listing,
};
use oidc_core::{
    order::{AccountKey, Order},
    role::RoleKind,
    user::SEARCHED,
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{
    body::role_id,
    ids::{check_count, holding},
};
use crate::{
    by::By,
    state::Management,
    users::body::{UserBody, user_id},
    wire::{
        body::Body,
        code::Code,
        error::{ApiError, Refusal, broken},
        etag::{IfMatch, PartOf},
        json::NoContent,
        page::{Page, Paged},
        query::Query,
        route::Described as Route,
        search,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(list, add), routes!(remove)]
}

/// People who are to hold a role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MoreUsers {
    /// Their ids; one at least.
    #[schema(min_items = 1)]
    user_ids: Vec<String>,
}

/// The people who hold a role, the newest account first.
#[utoipa::path(get, path = "/roles/{id}/users", tag = "Roles", operation_id = "listRoleUsers",
    params(("id" = String, Path),
        ("page" = Option<u32>, Query, description = "From 1 on."),
        ("page_size" = Option<u32>, Query, description = "1 to 100."),
        ("search" = Option<String>, Query, description = "In id, primaryEmail, primaryPhone, username and name.")),
    responses((status = 200, description = "The people.", body = [UserBody]),
        (status = 404, description = "There is no such role.", body = Refusal)))]
async fn list(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    page: Page,
    query: Query,
) -> Result<PartOf<Paged<UserBody>>, ApiError> {
    let search = search::read(&query, &SEARCHED)?;
    let (access, id) = (api.access(&by), role_id(&id)?);
    let role = access.role(&id).await.map_err(broken)?;
    let role = role.filter(|role| !role.disabled);
    let role = role.ok_or(Code::NotExistsWithId)?;
    // Before the page: what changes between the two makes the tag old.
    let holders = access.holders_of(&role.id, RoleKind::User).await;
    let holders = holders.map_err(broken)?;
    let listing = Listing {
        search,
        with_role: Some(role.id),
        without_role: None,
        suspended: None,
        never_signed_in: None,
        order: Order::descending(AccountKey::CreatedAt),
        offset: page.offset(),
        most: page.size(),
    };
    let (accounts, total) = api.users(&by).listed(&listing).await.map_err(broken)?;
    let shown = accounts.iter().map(UserBody::from).collect();
    Ok(PartOf::of(&holding(&holders), page.of(shown, total)))
}

/// Gives a role to people who do not hold it yet: to all of them or to none.
#[utoipa::path(post, path = "/roles/{id}/users", tag = "Roles", operation_id = "addRoleUsers",
    params(("id" = String, Path)), request_body = MoreUsers,
    responses((status = 201, description = "They hold it."),
        (status = 404, description = "There is no such role or person.", body = Refusal),
        (status = 422, description = "One of them holds it, or it is for machines.", body = Refusal)))]
async fn add(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    Body(more): Body<MoreUsers>,
) -> Result<StatusCode, ApiError> {
    if more.user_ids.is_empty() {
        return Err(ApiError::invalid("userIds", "must not be empty"));
    }
    check_count("userIds", &more.user_ids)?;
    let users = more.user_ids.iter();
    let users = users.map(|id| user_id(id).map(Assignee::User));
    let users: Result<Vec<Assignee>, ApiError> = users.collect();
    let (role, users) = (role_id(&id)?, users?);
    api.access(&by).give_to(&role, &users).await?;
    Ok(StatusCode::CREATED)
}

/// Takes a role from somebody.
#[utoipa::path(delete, path = "/roles/{id}/users/{userId}", tag = "Roles",
    operation_id = "removeRoleUser",
    params(("id" = String, Path), ("userId" = String, Path)),
    responses((status = 204, description = "They hold it no more."),
        (status = 404, description = "There is no such person, or they do not hold it.", body = Refusal),
        (status = 412, description = "Who holds it has changed since it was read.", body = Refusal),
        (status = 422, description = "It is the last administrator.", body = Refusal)))]
async fn remove(
    State(api): State<Management>,
    by: By,
    Path((role, user)): Path<(String, String)>,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let role = role.parse().map_err(|_| Code::NotFound)?;
    let (access, user) = (api.access(&by), Assignee::User(user_id(&user)?));
    let holds = |found: &Holders| if_match.holds(&holding(found));
    let precondition = if_match.precondition(&holds);
    access.take_role_of(&user, &role, &precondition).await?;
    Ok(NoContent)
}
