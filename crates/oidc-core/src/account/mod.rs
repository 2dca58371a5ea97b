//! What may sign in, and how: pure rules.

pub mod administrator_code;
pub mod email;
pub mod email_template;
pub mod experience;
pub mod identifier;
mod known_passwords;
pub mod lockout;
pub mod password;
pub mod password_policy;
pub mod phone;
mod readable;
mod trunk_prefix;
pub mod usage_type;
pub mod verification_code;
