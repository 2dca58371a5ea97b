//! A self-hosted OpenID Connect provider with passwordless sign-in: HTTP, pages, configuration,
//! commands. The use cases stand in the crate `engine`.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`cli`], [`config`], [`bootstrap`], [`app`] | from a command and its settings to a state that can answer |
//! | [`serve`], [`layer`], [`router`] | from a connection to a handler |
//! | [`oidc`] | the protocol's endpoints, one file each |
//! | [`sign_in`], [`setup`], [`site`] | the hosted pages, and what they share |
//! | [`console`] | the files of the console, by their hashed names |
//! | [`extract`], [`respond`] | requests become types, types become responses |
//! | [`preview`] | pages and mails with settings that nobody has saved yet |
//! | [`mailbox`], [`health`], [`telemetry`] | for developers and operators |

pub mod api;
pub mod app;
pub mod bootstrap;
pub mod cli;
pub mod config;
pub mod console;
pub mod door;
pub mod extract;
pub mod health;
pub mod layer;
pub mod mailbox;
pub mod moment;
pub mod oidc;
pub mod preview;
pub mod respond;
pub mod router;
pub mod serve;
pub mod setup;
pub mod sign_in;
pub mod site;
pub mod telemetry;
pub mod urls;
pub mod webhooks;
