//! The use cases of Signet, named as verbs: where the rules of `oidc-core`, the database and mail
//! meet. They take plain values and know no HTTP, cookie or page; pages, command line and
//! configuration file call the same functions.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`engine`], [`config`], [`limits`] | the one state value, and what it is told at the start |
//! | [`clock`], [`entropy`], [`instance_secrets`], [`place`] | time, randomness, keys and what is sealed under them |
//! | [`signing_keys`], [`key_rotation`] | makes those that something needs, and lets them take turns |
//! | [`application`], [`secret_uses`] | registering and removing relying parties and their secrets |
//! | [`refused_redirects`], [`milestones`] | what was seen of them |
//! | [`access`], [`user`], [`password`] | APIs and roles; accounts, as an operator sees to them |
//! | [`connector`] | what carries mails, as an operator sees to it |
//! | [`events`], [`activity`] | what happened; how many people came and were active |
//! | [`administrator`] | who may change everything here, and how the first of them is made |
//! | [`snapshot`], [`looks`] | what changes rarely, in memory |
//! | [`sign_in`] | from an authorization request to a code for the client, and signing out |
//! | [`grant`], [`impact`] | what was granted: listed, and taken back; what a removal would take with it |
//! | [`session`] | ending sessions, and having their clients told |
//! | [`token`] | what the token endpoint and its siblings do |
//! | [`mail`], [`jobs`] | mails, and what happens after the answer |
//! | [`timeline`] | what happened in each sign-in, for whoever is asked why it failed |
//! | [`network`], [`browser_key`], [`stored_bytes`], [`span`] | who asks, and how much of it |
//! | [`failure`], [`breakdown`] | a refusal is an answer, a breakdown is not |
//! | [`precondition`], [`author`], [`difference`] | what a change was decided on, who made it, and what it changed |

pub mod access;
pub mod activity;
pub mod administrator;
pub mod application;
pub mod author;
pub mod breakdown;
pub mod browser_key;
pub mod clock;
pub mod config;
pub mod connector;
pub mod difference;
pub mod engine;
pub mod entropy;
pub mod error_pages;
pub mod events;
pub mod failure;
pub mod grant;
pub mod impact;
pub mod instance_secrets;
pub mod jobs;
pub mod key_rotation;
pub mod limits;
pub mod looks;
pub mod mail;
pub mod milestones;
pub mod network;
pub mod password;
pub mod place;
pub mod precondition;
pub mod refused_redirects;
pub mod secret_uses;
pub mod session;
pub mod settings;
pub mod sign_in;
pub mod signing_keys;
pub mod snapshot;
pub mod span;
pub mod stored_bytes;
pub mod timeline;
pub mod token;
pub mod user;

pub use engine::Engine;
