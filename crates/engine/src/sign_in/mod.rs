//! From an authorization request to a code for the client, and signing out.

pub mod advance;
pub mod agree;
pub mod agreement;
pub mod begin;
pub mod check_password;
pub mod choose_account;
pub mod continue_held;
pub mod explain;
pub mod failures;
pub mod find;
pub mod issue_code;
pub mod known_browser;
pub mod lift_limits;
pub mod limit_reached;
pub mod live_session;
pub mod name_identifier;
pub mod prove;
pub mod register;
pub mod resume;
pub mod send_code;
pub mod sending;
pub mod sign_out;
pub mod standing;
pub mod start_session;
pub mod verify_code;
pub mod visitor;
