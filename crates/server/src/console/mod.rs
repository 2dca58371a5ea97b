//! `/console`: where people manage the instance. Its files run in the browser and are a client like any
//! other: they sign in at `/oidc`, as `admin-console`, and call `/api`. Here they are only handed out.
//!
//! Nothing has to be built. What stands in `web/console` is what the browser gets, without lines that are
//! comments: the scripts that the first page needs joined to two, the style sheets to one, all others as
//! they are. Names change, so that a browser may keep each file for good. An import map says which plain
//! name is which.
//!
//! What the page may ask for stands at the head of `web/console/index.html`. A script asks for a file that
//! is no module by `import.meta.resolve`, for the import map knows all files.

pub mod build;
mod comments;
mod edition;
mod file;
mod headers;
mod import_map;
pub mod imports;
mod joined;
mod lock;
mod module;
mod packed;
mod path;
pub mod place;
pub mod press;
mod shell;
mod sources;
pub mod styles;
mod template;

use axum::{Router, middleware, routing::get};

use crate::{
    app::App,
    door::Door,
    layer::{floods::Kind, loopback_name::lead_home},
    respond::page::Html,
    urls::CONSOLE,
};

/// Everything under `/console`; nothing where the configuration does not want it.
pub fn router(app: &App) -> Router<App> {
    if !app.config.console.is_enabled {
        return Router::new();
    }
    Door::<Html>::at(CONSOLE, app, Some(Kind::Page))
        .page("", get(shell::get))
        .page("/", get(shell::get))
        // Where a page is told from a file it is counted as one.
        .free("/{*path}", get(path::get))
        .open()
        .layer(middleware::from_fn_with_state(app.clone(), lead_home))
}
