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
