//! What a person types to say who they are.

use std::str::FromStr;

use super::{
    email::{EmailAddress, InvalidEmail, MAX_TYPED, trim},
    phone::{InvalidPhoneNumber, PhoneNumber},
    username::{InvalidUsername, Username},
};
use crate::name::closed_set;

closed_set! {
    /// The kinds of identifier, by the names of the sign-in experience.
    IdentifierKind, "kind of identifier" {
        /// An e-mail address.
        Email = "email",
        /// A telephone number.
        Phone = "phone",
        /// A name chosen at sign-up.
        Username = "username",
    }
}

/// An identifier in the one form in which it is limited, looked up and written to. Personal data:
/// its `Debug` shows the kind only.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Identifier {
    /// An e-mail address.
    Email(EmailAddress),
    /// A telephone number.
    Phone(PhoneNumber),
    /// A name chosen at sign-up.
    Username(Username),
}

/// The text is no identifier as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a stored identifier")]
pub struct InvalidIdentifier;

/// Why what was typed is no identifier that is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnusableIdentifier {
    /// Nothing but blanks.
    #[error("nothing was given")]
    Missing,
    /// Longer than any identifier.
    #[error("it is too long")]
    TooLong,
    /// It has the form of a kind that is not accepted.
    #[error("an identifier of the kind {0} is not accepted")]
    NotEnabled(IdentifierKind),
    /// It has an `@` and is no address.
    #[error(transparent)]
    Email(#[from] InvalidEmail),
    /// It is meant as a telephone number and is none.
    #[error(transparent)]
    Phone(#[from] InvalidPhoneNumber),
    /// It is neither, and no username.
    #[error(transparent)]
    Username(#[from] InvalidUsername),
}

impl Identifier {
    /// What a person typed, as one of the kinds that are enabled. Its form alone says which: with an
    /// `@` it is an e-mail address, with a plus sign before it or of seven digits and more a
    /// telephone number, and anything else a username. No text is tried as two kinds.
    ///
    /// # Errors
    /// [`UnusableIdentifier`].
    pub fn read(text: &str, kinds: &[IdentifierKind]) -> Result<Self, UnusableIdentifier> {
        let text = trim(text);
        if text.is_empty() {
            return Err(UnusableIdentifier::Missing);
        }
        if text.len() > MAX_TYPED {
            return Err(UnusableIdentifier::TooLong);
        }
        let kind = if text.contains('@') {
            IdentifierKind::Email
        } else if PhoneNumber::is_meant_by(text) {
            IdentifierKind::Phone
        } else {
            IdentifierKind::Username
        };
        if !kinds.contains(&kind) {
            return Err(UnusableIdentifier::NotEnabled(kind));
        }
        Ok(match kind {
            IdentifierKind::Email => Self::Email(text.parse()?),
            IdentifierKind::Phone => Self::Phone(PhoneNumber::international(text)?),
            IdentifierKind::Username => Self::Username(text.parse()?),
        })
    }

    /// Of which kind it is.
    pub const fn kind(&self) -> IdentifierKind {
        match self {
            Self::Email(_) => IdentifierKind::Email,
            Self::Phone(_) => IdentifierKind::Phone,
            Self::Username(_) => IdentifierKind::Username,
        }
    }

    /// The canonical text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Phone(phone) => phone.as_str(),
            Self::Username(name) => name.as_str(),
        }
    }

    /// The text for a page; typed again, it is the same identifier.
    pub fn readable(&self) -> String {
        match self {
            Self::Email(email) => email.readable(),
            Self::Phone(_) | Self::Username(_) => self.as_str().to_owned(),
        }
    }

    /// The address that mail goes to, if it is one.
    pub const fn email(&self) -> Option<&EmailAddress> {
        match self {
            Self::Email(email) => Some(email),
            Self::Phone(_) | Self::Username(_) => None,
        }
    }

    /// Kind and canonical text as one text, the same for every spelling: `email:ada@example.com`.
    pub fn to_key(&self) -> String {
        format!("{}:{}", self.kind(), self.as_str())
    }

    /// Kind and text for the database, an address as it was typed: `email:Ada@example.com`,
    /// `phone:+14255551212`, `username:ada`.
    pub fn to_stored(&self) -> String {
        match self {
            Self::Email(email) => format!("{}:{}", self.kind(), email.as_typed()),
            Self::Phone(_) | Self::Username(_) => self.to_key(),
        }
    }

    /// The same identifier without the spelling that was typed.
    #[must_use]
    pub fn canonical(&self) -> Self {
        match self {
            Self::Email(email) => Self::Email(email.canonical()),
            Self::Phone(_) | Self::Username(_) => self.clone(),
        }
    }
}

impl FromStr for Identifier {
    type Err = InvalidIdentifier;

    /// Reads what [`Identifier::to_stored`] wrote.
    fn from_str(text: &str) -> Result<Self, InvalidIdentifier> {
        let (kind, text) = text.split_once(':').ok_or(InvalidIdentifier)?;
        match kind.parse().map_err(|_| InvalidIdentifier)? {
            IdentifierKind::Email => text.parse().map(Self::Email).map_err(|_| InvalidIdentifier),
            IdentifierKind::Phone => text.parse().map(Self::Phone).map_err(|_| InvalidIdentifier),
            IdentifierKind::Username => {
                let name = text.parse().map(Self::Username);
                name.map_err(|_| InvalidIdentifier)
            }
        }
    }
}

