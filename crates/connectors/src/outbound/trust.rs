//! Whose word an address is.

use oidc_core::source::Source;

/// Whose word an address is, and so how far it is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Who runs this machine: may name what lies inside.
    Operator,
    /// Who administers by the network: reaches what is public, or what the operator lists.
    Administrator,
}

impl From<Source> for Trust {
    fn from(source: Source) -> Self {
        match source {
            Source::File | Source::BuiltIn => Self::Operator,
            Source::Console => Self::Administrator,
        }
    }
}
