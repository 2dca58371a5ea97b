//! The management API over HTTP; each behaviour on both databases.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop where it fails"
)]

mod administrators;
mod application_roles;
mod applications;
mod authorization;
mod caller;
mod document;
#[path = "../it/kit/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "what the tests of pages and protocol need stands there too"
)]
mod kit;
mod mail;
mod previews;
mod resources;
mod roles;
mod secrets;
mod sign_in_experience;
mod sign_in_experience_refused;
mod sign_ins;
mod step_up;
mod users;
mod users_elsewhere;
mod users_listed;
mod users_password;
mod users_roles;
mod well_known;
mod written_down;
