//! `/api`.

mod authorization;
mod document;
mod kit;
mod resources;
mod roles;
mod sign_in_experience;
mod sign_in_experience_refused;
mod well_known;
