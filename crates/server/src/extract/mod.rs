//! Requests become types.

pub mod bearer;
pub mod client;
pub mod context;
pub mod cookies;
pub mod origin;
pub mod params;
pub mod visit;
