//! `/preview/{id}/…`: pages and mails as they would be with settings that nobody has saved yet.

mod doors;
mod headers;
mod mail;
mod page;
mod shown;
mod style;
mod theme;

use axum::{Router, routing::get};

use crate::{app::App, door::Door, layer::floods::Kind, respond::page::Html};

/// The routes.
pub fn router(app: &App) -> Router<App> {
    Door::<Html>::at("/preview", app, Some(Kind::Page))
        .page("/{id}/pages.css", get(style::of_pages))
        .page("/{id}/style.css", get(style::of_brand))
        .page("/{id}/mail/{number}", get(mail::get))
        .page("/{id}/{page}/{number}", get(page::get))
        .and_all_else()
        .open()
}
