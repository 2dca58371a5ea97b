//! A password: as it is typed (RFC 8265 §4.2, the profile `OpaqueString`), and as it is kept, which is
//! a slow digest with a salt of its own (NIST SP 800-63B-4 §3.1.1.2).

use std::{fmt, str::FromStr};

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::{name::closed_set, secret::Secret};

/// Characters of the longest password, as it is prepared: Unicode code points.
const LONGEST: usize = 256;

/// Octets of the longest text that is looked at: the longest password of the characters that take
/// most in UTF-8.
const MOST_OCTETS: usize = LONGEST * 4;

/// How many times as long NFC makes a text in UTF-8 at most.
const GROWTH: usize = 3;

/// A password that was typed. Its characters may be encoded differently by the next keyboard; what is
/// prepared from them is the same.
#[derive(Debug, Clone)]
pub struct Password {
    prepared: Secret<String>,
    typed: Secret<String>,
}

/// The text is no password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// RFC 8265 §4.2.2 forbids it.
    #[error("must not be empty")]
    Empty,
    /// More than 256 characters, or more than 1,024 octets as it was typed.
    #[error("must have 256 characters at most")]
    TooLong,
    /// A control character, or one that Unicode does not define.
    #[error("must have no control characters, and none that Unicode does not define")]
    ForbiddenCharacter,
}

impl Password {
    /// What is compared and digested: NFC, with each space as U+0020. Nothing else is changed, neither
    /// the case of its letters nor spaces at its ends.
    pub const fn prepared(&self) -> &Secret<String> {
        &self.prepared
    }

    /// The very text that was typed. Digests that were imported may be of a text that was not prepared.
    pub const fn typed(&self) -> &Secret<String> {
        &self.typed
    }
}

impl FromStr for Password {
    type Err = PasswordError;

    fn from_str(typed: &str) -> Result<Self, PasswordError> {
        if typed.len() > MOST_OCTETS {
            return Err(PasswordError::TooLong);
        }
        if typed.is_empty() {
            return Err(PasswordError::Empty);
        }
        if typed.contains(is_forbidden) {
            return Err(PasswordError::ForbiddenCharacter);
        }
        let prepared = prepare(typed);
        if prepared.expose().chars().count() > LONGEST {
            return Err(PasswordError::TooLong);
        }
        Ok(Self {
            prepared,
            typed: Secret::from(typed),
        })
    }
}

/// What no password has. A character that is not assigned yet may get another normal form when it is.
///
/// The `FreeformClass` (RFC 8264 §4.3) also forbids old Hangul letters, which NFC composes, characters
/// that are not seen, and those for private use. They are taken: emoji and the writing of several
/// languages have joiners, keyboards have signs for private use, and ASVS 5.0 §6.2.5 wants passwords
/// of any composition.
fn is_forbidden(c: char) -> bool {
    matches!(
        c.general_category(),
        GeneralCategory::Control
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::Unassigned
    )
}

/// The additional mapping rule and the normalization rule of RFC 8265 §4.2.2; its others change
/// nothing.
fn prepare(typed: &str) -> Secret<String> {
    // A text that outgrows its memory is moved, and leaves a copy behind that is not wiped.
    let mut prepared = String::with_capacity(typed.len() * GROWTH);
    prepared.extend(typed.chars().map(plain_space).nfc());
    Secret::new(prepared)
}

fn plain_space(c: char) -> char {
    if c.general_category() == GeneralCategory::SpaceSeparator {
        ' '
    } else {
        c
    }
}

closed_set! {
    /// How a password was digested. New ones are `Argon2id` (RFC 9106); the others were brought along.
    /// Of those of a fast function a digest by Argon2id is kept, whatever their name.
    PasswordScheme, "password scheme" {
        /// RFC 9106.
        Argon2id = "Argon2id",
        /// RFC 9106.
        Argon2i = "Argon2i",
        /// RFC 9106.
        Argon2d = "Argon2d",
        /// Provos and Mazières, 1999.
        Bcrypt = "Bcrypt",
        /// RFC 1321, without a salt.
        Md5 = "MD5",
        /// FIPS 180-4, without a salt.
        Sha1 = "SHA1",
        /// FIPS 180-4, without a salt.
        Sha256 = "SHA256",
        /// By a recipe that stands beside the digest.
        Legacy = "Legacy",
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

#[cfg(test)]
mod tests;
