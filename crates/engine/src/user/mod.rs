//! Accounts, as an operator sees to them.

pub mod accounts;
pub mod add;
pub mod change;
pub mod create;
pub mod edit;
pub mod identities;
pub mod look;
pub mod read_passwords;
pub mod remove;
pub mod set;
pub mod users;
pub mod verify_password;
