//! What a removal would take with it.

use axum::extract::State;
use engine::impact::{of_application, of_user};
use utoipa_axum::routes;

use super::body::{ImpactBody, Removal, RemovalQuestion};
use crate::{
    state::Management,
    wire::{
        body::Body,
        code::Code,
        error::{ApiError, Refusal, broken},
        json::Json,
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(ask)]
}

/// What would go with an application or an account that is removed, counted now. Nothing is removed.
#[utoipa::path(post, path = "/signet/impact", tag = "Signet", operation_id = "weighRemoval",
    request_body = RemovalQuestion,
    responses((status = 200, description = "What would go with it.", body = ImpactBody),
        (status = 404, description = "There is nothing at this path.", body = Refusal)))]
async fn ask(
    State(api): State<Management>,
    Body(question): Body<RemovalQuestion>,
) -> Result<Json<ImpactBody>, ApiError> {
    let (store, now) = (&api.store, api.clock.now());
    let found = match question.read()? {
        Removal::Application(id) => {
            let found = of_application(store, &id, now).await.map_err(broken)?;
            found.map(ImpactBody::from)
        }
        Removal::User(id) => {
            let found = of_user(store, &id, now).await.map_err(broken)?;
            found.map(ImpactBody::from)
        }
    };
    Ok(Json(found.ok_or(Code::NotFound)?))
}
