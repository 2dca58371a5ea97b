//! What a password that is about to be chosen must be.

use serde::Serialize;

/// What the page tells people and password managers before anything is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PasswordRules {
    /// Characters at least.
    pub min: u32,
    /// Characters at most.
    pub max: u32,
    /// Kinds of characters at least, of four: lowercase letters, capitals, digits, symbols. With 1, any
    /// will do.
    pub kinds: u32,
}
