//! What connectors are made of.

use axum::extract::Path;
use engine::connector::FactoryId;
use utoipa_axum::routes;

use super::factory_body::FactoryBody;
use crate::wire::{
    code::Code,
    error::{ApiError, Refusal},
    json::Json,
    route::Described as Route,
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(list), routes!(get)]
}

/// All factories.
#[utoipa::path(get, path = "/connector-factories", tag = "Connectors",
    operation_id = "listConnectorFactories",
    responses((status = 200, description = "The factories.", body = [FactoryBody])))]
async fn list() -> Json<Vec<FactoryBody>> {
    Json(
        FactoryId::ALL
            .iter()
            .copied()
            .map(FactoryBody::of)
            .collect(),
    )
}

/// One factory.
#[utoipa::path(get, path = "/connector-factories/{id}", tag = "Connectors",
    operation_id = "getConnectorFactory", params(("id" = String, Path)),
    responses((status = 200, description = "The factory.", body = FactoryBody),
        (status = 404, description = "There is none with this id.", body = Refusal)))]
async fn get(Path(id): Path<String>) -> Result<Json<FactoryBody>, ApiError> {
    let factory = id.parse().map_err(|_| Code::NotFound)?;
    Ok(Json(FactoryBody::of(factory)))
}
