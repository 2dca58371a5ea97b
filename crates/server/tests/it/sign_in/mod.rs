//! The pages at the root.

mod cookies;
mod expiry;
mod failures;
mod forms;
mod steps;
mod verification_code;
