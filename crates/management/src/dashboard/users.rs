//! Numbers of people.

use axum::extract::State;
use engine::activity;
use oidc_core::day::Day;
use utoipa_axum::routes;

use super::{
    body::{ActiveBody, NewBody, TotalBody},
    date,
};
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
    vec![routes!(total), routes!(new), routes!(active)]
}

/// How many people there are.
#[utoipa::path(get, path = "/dashboard/users/total", tag = "Dashboard",
    operation_id = "getTotalUserCount",
    responses((status = 200, description = "The number.", body = TotalBody)))]
async fn total(State(api): State<Management>) -> Result<Json<TotalBody>, ApiError> {
    let total_user_count = activity::users(&api.store).await.map_err(broken)?;
    Ok(Json(TotalBody { total_user_count }))
}

/// How many people came today and in the last seven days.
#[utoipa::path(get, path = "/dashboard/users/new", tag = "Dashboard",
    operation_id = "getNewUserCounts",
    responses((status = 200, description = "The numbers.", body = NewBody)))]
async fn new(State(api): State<Management>) -> Result<Json<NewBody>, ApiError> {
    let new = activity::new_users(&api.store, today(&api)).await;
    Ok(Json(NewBody::from(new.map_err(broken)?)))
}

/// How many people were active: on a day, and in the seven and thirty days that end with it.
#[utoipa::path(get, path = "/dashboard/users/active", tag = "Dashboard",
    operation_id = "getActiveUserCounts",
    params(("date" = Option<String>, Query, description = "The day, like 2026-11-26; today without it. Activity is kept for 400 days.")),
    responses((status = 200, description = "The numbers.", body = ActiveBody)))]
async fn active(State(api): State<Management>, query: Query) -> Result<Json<ActiveBody>, ApiError> {
    let day = match query.one("date")? {
        None => today(&api),
        Some(text) => {
            let why = "must be a day like 2026-11-26";
            date::read(text).ok_or_else(|| ApiError::invalid("date", why))?
        }
    };
    let active = activity::active_users(&api.store, day).await;
    Ok(Json(ActiveBody::from(active.map_err(broken)?)))
}

fn today(api: &Management) -> Day {
    Day::of(api.clock.now())
}
