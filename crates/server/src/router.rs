//! The whole URL space on one screen.

use axum::Router;

use crate::{
    api, app::App, console, health, layer, mailbox, oidc, preview, setup, sign_in, site, webhooks,
};

/// Everything Signet answers to. Each part is a door of its own; what none of them knows is a page
/// that is not there.
pub fn router(app: App) -> Router {
    let doors = sign_in::router(&app)
        .merge(setup::router(&app))
        .merge(site::assets::router(&app))
        .merge(oidc::router(&app))
        .merge(oidc::well_known(&app))
        .merge(api::router(&app))
        .merge(console::router(&app))
        .merge(preview::router(&app))
        .merge(mailbox::router(&app))
        .merge(webhooks::router(&app))
        .merge(health::router(&app));
    layer::around(app, doors)
}
