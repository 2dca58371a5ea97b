//! Pages and mails as people and browsers get them.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that fails is a test that fails"
)]

mod kit;
mod messages;
mod pages;
mod safety;
mod snapshots;
