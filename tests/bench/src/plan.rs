//! What is measured, and for how long.

use crate::operation::{ALL, Operation};

/// As it was said on the command line.
pub struct Plan {
    /// For each operation.
    pub seconds: u64,
    /// Only operations whose names hold this text.
    pub only: String,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            seconds: 5,
            only: String::new(),
        }
    }
}

impl Plan {
    /// The operations that are measured.
    pub fn operations(&self) -> Vec<Operation> {
        let named = |operation: &Operation| operation.name().contains(&self.only);
        ALL.into_iter().filter(named).collect()
    }
}
