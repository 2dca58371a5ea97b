//! A self-hosted OpenID Connect provider with passwordless sign-in: HTTP, use cases, commands.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`cli`], [`config`], [`bootstrap`], [`app`] | from a command and its settings to a state that can answer |
//! | [`serve`], [`layer`], [`router`] | from a connection to a handler |
//! | [`oidc`] | the protocol's endpoints, one file each |
//! | [`sign_in`], [`account`] | the hosted pages, and the use cases behind them |
//! | [`extract`], [`respond`] | requests become types, types become responses |
//! | [`jobs`] | what happens after the answer |
//! | [`mailbox`], [`health`], [`telemetry`] | for developers and operators |

pub mod account;
pub mod app;
pub mod bootstrap;
pub mod cli;
pub mod clock;
pub mod config;
pub mod door;
pub mod entropy;
pub mod extract;
pub mod health;
pub mod jobs;
pub mod layer;
pub mod mailbox;
pub mod oidc;
pub mod respond;
pub mod router;
pub mod serve;
pub mod sign_in;
pub mod telemetry;
pub mod urls;
