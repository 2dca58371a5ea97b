//! Where a person goes who signs in by a connector. The connectors that there are carry mails, and
//! programs that ask are told so.

use axum::{
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::connector::one;
use crate::{
    by::By,
    state::Management,
    wire::{
        body::Body,
        code::Code,
        error::{ApiError, Refusal},
        route::Described as Route,
    },
};

pub(super) fn route() -> Route {
    routes!(create)
}

/// A sign-in that is to begin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AuthorizationRequest {
    /// What the provider sends back.
    state: String,
    /// Where it sends the person back to.
    redirect_uri: String,
}

/// Says where a person goes who signs in by a connector: nowhere, as those that there are carry mails.
#[utoipa::path(post, path = "/connectors/{id}/authorization-uri", tag = "Connectors",
    operation_id = "createConnectorAuthorizationUri", params(("id" = String, Path)),
    request_body = AuthorizationRequest,
    responses((status = 404, description = "There is none with this id.", body = Refusal)))]
async fn create(
    State(api): State<Management>,
    by: By,
    Path(id): Path<String>,
    Body(asked): Body<AuthorizationRequest>,
) -> Result<Response, ApiError> {
    if asked.state.is_empty() || asked.redirect_uri.is_empty() {
        return Err(Code::InsufficientInfo.into());
    }
    one(&api.connectors(&by), &id).await?;
    Err(Code::UnexpectedConnectorType.into())
}
