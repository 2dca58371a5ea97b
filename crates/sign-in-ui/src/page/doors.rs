//! Whether people come in by an account they have, by a new one, or by either, and by what.

use super::{asks::Asks, password_way::PasswordWay};

/// Which ways in the operator has left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doors {
    /// Somebody who has an account signs in.
    pub sign_in: bool,
    /// Somebody who has none creates one.
    pub register: bool,
    /// By what identifier people sign in.
    pub asks: Asks,
    /// The password, where the first page asks for it beside the identifier.
    pub password: Option<PasswordWay>,
    /// Whether the page that asks for a mailed code leads to the one that asks for the password.
    pub password_for_code: bool,
}
