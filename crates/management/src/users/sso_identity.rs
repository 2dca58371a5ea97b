//! Who a user is at the provider of an employer. There are no such providers yet, and programs that
//! ask are told so.

use axum::{
    extract::{Path, State},
    response::Response,
};
use utoipa_axum::routes;

use super::user::find;
use crate::{
    by::By,
    state::Management,
    wire::{
        code::Code,
        error::{ApiError, Refusal},
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(get)]
}

/// Who a user is at the provider of an employer: not known of anybody, as long as there are no such
/// providers.
#[utoipa::path(get, path = "/users/{id}/sso-identities/{ssoConnectorId}", tag = "Users",
    operation_id = "getUserSsoIdentity",
    params(("id" = String, Path), ("ssoConnectorId" = String, Path),
        ("includeTokenSecret" = Option<bool>, Query, description = "Changes nothing.")),
    responses((status = 404, description = "There is no such user, or nothing is known.", body = Refusal)))]
async fn get(
    State(api): State<Management>,
    by: By,
    Path((id, _connector)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    find(&api.users(&by), &id).await?;
    Err(Code::SsoIdentityNotExists.into())
}
