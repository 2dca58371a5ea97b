//! The two databases.

/// Which of the two databases a store talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// A file, or memory.
    Sqlite,
    /// A server.
    Postgres,
}
