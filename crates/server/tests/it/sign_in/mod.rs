//! The pages at the root.

mod address;
mod client_ip;
mod cookies;
mod expiry;
mod failures;
mod forms;
mod sends;
mod steps;
mod verification_code;
