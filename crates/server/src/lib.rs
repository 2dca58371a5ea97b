//! A self-hosted OpenID Connect provider with passwordless sign-in: HTTP, use cases, commands.

pub mod clock;
pub mod config;
pub mod entropy;
pub mod urls;
