//! Where a row came from, so that each place changes only its own.

use crate::name::closed_set;

closed_set! {
    /// The place that owns a client, a connector or a setting.
    Source, "source" {
        /// The configuration file: rewritten at every start.
        File = "file",
        /// Part of the product.
        BuiltIn = "built-in",
        /// Entered by an administrator.
        Console = "console",
    }
}

/// Whose something is that nobody else changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Which place owns it.
    pub source: Source,
    /// Where the configuration file declares it, as `signet.toml:14`, if that owns it.
    pub declared_at: Option<String>,
}
