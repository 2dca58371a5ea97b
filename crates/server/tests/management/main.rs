//! The management API over HTTP; each behaviour on both databases.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop where it fails"
)]

mod administrators;
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
mod resources;
mod roles;
mod written_down;
