//! What an operator puts in, in any form.

use oidc_core::custom_data;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::error::ApiError;

/// An object with any members.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(as = AnyObject, value_type = std::collections::HashMap<String, Value>)]
pub struct Free(pub Map<String, Value>);

impl Free {
    /// The members, if both databases can keep them.
    ///
    /// # Errors
    /// `guard.invalid_input`.
    pub fn kept(self, member: &str) -> Result<Map<String, Value>, ApiError> {
        let checked = custom_data::check(&self.0);
        checked.map_err(|why| ApiError::invalid(member, why))?;
        Ok(self.0)
    }
}
