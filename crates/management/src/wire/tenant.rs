//! One instance is one tenant, and programs expect it to have a name.

use serde::{Serialize, Serializer};

/// What it is called.
pub const NAME: &str = "default";

/// The name of the one tenant there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tenant;

/// The one there is.
pub const TENANT: Tenant = Tenant;

impl Serialize for Tenant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(NAME)
    }
}
