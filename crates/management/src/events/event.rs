//! What happened: a part of it at a time.

use axum::extract::State;
use engine::events::find;
use utoipa_axum::routes;

use super::{body::Events, filter};
use crate::{
    state::Management,
    wire::{
        error::{ApiError, broken},
        json::Json,
        query::Query,
        route::Described as Route,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![routes!(list)]
}

/// What happened, the newest first.
#[utoipa::path(get, path = "/signet/events", tag = "Signet", operation_id = "listEvents",
    params(
        ("after" = Option<String>, Query, description = "What `next` of the answer before this one says."),
        ("limit" = Option<u32>, Query, description = "1 to 100."),
        ("kind" = Option<Vec<String>>, Query, description = "Of these kinds."),
        ("result" = Option<String>, Query, description = "What was done, `success`, or what was not, `error`."),
        ("user" = Option<String>, Query, description = "About this user."),
        ("application" = Option<String>, Query, description = "In which this application was involved."),
        ("actor" = Option<String>, Query, description = "Done by `user:ID`, `application:ID` or `system`."),
        ("requestId" = Option<String>, Query, description = "In the request with this reference."),
        ("flow" = Option<String>, Query, description = "In this sign-in."),
        ("start" = Option<i64>, Query, description = "Not before, in milliseconds since 1970."),
        ("end" = Option<i64>, Query, description = "Not after.")),
    responses((status = 200, description = "The events.", body = Events)))]
async fn list(State(api): State<Management>, query: Query) -> Result<Json<Events>, ApiError> {
    let Some(sought) = filter::read(&query)? else {
        return Ok(Json(Events::new(Vec::new(), None)));
    };
    let found = find(&api, &sought).await.map_err(broken)?;
    Ok(Json(Events::new(found.events, found.next)))
}
