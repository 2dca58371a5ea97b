//! Pages and mails as people and browsers get them.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that fails is a test that fails"
)]

mod fields;
mod kit;
mod messages;
mod new_password;
mod pages;
mod password;
mod safety;
mod snapshots;
