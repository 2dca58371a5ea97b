//! An operator's own data of something, in any form, that both databases can keep.

use serde_json::{Map, Value};

/// Octets of JSON.
const MOST: usize = 32 * 1_024;

/// What cannot be kept. Its text continues the name of the member to a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCustomData {
    /// More than is kept.
    #[error("must be at most 32 KiB of JSON")]
    TooMuch,
    /// A character that no PostgreSQL keeps.
    #[error("must not hold the character U+0000")]
    Character,
}

/// Whether it can be kept, all of it together.
///
/// # Errors
/// [`InvalidCustomData`].
pub fn check(data: &Map<String, Value>) -> Result<(), InvalidCustomData> {
    if !are_kept(data) {
        return Err(InvalidCustomData::Character);
    }
    let text = serde_json::to_string(data);
    let fits = text.is_ok_and(|text| text.len() <= MOST);
    fits.then_some(()).ok_or(InvalidCustomData::TooMuch)
}

/// Whether a value holds nothing that a database does not keep, in whatever depth.
pub fn is_kept(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.contains('\0'),
        Value::Array(items) => items.iter().all(is_kept),
        Value::Object(members) => are_kept(members),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

fn are_kept(members: &Map<String, Value>) -> bool {
    let mut members = members.iter();
    members.all(|(name, value)| !name.contains('\0') && is_kept(value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn checked(value: &Value) -> Result<(), InvalidCustomData> {
        check(value.as_object().unwrap())
    }

    #[test]
    fn what_both_databases_can_keep_is_bounded_and_holds_no_nul() {
        assert_eq!(checked(&json!({"a": {"b": [1, null, "\\u0000"]}})), Ok(()));
        for bad in [
            json!({"a": [{"b": "x\u{0}"}]}),
            json!({"a": {"x\u{0}": 1}}),
            json!({"\u{0}": 1}),
        ] {
            assert_eq!(checked(&bad), Err(InvalidCustomData::Character));
        }
        let large = json!({"a": "x".repeat(33_000)});
        assert_eq!(checked(&large), Err(InvalidCustomData::TooMuch));
    }
}
