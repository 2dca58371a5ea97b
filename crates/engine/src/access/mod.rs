//! APIs and roles: what file, command line and whoever else changes them do alike.

pub mod held_roles;
pub mod resource;
pub mod role;
pub mod role_scopes;
pub mod scope;
pub mod user_roles;

use store::Store;

use crate::{clock::Clock, entropy::Entropy};

/// Where APIs and roles are changed.
#[derive(Debug, Clone)]
pub struct AccessControl {
    /// Where they are kept.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// Random values.
    pub entropy: Entropy,
    /// What the management API of this instance is called beside its usual name.
    pub management_api: String,
}
