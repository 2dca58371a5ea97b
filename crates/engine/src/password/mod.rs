//! Passwords: made into slow digests, and compared with them.

pub mod digest;
pub mod hashing;
