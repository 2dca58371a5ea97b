//! The provider over HTTP, laid out as its URLs; each behaviour on both databases.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop where it fails"
)]

mod administrator;
mod console;
mod doors;
mod health;
mod house;
mod kit;
mod oidc;
mod sign_in;
mod statements;
mod upgrade;
