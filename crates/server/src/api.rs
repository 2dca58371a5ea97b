//! The management API, below `/api`. No page of another origin may read it (T-65): it has no CORS,
//! and the console stands on its own origin.

use axum::{Router, middleware};
use management::{routes, state::PLACE};

use crate::{
    app::App,
    console::{build, place::turn_people_away},
    door::Door,
    layer::floods::Kind,
    respond::api::Api,
};

/// Everything under `/api`.
pub fn router(app: &App) -> Router<App> {
    let door = Door::<Api>::at(PLACE, app, Some(Kind::Call));
    let all = routes::all(app.engine.clone()).into_iter();
    let door = all.fold(door, |door, route| {
        let methods = route.methods.with_state(());
        door.call_up_to(&route.path, methods, route.largest_body)
    });
    let door = door.and_all_else().open();
    if !app.config.console.is_enabled {
        return door;
    }
    door.layer(middleware::from_fn_with_state(
        app.clone(),
        turn_people_away,
    ))
    .layer(middleware::from_fn_with_state(app.clone(), build::tell))
}
