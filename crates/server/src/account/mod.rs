//! Use cases, named as verbs; called by the pages and, later, by the API alike.

pub mod continue_proven;
pub mod failures;
pub mod known_browser;
pub mod limit_reached;
pub mod live_session;
pub mod proof;
pub mod register;
pub mod send_code;
pub mod sending;
pub mod sign_in;
pub mod sign_out;
pub mod verify_code;
