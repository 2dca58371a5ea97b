//! What all pages share.

pub mod asks;
pub mod assets;
pub mod csrf;
pub mod flow;
