//! What every page is: plain values that name their template.

use serde::Serialize;

use super::doors::Doors;

/// A page: its fields are what its template sees.
pub trait Page: Serialize {
    /// The file below `/web/templates`.
    const TEMPLATE: &'static str;
    /// The one script of a page that runs nothing else; a policy of content allows it by its hash.
    const INLINE_SCRIPT: Option<&'static str> = None;

    /// The page in each of its states, for tests, snapshots and the gallery.
    fn samples() -> Vec<Self>
    where
        Self: Sized;

    /// The page as it is where only these ways in are open.
    #[must_use]
    fn behind(self, _doors: Doors) -> Self
    where
        Self: Sized,
    {
        self
    }
}
