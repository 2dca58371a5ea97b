//! What a page takes for who a person is.

use serde::Serialize;

/// By what kinds of identifier people sign in. It changes the field's name, its label and what is said
/// of a wrong one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asks {
    /// By an e-mail address alone.
    Email,
    /// By a username alone.
    Username,
    /// By either.
    EmailOrUsername,
}