crate::record::text_value!(Identifier, |identifier| identifier.to_stored());

impl From<EmailAddress> for Identifier {
    fn from(email: EmailAddress) -> Self {
        Self::Email(email)
    }
}

impl std::fmt::Debug for Identifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[{}]", self.kind())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[IdentifierKind] = IdentifierKind::ALL;

    fn read(text: &str) -> Result<String, UnusableIdentifier> {
        Identifier::read(text, ALL).map(|identifier| identifier.to_stored())
    }

    #[test]
    fn an_identifier_survives_being_stored() {
        let ada = Identifier::Email("ada@example.com".parse().unwrap());
        assert_eq!(ada.to_stored(), "email:ada@example.com");
        assert_eq!(ada.to_stored().parse(), Ok(ada.clone()));
        assert_eq!(format!("{ada:?}"), "[email]");
        let typed = Identifier::Email("Ada@Example.com".parse().unwrap());
        assert_eq!(typed.to_stored(), "email:Ada@Example.com");
        assert_eq!(typed.to_stored().parse(), Ok(ada.clone()));
        assert_eq!(typed.to_key(), ada.to_stored());
        assert_eq!(typed.canonical().to_stored(), ada.to_stored());
    }

    #[test]
    fn a_number_and_a_username_survive_being_stored_in_their_one_form() {
        let phone = Identifier::Phone("+1 425 555 1212".parse().unwrap());
        let name = Identifier::Username("Ada".parse().unwrap());
        for (identifier, stored, shown) in [
            (phone, "phone:+14255551212", "[phone]"),
            (name, "username:ada", "[username]"),
        ] {
            assert_eq!(identifier.to_stored(), stored);
            assert_eq!(identifier.to_key(), stored);
            assert_eq!(format!("{identifier:?}"), shown);
            assert_eq!(identifier.email(), None);
            assert_eq!(identifier.canonical(), identifier);
            assert_eq!(stored.parse(), Ok(identifier));
        }
    }

    #[test]
    fn a_stored_text_that_names_no_identifier_is_refused() {
        for text in [
            "",
            "ada@example.com",
            "email:ada",
            "phone:14255551212",
            "phone:ada",
            "username:",
            "username:ada lovelace",
            "username:ada@example.com",
            "username:+14255551212",
            "palm:left",
        ] {
            assert_eq!(text.parse::<Identifier>(), Err(InvalidIdentifier), "{text}");
        }
    }

    #[test]
    fn the_form_of_what_was_typed_says_of_which_kind_it_is() {
        for (typed, stored) in [
            (" Ada@Example.com\n", "email:Ada@Example.com"),
            ("+1 (425) 555-1212", "phone:+14255551212"),
            ("\u{202a}+44 (0) 7911 123456\u{202c}", "phone:+447911123456"),
            (" Ada.L ", "username:ada.l"),
            ("123456", "username:123456"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(stored), "{typed:?}");
        }
    }

    #[test]
    fn what_looks_like_one_kind_is_never_tried_as_another() {
        let (email, phone) = (InvalidEmail::Malformed, InvalidPhoneNumber);
        for typed in ["@ada", "ada@", "+14255551212@"] {
            assert_eq!(read(typed), Err(email.into()), "{typed}");
        }
        for typed in ["4255551212", "+ada", "+123456", "0791 112 34 56"] {
            assert_eq!(read(typed), Err(phone.into()), "{typed}");
        }
        let name = InvalidUsername::Malformed;
        assert_eq!(read("ada lovelace"), Err(name.into()));
    }

    #[test]
    fn only_the_kinds_that_are_enabled_are_read() {
        for (kind, typed) in [
            (IdentifierKind::Email, "ada@example.com"),
            (IdentifierKind::Phone, "+14255551212"),
            (IdentifierKind::Username, "ada"),
        ] {
            let read = Identifier::read(typed, &[kind]);
            assert_eq!(read.map(|identifier| identifier.kind()), Ok(kind));
            let others: Vec<_> = ALL.iter().copied().filter(|other| *other != kind).collect();
            let refused = Err(UnusableIdentifier::NotEnabled(kind));
            assert_eq!(Identifier::read(typed, &others), refused, "{typed}");
        }
    }

    #[test]
    fn nothing_and_what_has_no_end_are_of_no_kind() {
        for typed in ["", " \t\n", "\u{200b}"] {
            assert_eq!(read(typed), Err(UnusableIdentifier::Missing), "{typed:?}");
        }
        for endless in ["a".repeat(MAX_TYPED + 1), "1".repeat(MAX_TYPED + 1)] {
            assert_eq!(read(&endless), Err(UnusableIdentifier::TooLong));
        }
        let long = InvalidUsername::TooLong;
        assert_eq!(read(&"a".repeat(MAX_TYPED)), Err(long.into()));
    }
}
