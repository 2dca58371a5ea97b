//! The organisations of a user. There are none yet, and programs that ask are told so.

use axum::extract::{Path, State};
use utoipa_axum::routes;

use super::user::find;
use crate::{
    by::By,
    state::Management,
    wire::{
        error::{ApiError, Refusal},
        json::Json,
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(list)]
}

/// The organisations that a user is a member of: none, as long as there are none.
#[utoipa::path(get, path = "/users/{id}/organizations", tag = "Users",
    operation_id = "listUserOrganizations", params(("id" = String, Path)),
    responses((status = 200, description = "None.", body = [String]),
        (status = 404, description = "There is no such user.", body = Refusal)))]
async fn list(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
) -> Result<Json<Vec<String>>, ApiError> {
    find(&api.users(&by), &id).await?;
    Ok(Json(Vec::new()))
}
