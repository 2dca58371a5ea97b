//! A name to sign in with, in the one form in which it is limited and looked up.
//!
//! Names are read here to find accounts. That is wider than what a new account may be called, so that
//! people are found whose names were given under older rules. It never overlaps with the other kinds
//! of identifier: what has an `@`, or is meant as a telephone number, is no name.

use std::{fmt, str::FromStr};

use super::phone::PhoneNumber;

/// The longest name, in bytes.
pub const MAX_LENGTH: usize = 128;

/// A name in lower case, as it is unique among users.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Username(String);

/// Why a text is no name that could be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUsername {
    /// Nothing.
    #[error("no username was given")]
    Missing,
    /// More than [`MAX_LENGTH`] bytes.
    #[error("the username is too long")]
    TooLong,
    /// Blanks, control characters, or characters that are not of ASCII.
    #[error("a username is letters, digits and marks of ASCII, without blanks")]
    Malformed,
    /// An address has an `@`, a name has none.
    #[error("a username is no e-mail address")]
    Address,
    /// A number, or what is meant as one.
    #[error("a username is no telephone number")]
    Number,
}

impl Username {
    /// The name in lower case. Personal data: never log it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Username {
    type Err = InvalidUsername;

    fn from_str(text: &str) -> Result<Self, InvalidUsername> {
        if text.is_empty() {
            return Err(InvalidUsername::Missing);
        }
        if text.len() > MAX_LENGTH {
            return Err(InvalidUsername::TooLong);
        }
        if !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(InvalidUsername::Malformed);
        }
        if text.contains('@') {
            return Err(InvalidUsername::Address);
        }
        if PhoneNumber::is_meant_by(text) {
            return Err(InvalidUsername::Number);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }
}

impl fmt::Debug for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[username]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_whatever_its_case() {
        let name = |text: &str| text.parse::<Username>().unwrap();
        assert_eq!(name("Ada"), name("aDA"));
        assert_eq!(name("Ada").as_str(), "ada");
        assert_ne!(name("ada"), name("ada_"));
    }

    #[test]
    fn names_that_were_given_under_older_rules_can_be_found() {
        let longest = "a".repeat(MAX_LENGTH);
        for text in [
            "ada.l",
            "ada-l",
            "_ada",
            "a",
            "a1234567",
            "123456",
            longest.as_str(),
        ] {
            let name: Username = text.parse().unwrap();
            assert_eq!(name.as_str(), text);
        }
    }

    #[test]
    fn what_could_be_another_kind_of_identifier_is_no_name() {
        let of = |text: &str| text.parse::<Username>().unwrap_err();
        for text in ["ada@example.com", "@ada", "ada@", "+1@2"] {
            assert_eq!(of(text), InvalidUsername::Address, "{text}");
        }
        for text in [
            "+14255551212",
            "+ada",
            "1234567",
            "123-45-67",
            "(+1)4255551212",
        ] {
            assert_eq!(of(text), InvalidUsername::Number, "{text}");
        }
    }

    #[test]
    fn a_text_without_end_with_blanks_or_with_other_letters_is_no_name() {
        let of = |text: &str| text.parse::<Username>().unwrap_err();
        assert_eq!(of(""), InvalidUsername::Missing);
        assert_eq!(of(&"a".repeat(MAX_LENGTH + 1)), InvalidUsername::TooLong);
        for text in [
            "ada l",
            " ada",
            "ada\0",
            "ada\n",
            "adä",
            "\u{430}da",
            "\u{200b}ada",
        ] {
            assert_eq!(of(text), InvalidUsername::Malformed, "{text:?}");
        }
    }

    #[test]
    fn a_name_does_not_print() {
        let name: Username = "ada".parse().unwrap();
        assert_eq!(format!("{name:?}"), "[username]");
    }
}
