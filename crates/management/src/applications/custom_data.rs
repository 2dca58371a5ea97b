//! An operator's own data of an application.

use axum::extract::{Path, State};
use engine::application::change::{ApplicationChange, CustomData};
use utoipa_axum::routes;

use super::application::written;
use crate::{
    by::By,
    state::Management,
    wire::{
        body::Body,
        error::{ApiError, Refusal},
        etag::IfMatch,
        free::Free,
        json::Json,
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(merge)]
}

/// Sets these members of an application's own data; the others stay.
#[utoipa::path(patch, path = "/applications/{id}/custom-data", tag = "Applications",
    operation_id = "changeApplicationCustomData", params(("id" = String, Path)),
    request_body = Free,
    responses((status = 200, description = "All of it.", body = Free),
        (status = 404, description = "There is none with this id.", body = Refusal),
        (status = 412, description = "The application has changed since it was read.", body = Refusal),
        (status = 422, description = "It is declared in the file.", body = Refusal)))]
async fn merge(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    if_match: IfMatch,
    Body(Free(data)): Body<Free>,
) -> Result<Json<Free>, ApiError> {
    let change = ApplicationChange {
        custom_data: Some(CustomData::Merge(data)),
        ..ApplicationChange::default()
    };
    let changed = written((&api, &by), &id, &change, &if_match).await?;
    Ok(Json(Free(changed.details.custom_data)))
}
