//! What people have granted to clients: looked at, and taken back.

pub mod list;
pub mod revoke;
