//! What a person types to say who they are.

use std::str::FromStr;

use crate::{account::email::EmailAddress, name::closed_set};

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
}

/// The text is no identifier as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a stored identifier")]
pub struct InvalidIdentifier;

impl Identifier {
    /// Of which kind it is.
    pub const fn kind(&self) -> IdentifierKind {
        match self {
            Self::Email(_) => IdentifierKind::Email,
        }
    }

    /// The canonical text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
        }
    }

    /// The text for a page; typed again, it is the same identifier.
    pub fn readable(&self) -> String {
        match self {
            Self::Email(email) => email.readable(),
        }
    }

    /// The address that mail goes to.
    pub const fn email(&self) -> Option<&EmailAddress> {
        match self {
            Self::Email(email) => Some(email),
        }
    }

    /// Kind and canonical text as one text, the same for every spelling: `email:ada@example.com`.
    pub fn to_key(&self) -> String {
        format!("{}:{}", self.kind(), self.as_str())
    }

    /// Kind and text as it was typed, for the database: `email:Ada@example.com`.
    pub fn to_stored(&self) -> String {
        match self {
            Self::Email(email) => format!("{}:{}", self.kind(), email.as_typed()),
        }
    }

    /// The same identifier without the spelling that was typed.
    #[must_use]
    pub fn canonical(&self) -> Self {
        match self {
            Self::Email(email) => Self::Email(email.canonical()),
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
            IdentifierKind::Phone | IdentifierKind::Username => Err(InvalidIdentifier),
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
    fn a_stored_text_that_names_no_identifier_is_refused() {
        for text in [
            "",
            "ada@example.com",
            "email:ada",
            "phone:15550100",
            "username:ada",
        ] {
            assert_eq!(text.parse::<Identifier>(), Err(InvalidIdentifier), "{text}");
        }
    }
}
