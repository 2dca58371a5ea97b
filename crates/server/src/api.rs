//! The management API, below `/api`. No page of another origin may read it (T-65): it has no CORS,
//! and the console stands on its own origin.

use axum::Router;
use management::{routes, state::PLACE};

use crate::{app::App, door::Door, layer::floods::Kind, respond::api::Api};

/// Everything under `/api`.
pub fn router(app: &App) -> Router<App> {
    let door = Door::<Api>::at(PLACE, app, Some(Kind::Call));
    let all = routes::all(app.engine.clone()).into_iter();
    let door = all.fold(door, |door, route| {
        let methods = route.methods.with_state(());
        door.call_up_to(&route.path, methods, route.largest_body)
    });
    door.and_all_else().open()
}
