//! How a password is kept: a slow digest with a salt of its own (NIST SP 800-63B-4 §3.1.1.2).

use std::fmt;

use crate::name::closed_set;

closed_set! {
    /// How a password was digested. New ones are `Argon2id` (RFC 9106); the others were brought along.
    PasswordScheme, "password scheme" {
        /// RFC 9106.
        Argon2id = "Argon2id",
        /// RFC 9106.
        Argon2i = "Argon2i",
        /// RFC 9106.
        Argon2d = "Argon2d",
        /// Provos and Mazières, 1999.
        Bcrypt = "Bcrypt",
    }
}

/// The digest of a password, sealed for the row of its user. A stolen database gives nothing to guess
/// against, and a digest that is moved to another row opens nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedPassword {
    /// The sealed digest, in the text form of its scheme.
    pub sealed: Vec<u8>,
    /// How it was made.
    pub scheme: PasswordScheme,
}

impl fmt::Debug for SealedPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.scheme)
    }
}
