//! Types become responses: one file per error dialect.

pub mod answer;
pub mod api;
pub mod browser;
pub mod cookie;
pub mod holder;
pub mod internal;
pub mod oauth;
pub mod page;
pub mod plain;
pub mod redirect;
pub mod refused_request;
pub mod shown_error;
pub mod step;
mod suspended;
