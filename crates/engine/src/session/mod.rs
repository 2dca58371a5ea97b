//! Sessions as an operator sees them, and their end: who is told of it.

pub mod ending;
mod everywhere;
pub mod logout_call;
pub mod sessions;
pub mod telling;
