//! The use cases of Signet, named as verbs: where the rules of `oidc-core`, the database and mail
//! meet. They take plain values and know no HTTP, cookie or page; pages, command line and
//! configuration file call the same functions.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`engine`], [`config`], [`limits`] | the one state value, and what it is told at the start |
//! | [`clock`], [`entropy`], [`instance_secrets`], [`place`] | time, randomness, keys and what is sealed under them |
//! | [`signing_keys`] | makes those that something needs |
//! | [`application`] | registering and removing relying parties |
//! | [`user`] | accounts, as an operator sees to them |
//! | [`snapshot`] | what changes rarely, in memory |
//! | [`sign_in`] | from an authorization request to a code for the client, and signing out |
//! | [`token`] | what the token endpoint and its siblings do |
//! | [`mail`], [`jobs`] | mails, and what happens after the answer |
//! | [`network`], [`browser_key`], [`stored_bytes`], [`span`] | who asks, and how much of it |
//! | [`failure`], [`breakdown`] | a refusal is an answer, a breakdown is not |

pub mod application;
pub mod breakdown;
pub mod browser_key;
pub mod clock;
pub mod config;
pub mod engine;
pub mod entropy;
pub mod failure;
pub mod instance_secrets;
pub mod jobs;
pub mod limits;
pub mod mail;
pub mod network;
pub mod place;
pub mod settings;
pub mod sign_in;
pub mod signing_keys;
pub mod snapshot;
pub mod span;
pub mod stored_bytes;
pub mod token;
pub mod user;

pub use engine::Engine;
