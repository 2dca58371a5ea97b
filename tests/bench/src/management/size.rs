//! How much there is.

/// Rows of each kind.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// People. Each signed in once, and was active on four days of the last sixty.
    pub users: u32,
    /// Applications, each with a secret.
    pub applications: u32,
    /// Grants of the one application that is removed.
    pub grants: u32,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            users: 100_000,
            applications: 10_000,
            grants: 1_000_000,
        }
    }
}
