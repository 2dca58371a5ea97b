//! The people who hold a role.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use engine::{access::holder::Assignee, precondition::Precondition, user::accounts::Listing};
use oidc_core::{
    order::{AccountKey, Order},
    user::SEARCHED,
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{body::role_id, ids::check_count};
use crate::{
    by::By,
    state::Management,
    users::body::{UserBody, user_id},
    wire::{
        body::Body,
        code::Code,
        error::{ApiError, Refusal, broken},
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
) -> Result<Paged<UserBody>, ApiError> {
    let search = search::read(&query, &SEARCHED)?;
    let id = role_id(&id)?;
    let role = api.access(&by).role(&id).await.map_err(broken)?;
    let role = role.filter(|role| !role.disabled);
    let listing = Listing {
        search,
        with_role: Some(role.ok_or(Code::NotExistsWithId)?.id),
        without_role: None,
        suspended: None,
        never_signed_in: None,
        order: Order::descending(AccountKey::CreatedAt),
        offset: page.offset(),
        most: page.size(),
    };
    let (accounts, total) = api.users(&by).listed(&listing).await.map_err(broken)?;
    Ok(page.of(accounts.iter().map(UserBody::from).collect(), total))
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
        (status = 422, description = "It is the last administrator.", body = Refusal)))]
async fn remove(
    State(api): State<Management>,
    by: By,
    Path((role, user)): Path<(String, String)>,
) -> Result<NoContent, ApiError> {
    let role = role.parse().map_err(|_| Code::NotFound)?;
    let (access, user) = (api.access(&by), Assignee::User(user_id(&user)?));
    let taken = access.take_role_from(&user, &role, &Precondition::NONE);
    taken.await?;
    Ok(NoContent)
}
