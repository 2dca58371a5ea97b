//! Administrators: who they are, how the first one is made, and that one remains.

pub mod change_address;
pub mod codes;
pub(crate) mod given;
pub mod last;
pub(crate) mod listed;
pub mod manager;
pub mod prove_address;
pub mod recover;
pub mod set_up;
mod tries;
pub mod welcome;
