//! Requests become types.

pub mod bearer;
pub mod client;
pub mod cookies;
pub mod origin;
pub mod params;
pub mod visit;
