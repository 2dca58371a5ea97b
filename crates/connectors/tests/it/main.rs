//! Connectors against small servers on this machine: what goes over the wire, and what is made of
//! each answer.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly"
)]

mod http;
mod kit;
mod localized;
mod mail_server;
mod mailgun;
mod mailgun_check;
mod mailgun_config;
mod smtp;
mod smtp_config;
mod smtp_failure;
mod steps;
mod trust;
