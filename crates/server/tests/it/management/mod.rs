//! `/api`.

mod authorization;
mod document;
mod kit;
mod resources;
mod roles;
