//! Requests become types.

pub mod bearer;
pub mod client;
pub mod context;
pub mod cookies;
pub mod hint;
pub mod host;
pub mod origin;
pub mod params;
pub mod posted;
pub mod visit;
