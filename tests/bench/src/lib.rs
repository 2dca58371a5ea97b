//! A load generator that prints numbers; the aims of the Management API alone are judged.
//! `tests/bench/run` builds and starts it.

pub mod clients;
pub mod compare;
pub mod connection;
pub mod fake_mailgun;
pub mod machine;
pub mod management;
pub mod measure;
pub mod operation;
pub mod passwords;
pub mod people;
pub mod plan;
pub mod provider;
pub mod report;
pub mod scenario;
pub mod visitor;
