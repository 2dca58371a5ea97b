//! The command, as people and service managers run it: real processes, real sockets, real files.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of a test: a panic is the failure"
)]

mod admin;
mod applications;
mod connections;
mod files;
mod grants;
mod keys;
mod kit;
mod listening;
mod outage;
mod outputs;
mod refusals;
mod resources;
mod roles;
mod running;
mod sessions;
mod shared_database;
mod silent_sockets;
mod users;
