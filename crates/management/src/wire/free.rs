//! What an operator puts in, in any form.

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
    pub(crate) fn kept(self, member: &str) -> Result<Map<String, Value>, ApiError> {
        let fits = |(name, value): (&String, &Value)| !name.contains('\0') && is_kept(value);
        if self.0.iter().all(fits) {
            Ok(self.0)
        } else {
            let why = "must not hold the character U+0000";
            Err(ApiError::invalid(member, why))
        }
    }
}

/// PostgreSQL keeps no text with this character, in JSON neither.
pub(crate) fn is_kept(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.contains('\0'),
        Value::Array(items) => items.iter().all(is_kept),
        Value::Object(members) => members
            .iter()
            .all(|(name, value)| !name.contains('\0') && is_kept(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}
