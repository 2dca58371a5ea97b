//! The protocol, decided without I/O: values in, decisions out.

pub mod account;
pub mod id;
pub mod opaque;
pub mod seal;
pub mod secret;
pub mod time;
