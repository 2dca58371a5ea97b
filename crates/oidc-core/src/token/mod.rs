//! The token endpoint's vocabulary (RFC 6749 §4.1.3, §5, §6).

pub mod error;
pub mod invalid_grant;
pub mod request;
pub mod response;
