//! Modules that are joined to one script.

use std::collections::BTreeSet;

/// The modules that are joined.
#[derive(Debug)]
pub(in crate::console) struct Joined {
    /// The script.
    pub(in crate::console) script: String,
    /// The modules in it, by their plain names.
    pub(in crate::console) names: BTreeSet<String>,
}

/// A joined script that another begins with.
#[derive(Debug, Clone, Copy)]
pub(in crate::console) struct Earlier<'a> {
    /// Its plain name, beside the other.
    pub(in crate::console) file: &'a str,
    pub(in crate::console) joined: &'a Joined,
}

impl Earlier<'_> {
    pub(super) fn has(&self, name: &str) -> bool {
        self.joined.names.contains(name)
    }
}
