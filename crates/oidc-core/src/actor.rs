//! Who did something.

use std::{fmt, str::FromStr};

use crate::{
    id::{ClientId, InvalidId, UserId},
    record::text_value,
};

/// Who did something, as far as it was proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person who had signed in, or was about to.
    User(UserId),
    /// A client, by a call of its own.
    Client(ClientId),
    /// Signet itself.
    System,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user:{id}"),
            Self::Client(id) => write!(f, "client:{id}"),
            Self::System => f.write_str("system"),
        }
    }
}

impl FromStr for Actor {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        match text.split_once(':') {
            Some(("user", id)) => id.parse().map(Self::User),
            Some(("client", id)) => id.parse().map(Self::Client),
            None if text == "system" => Ok(Self::System),
            _ => Err(InvalidId),
        }
    }
}

text_value!(Actor, |actor| actor.to_string());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        for actor in [
            Actor::User("ada".parse().unwrap()),
            Actor::Client("user.1".parse().unwrap()),
            Actor::System,
        ] {
            assert_eq!(actor.to_string().parse(), Ok(actor));
        }
    }

    #[test]
    fn who_else_there_may_be_is_not_guessed() {
        for text in ["", "ada", "user:", "robot:1", "system:1"] {
            assert_eq!(text.parse::<Actor>(), Err(InvalidId), "{text:?}");
        }
    }
}
