//! Claims, and a claim as a row of a table.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::moment::Moment;

/// Claims by name, as they came.
pub(crate) type Claims = Map<String, Value>;

/// Claims that everybody looks for first, in this order.
const FIRST: [&str; 12] = [
    "sub",
    "name",
    "email",
    "email_verified",
    "iss",
    "aud",
    "iat",
    "exp",
    "auth_time",
    "nonce",
    "acr",
    "amr",
];

/// Claims whose numbers are moments (RFC 7519 §4.1, OIDC Core §2 and §5.1).
const MOMENTS: [&str; 6] = ["iat", "exp", "nbf", "auth_time", "updated_at", "created_at"];

/// One row; its explanation stands in the template.
#[derive(Serialize)]
pub(crate) struct ClaimRow {
    name: String,
    value: String,
    moment: Option<Moment>,
}

/// The rows of a set of claims, the well-known ones first.
pub(crate) fn rows(claims: &Claims, now: i64) -> Vec<ClaimRow> {
    let mut rows: Vec<_> = claims
        .iter()
        .map(|(name, value)| row(name, value, now))
        .collect();
    rows.sort_by_key(|row| {
        let place = FIRST.iter().position(|first| *first == row.name);
        (place.unwrap_or(FIRST.len()), row.name.clone())
    });
    rows
}

fn row(name: &str, value: &Value, now: i64) -> ClaimRow {
    let moment = MOMENTS
        .contains(&name)
        .then(|| value.as_i64().and_then(|number| Moment::new(number, now)))
        .flatten();
    ClaimRow {
        name: name.to_owned(),
        value: text(value),
        moment,
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "not set".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn table(claims: Value) -> Vec<ClaimRow> {
        rows(&serde_json::from_value(claims).unwrap(), 1_000)
    }

    #[test]
    fn well_known_claims_come_first_and_the_rest_by_name() {
        let rows = table(json!({"zeta": 1, "alpha": 2, "iss": "i", "sub": "s"}));
        let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["sub", "iss", "alpha", "zeta"]);
    }

    #[test]
    fn a_time_is_read_as_a_date_and_other_numbers_are_not() {
        let rows = table(json!({"exp": 1_030, "level": 1_030}));
        assert_eq!(rows[0].moment.as_ref().unwrap().distance, "in 30 seconds");
        assert!(rows[1].moment.is_none());
    }

    #[test]
    fn values_of_every_shape_can_be_read() {
        assert_eq!(text(&json!(["a", "b"])), "a, b");
        assert_eq!(text(&json!(true)), "yes");
        assert_eq!(text(&json!(null)), "not set");
        assert_eq!(text(&json!({"a": 1})), r#"{"a":1}"#);
    }
}
