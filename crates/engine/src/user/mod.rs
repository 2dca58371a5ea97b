//! Accounts, as an operator sees to them.

pub mod add;
pub mod look;
pub mod remove;
pub mod set;
pub mod users;
