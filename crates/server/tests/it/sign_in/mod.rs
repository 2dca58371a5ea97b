//! The pages at the root.

mod address;
mod at_rest;
mod client_ip;
mod cookies;
mod delivery;
mod enumeration;
mod error_page;
mod escaping;
mod expiry;
mod failures;
mod forms;
mod language;
mod links;
mod log;
mod mailbox;
mod mailgun;
mod outcomes;
mod readable_address;
mod sends;
mod steps;
mod verification_code;
