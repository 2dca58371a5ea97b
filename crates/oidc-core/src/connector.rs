//! What carries messages out: the row that says how, and how it is told from the others.

use crate::name::closed_set;

closed_set! {
    /// What a connector carries.
    ConnectorKind, "kind of connector" {
        /// Mails.
        Email = "email",
    }
}

closed_set! {
    /// When a connector is used.
    Rank, "rank of a connector" {
        /// For every message.
        First = "first",
        /// For what the first could not hand over.
        Fallback = "fallback",
    }
}
