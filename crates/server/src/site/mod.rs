//! What all pages share.

pub mod assets;
pub mod csrf;
pub mod flow;
