//! What every page is: plain values that name their template.

use serde::Serialize;

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
}
