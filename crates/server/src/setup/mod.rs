//! The way in for administrators by a code that was made on the host: the first one, and one whom no
//! mail reaches. Both pages are there only as long as they are needed.

mod address;
mod done;
mod email;
mod form;
pub mod link;
mod recover;
mod set_up;

use axum::{
    Router, middleware,
    routing::{get, post},
};

use self::{
    email::{ADDRESS, EMAIL, SEND},
    link::{RECOVER, SETUP},
};
use crate::{
    app::App,
    door::Door,
    layer::{floods::Kind, loopback_name::lead_home},
    respond::page::Html,
};

pub use done::page as done;

/// Both pages, and the one on which the first administrator proves an address.
pub fn router(app: &App) -> Router<App> {
    Door::<Html>::new(app, Some(Kind::Page))
        .page(SETUP, get(set_up::get))
        .form(SETUP, post(set_up::post))
        .page(RECOVER, get(recover::get))
        .form(RECOVER, post(recover::post))
        .page(EMAIL, get(email::get))
        .form(EMAIL, post(email::post))
        .page(SEND, get(email::send_get))
        .form(SEND, post(email::send))
        .page(ADDRESS, get(address::get))
        .form(ADDRESS, post(address::post))
        .open()
        .layer(middleware::from_fn_with_state(app.clone(), lead_home))
}
