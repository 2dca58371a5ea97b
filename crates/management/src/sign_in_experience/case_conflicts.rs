//! Usernames that would be one if their case did not matter. It never does: there are none, and
//! programs that ask are told so.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::wire::{error::ApiError, json::Json, query::Query, route::Described as Route};

/// As many as are shown at most.
const MOST: std::ops::RangeInclusive<u32> = 1..=100;

pub(super) fn route() -> Route {
    routes!(list)
}

/// Usernames that differ in their case alone.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CaseConflicts {
    /// How many there are: none.
    total_conflicts: u32,
    /// Some of them, with whose they are.
    samples: Vec<Value>,
}

/// Usernames that differ in their case alone: none, as each is unique whatever its case.
#[utoipa::path(get, path = "/sign-in-exp/username-policy/case-sensitivity-conflicts",
    tag = "Sign-in experience", operation_id = "listUsernameCaseConflicts",
    params(("limit" = Option<u32>, Query, description = "How many are shown: 1 to 100, 20 when it is not given.")),
    responses((status = 200, description = "None.", body = CaseConflicts)))]
async fn list(query: Query) -> Result<Json<CaseConflicts>, ApiError> {
    let is_limit = |text: &str| text.parse().is_ok_and(|limit: u32| MOST.contains(&limit));
    if let Some(text) = query.one("limit")?
        && !is_limit(text)
    {
        return Err(ApiError::invalid("limit", "must be between 1 and 100"));
    }
    Ok(Json(CaseConflicts {
        total_conflicts: 0,
        samples: Vec::new(),
    }))
}
