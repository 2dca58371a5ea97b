//! Use cases, named as verbs. They take plain values and know no cookie, header or page.

pub mod advance;
pub mod arrive;
pub mod continue_held;
pub mod failures;
pub mod known_browser;
pub mod limit_reached;
pub mod live_session;
pub mod register;
pub mod send_code;
pub mod sending;
pub mod sign_out;
pub mod verify_code;
pub mod visitor;
