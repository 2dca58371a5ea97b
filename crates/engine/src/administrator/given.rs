//! What is written down of somebody who becomes an administrator without another one's doing.

use oidc_core::role::ADMINISTRATOR;
use serde_json::{Map, Value};

/// The role, and by what it was given.
pub(crate) fn data(by: &str) -> Map<String, Value> {
    let roles = ("roles".to_owned(), [ADMINISTRATOR].as_slice().into());
    [roles, ("by".to_owned(), by.into())].into_iter().collect()
}
