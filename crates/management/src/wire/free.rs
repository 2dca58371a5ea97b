//! What an operator puts in, in any form.

use std::collections::BTreeMap;

use oidc_core::custom_data;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::error::ApiError;

/// An object with any members. It is shown in one order, whatever order a database gives them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(as = AnyObject, value_type = std::collections::HashMap<String, Value>)]
pub struct Free(pub Map<String, Value>);

impl Serialize for Free {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let members = self.0.iter();
        let sorted: BTreeMap<&String, Value> = members
            .map(|(name, value)| (name, in_order(value)))
            .collect();
        sorted.serialize(to)
    }
}

fn in_order(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(in_order).collect(),
        Value::Object(members) => {
            let sorted: BTreeMap<&String, &Value> = members.iter().collect();
            let sorted = sorted.into_iter();
            sorted
                .map(|(name, value)| (name.clone(), in_order(value)))
                .collect()
        }
        plain => plain.clone(),
    }
}

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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_are_shown_in_one_order_in_whatever_depth() {
        let one: Free =
            serde_json::from_str(r#"{"bb": [{"d": 1, "c": 2}], "a": {"z": 1, "y": 2}}"#).unwrap();
        let text = serde_json::to_string(&one).unwrap();
        assert_eq!(text, r#"{"a":{"y":2,"z":1},"bb":[{"c":2,"d":1}]}"#);
        assert_eq!(
            json!(one),
            json!({"a": {"y": 2, "z": 1}, "bb": [{"c": 2, "d": 1}]})
        );
    }
}
