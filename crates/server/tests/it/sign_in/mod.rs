//! The pages at the root.

mod accounts;
mod address;
mod at_rest;
mod client_ip;
mod closed_browser;
mod closed_doors;
mod consent;
mod consent_remembered;
mod consent_revoked;
mod contradiction;
mod cookie_octets;
mod cookies;
mod delivery;
mod enumeration;
mod error_page;
mod escaping;
mod events;
mod expiry;
mod failures;
mod fair_share;
mod foreign_origin;
mod forms;
mod language;
mod links;
mod lock_order;
mod log;
mod mailbox;
mod outcomes;
mod readable_address;
mod select_account;
mod sends;
mod spraying;
mod steps;
mod two_offers;
mod verification_code;

pub(crate) use cookies::sent_code;
