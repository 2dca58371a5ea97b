//! What can be proven.

use super::kind::EvidenceKind;
use crate::{
    account::identifier::{Identifier, IdentifierKind},
    id::UserId,
};

/// What was proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proven {
    /// That the person reads what is sent to this identifier.
    Identifier(Identifier),
    /// That the person knows the password of an account.
    Password {
        /// Whose account it is.
        user: UserId,
        /// By which kind of identifier it was named.
        by: IdentifierKind,
    },
}

impl Proven {
    /// Of which kind it is.
    pub const fn kind(&self) -> EvidenceKind {
        match self {
            Self::Identifier(_) => EvidenceKind::EmailCode,
            Self::Password { .. } => EvidenceKind::Password,
        }
    }

    /// What it is about, for the database; beside it stands the kind.
    pub fn to_stored(&self) -> String {
        match self {
            Self::Identifier(identifier) => identifier.to_stored(),
            Self::Password { user, by } => format!("{by}#{user}"),
        }
    }

    /// Reads what [`to_stored`](Self::to_stored) wrote for a kind. None when this version does not
    /// know it: then it counts for nothing here.
    pub fn from_stored(kind: &str, about: &str) -> Option<Self> {
        match kind.parse().ok()? {
            EvidenceKind::EmailCode => about.parse().ok().map(Self::Identifier),
            EvidenceKind::Password => {
                let (by, user) = about.split_once('#')?;
                Some(Self::Password {
                    user: user.parse().ok()?,
                    by: by.parse().ok()?,
                })
            }
            // It begins a session at once, and is no part of a sign-in under way.
            EvidenceKind::AdministratorCode => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_proven_survives_being_stored_and_an_unknown_kind_counts_for_nothing() {
        let code = Proven::Identifier(Identifier::Email("Ada@example.com".parse().unwrap()));
        let password = Proven::Password {
            user: "ada".parse().unwrap(),
            by: IdentifierKind::Username,
        };
        for proven in [code, password] {
            let (kind, about) = (proven.kind().to_string(), proven.to_stored());
            assert_eq!(Proven::from_stored(&kind, &about), Some(proven));
            assert_eq!(Proven::from_stored("palm", &about), None);
            assert_eq!(Proven::from_stored(&kind, "palm:left"), None);
        }
    }
}
