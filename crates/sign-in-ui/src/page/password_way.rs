//! A password that is asked for on the same page as the identifier.

use serde::Serialize;

/// How a page that asks for the identifier asks for the password, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PasswordWay {
    /// Whether a code can be asked for in its place.
    pub code_instead: bool,
}
