//! What an operator puts in, in any form.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// An object with any members.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(as = AnyObject, value_type = std::collections::HashMap<String, Value>)]
pub struct Free(pub Map<String, Value>);
