//! The machine clients that hold a role.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use engine::{
    access::{holder::Assignee, holders::Holders},
    application::details::{self, WantedApplications},
};
use oidc_core::{
    client::details::SEARCHED,
    order::{ApplicationKey, Order},
    role::RoleKind,
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{
    body::role_id,
    ids::{check_count, holding},
};
use crate::{
    applications::body::{ApplicationBody, application_id},
    by::By,
    state::Management,
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

/// Machine clients that are to hold a role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MoreApplications {
    /// Their ids; one at least.
    #[schema(min_items = 1)]
    application_ids: Vec<String>,
}

/// The machine clients that hold a role, the newest first.
#[utoipa::path(get, path = "/roles/{id}/applications", tag = "Roles",
    operation_id = "listRoleApplications",
    params(("id" = String, Path),
        ("page" = Option<u32>, Query, description = "From 1 on."),
        ("page_size" = Option<u32>, Query, description = "1 to 100."),
        ("search" = Option<String>, Query, description = "In id, name and description.")),
    responses((status = 200, description = "The applications.", body = [ApplicationBody]),
        (status = 404, description = "There is no such role.", body = Refusal)))]
async fn list(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    page: Page,
    query: Query,
) -> Result<PartOf<Paged<ApplicationBody>>, ApiError> {
    let search = search::read(&query, &SEARCHED)?;
    let (access, id) = (api.access(&by), role_id(&id)?);
    let role = access.role(&id).await.map_err(broken)?;
    let role = role.filter(|role| !role.disabled);
    let role = role.ok_or(Code::NotExistsWithId)?;
    // Before the page: what changes between the two makes the tag old.
    let holders = access.holders_of(&role.id, RoleKind::Machine).await;
    let holders = holders.map_err(broken)?;
    let wanted = WantedApplications {
        search: &search,
        kinds: None,
        third_party: None,
        with_role: Some(&role.id),
        without_role: None,
        order: Order::descending(ApplicationKey::CreatedAt),
        offset: i64::try_from(page.offset()).unwrap_or(i64::MAX),
        most: i64::from(page.size()),
    };
    let listed = details::page(&api.store, &wanted).await.map_err(broken)?;
    let bodies = listed.items.iter().map(ApplicationBody::listed);
    let shown = page.of(bodies.collect(), listed.total);
    Ok(PartOf::of(&holding(&holders), shown))
}

/// Gives a role to machine clients that do not hold it yet: to all of them or to none.
#[utoipa::path(post, path = "/roles/{id}/applications", tag = "Roles",
    operation_id = "addRoleApplications", params(("id" = String, Path)),
    request_body = MoreApplications,
    responses((status = 201, description = "They hold it."),
        (status = 404, description = "There is no such role or application.", body = Refusal),
        (status = 422, description = "One of them holds it or is no machine, or it is for people.", body = Refusal)))]
async fn add(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    Body(more): Body<MoreApplications>,
) -> Result<StatusCode, ApiError> {
    if more.application_ids.is_empty() {
        return Err(ApiError::invalid("applicationIds", "must not be empty"));
    }
    check_count("applicationIds", &more.application_ids)?;
    let clients = more.application_ids.iter();
    let clients = clients.map(|id| application_id(id).map(Assignee::Client));
    let clients: Result<Vec<Assignee>, ApiError> = clients.collect();
    let (role, clients) = (role_id(&id)?, clients?);
    api.access(&by).give_to(&role, &clients).await?;
    api.written().await;
    Ok(StatusCode::CREATED)
}

/// Takes a role from a machine client.
#[utoipa::path(delete, path = "/roles/{id}/applications/{applicationId}", tag = "Roles",
    operation_id = "removeRoleApplication",
    params(("id" = String, Path), ("applicationId" = String, Path)),
    responses((status = 204, description = "It holds it no more."),
        (status = 404, description = "There is no such application, or it does not hold it.", body = Refusal),
        (status = 412, description = "Who holds it has changed since it was read.", body = Refusal)))]
async fn remove(
    State(api): State<Management>,
    by: By,
    Path((role, client)): Path<(String, String)>,
    if_match: IfMatch,
) -> Result<NoContent, ApiError> {
    let role = role.parse().map_err(|_| Code::NotFound)?;
    let client = Assignee::Client(application_id(&client)?);
    let access = api.access(&by);
    let holds = |found: &Holders| if_match.holds(&holding(found));
    let precondition = if_match.precondition(&holds);
    access.take_role_of(&client, &role, &precondition).await?;
    api.written().await;
    Ok(NoContent)
}
