//! A row that cannot be read: what a newer version wrote, or what was damaged.

use oidc_core::record::Damaged;

use crate::error::StoreError;

/// A row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unreadable {
    /// The first column of its key.
    pub id: String,
    /// The column that holds what is not understood; never its value.
    pub what: String,
}

impl From<Unreadable> for StoreError {
    fn from(row: Unreadable) -> Self {
        Self::Corrupt { what: row.what }
    }
}

impl From<Damaged> for StoreError {
    fn from(Damaged(what): Damaged) -> Self {
        Self::Corrupt { what }
    }
}
