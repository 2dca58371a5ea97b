//! What may sign in, and how: pure rules.

pub mod administrator_code;
pub mod backup_code;
mod common_passwords;
pub mod email;
pub mod email_template;
pub mod experience;
pub mod factor;
pub mod identifier;
pub mod lockout;
pub mod password;
pub mod password_policy;
pub mod phone;
mod readable;
pub mod totp;
mod trunk_prefix;
pub mod usage_type;
pub mod username;
pub mod verification_code;
