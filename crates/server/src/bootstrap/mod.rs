//! What a start makes when it is not there yet, and brings up to date when it is.
//!
//! Several servers may start on one empty database at the same time: each thing is inserted if it
//! is absent and then read back, so that all of them go on with the same.

pub mod console_client;
mod declared;
pub mod demo_api;
pub mod demo_client;
pub mod file_owned;
pub mod instance_key;
mod master_key;
pub mod open;
mod reseal;
mod standing;
