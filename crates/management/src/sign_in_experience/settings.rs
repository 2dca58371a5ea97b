//! What an operator reads and changes.

use std::collections::BTreeMap;

use axum::extract::State;
use engine::{breakdown::Breakdown, settings::Layers};
use utoipa_axum::routes;

use super::{
    body::record,
    members::{Patch, Record},
};
use crate::{
    by::By,
    state::Management,
    wire::{
        body::Body,
        error::{ApiError, Refusal, broken},
        etag::{IfMatch, PartOf},
        json::Json,
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(get, change)]
}

/// The sign-in experience as it is in force: what the file sets lies over what was set here.
#[utoipa::path(get, path = "/sign-in-exp", tag = "Sign-in experience",
    operation_id = "getSignInExperience",
    responses((status = 200, description = "The settings.", body = Record)))]
async fn get(State(api): State<Management>, by: By) -> Result<PartOf<Json<Record>>, ApiError> {
    let found = api.experience(&by).find().await.map_err(broken)?;
    placed(&api, &found)
}

/// With the places in the file of this server, which its tag leaves out: another server may have another file.
fn placed(api: &Management, found: &Layers) -> Result<PartOf<Json<Record>>, ApiError> {
    let shown = record(found, &api.config.experience_declared_at)?;
    Ok(PartOf::of(&unplaced(found)?, Json(shown)))
}

fn unplaced(found: &Layers) -> Result<Record, Breakdown> {
    record(found, &BTreeMap::new())
}

/// Changes members of the sign-in experience, each whole.
#[utoipa::path(patch, path = "/sign-in-exp", tag = "Sign-in experience",
    operation_id = "changeSignInExperience",
    request_body = Patch,
    responses((status = 200, description = "It is changed.", body = Record),
        (status = 412, description = "It has changed since it was read.", body = Refusal),
        (status = 422, description = "A member is set in the file, or does not go with another.", body = Refusal)))]
async fn change(
    State(api): State<Management>,
    by: By,
    if_match: IfMatch,
    Body(patch): Body<Patch>,
) -> Result<PartOf<Json<Record>>, ApiError> {
    let change = patch.members()?;
    let shows = |found: &Layers| unplaced(found).is_ok_and(|shown| if_match.holds(&shown));
    let precondition = if_match.precondition(&shows);
    let changed = api.experience(&by).set(&change, &precondition).await?;
    api.written().await;
    placed(&api, &changed)
}
