//! Whether people come in by an account they have, by a new one, or by either.

/// Which ways in the operator has left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doors {
    /// Somebody who has an account signs in.
    pub sign_in: bool,
    /// Somebody who has none creates one.
    pub register: bool,
}
