//! Statements that must differ: both texts stand side by side.

use crate::db::Flavour;

/// The same statement in both dialects.
pub(crate) struct Pair {
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

impl Pair {
    /// The text for one of them.
    pub(crate) const fn text(&self, flavour: Flavour) -> &'static str {
        match flavour {
            Flavour::Sqlite => self.sqlite,
            Flavour::Postgres => self.postgres,
        }
    }
}
