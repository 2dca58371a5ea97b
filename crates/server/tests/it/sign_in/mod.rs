//! The pages at the root.

mod address;
mod client_ip;
mod cookies;
mod enumeration;
mod expiry;
mod failures;
mod forms;
mod log;
mod sends;
mod steps;
mod verification_code;
