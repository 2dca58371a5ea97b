//! Passwords: made into slow digests, and compared with them.

pub mod compare;
pub(crate) mod decoys;
pub mod digest;
pub mod hashing;
pub mod imported;
pub mod invalid_digest;
mod memory;
mod mix;
pub(crate) mod survey;
