//! How sign-in looks and works, for pages that are not Signet's own.

use axum::extract::State;
use utoipa_axum::routes;

use crate::{
    sign_in_experience::{PublicRecord, public},
    state::Management,
    wire::{error::ApiError, json::Json, route::Described as Route},
};

pub(super) fn route() -> Route {
    routes!(get)
}

pub(super) fn other_route() -> Route {
    routes!(get_by_its_other_name)
}

/// The sign-in experience, without what is for the operator alone. It is answered from memory.
#[utoipa::path(get, path = "/.well-known/sign-in-exp", tag = "Public",
    operation_id = "getPublicSignInExperience", security(()),
    params(
        ("organizationId" = Option<String>, Query, description = "Changes nothing."),
        ("appId" = Option<String>, Query, description = "Changes nothing.")),
    responses((status = 200, description = "The settings.", body = PublicRecord)))]
async fn get(State(api): State<Management>) -> Result<Json<PublicRecord>, ApiError> {
    Ok(Json(public(&api.snapshot().policy.experience)?))
}

/// The same by its newer name.
#[utoipa::path(get, path = "/.well-known/experience", tag = "Public",
    operation_id = "getPublicExperience", security(()),
    params(
        ("organizationId" = Option<String>, Query, description = "Changes nothing."),
        ("appId" = Option<String>, Query, description = "Changes nothing.")),
    responses((status = 200, description = "The settings.", body = PublicRecord)))]
async fn get_by_its_other_name(
    State(api): State<Management>,
) -> Result<Json<PublicRecord>, ApiError> {
    get(State(api)).await
}
