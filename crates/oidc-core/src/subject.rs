//! Whom a token is about (the `sub` claim): a person, or the client itself (RFC 6749 §4.4).

use crate::id::{ClientId, UserId};

/// Whom a token is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A person who granted it.
    User(UserId),
    /// A client that acts for itself.
    Client(ClientId),
}

impl Subject {
    /// The person, or without one the client.
    pub fn new(user: Option<UserId>, client: &ClientId) -> Self {
        user.map_or_else(|| Self::Client(client.clone()), Self::User)
    }

    /// The person, if it is one.
    pub const fn user(&self) -> Option<&UserId> {
        match self {
            Self::User(id) => Some(id),
            Self::Client(_) => None,
        }
    }
}
