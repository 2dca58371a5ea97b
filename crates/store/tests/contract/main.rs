//! The laws of the store, by noun, on both databases; and what each database must be.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what went wrong by panicking"
)]

mod accounts;
mod harness;

mod access;
mod activity;
mod administrators;
mod client_secrets;
mod clients;
mod connectors;
mod consents;
mod conversion;
mod counters;
mod deliveries;
mod durability;
mod events_searched;
mod flows;
mod grants;
mod instance;
mod logout;
mod mail_reports;
mod mails;
mod parity;
mod passwords;
mod people;
mod plans;
mod pooler;
mod races;
mod reach;
mod removals;
mod seen_of_clients;
mod server;
mod sign_ins;
mod start;
mod sweep;
mod unit_of_work;
mod users_ordered;
mod users_searched;
