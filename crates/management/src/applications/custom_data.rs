//! An operator's own data of an application.

use axum::extract::{Path, State};
use engine::{
    application::{
        change::{ApplicationChange, CustomData},
        create::ApplicationRefused,
        details::Application,
    },
    failure::Failure,
    precondition::Precondition,
};
use utoipa_axum::routes;

use super::application::shows;
use crate::{
    by::By,
    state::Management,
    wire::{
        body::Body,
        code::Code,
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
    let id = id.parse().map_err(|_| Code::NotExists)?;
    let holds = |found: &Application| {
        shows(&if_match, found) || if_match.holds(&Free(found.details.custom_data.clone()))
    };
    let precondition = Precondition::that(&holds);
    let applications = api.applications(&by);
    let changed = applications.change(&id, &change, &precondition).await;
    let changed = changed.map_err(|failure| match failure {
        Failure::Refused(ApplicationRefused::Unknown) => Code::NotExists.into(),
        other => ApiError::from(other),
    })?;
    api.written().await;
    Ok(Json(Free(changed.details.custom_data)))
}
