//! What a change has changed, for the record of events: column by column, as it stands in the
//! database.

use std::{borrow::Cow, convert::Infallible};

use oidc_core::record::{Record, Writer};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The longest value that is kept, in octets of JSON.
const LONGEST: usize = 1_024;

/// Columns that every change moves.
const ALWAYS: [&str; 1] = ["updated_at"];

/// What differs between a row before and after: of each column `[before, after]`, with `null` for a
/// row that was not there or is gone, and for a value that is too long. What is sealed is told by its
/// name alone.
pub fn difference<T: Record>(before: Option<&T>, after: Option<&T>) -> Map<String, Value> {
    let (before, after) = (before.map(columns), after.map(columns));
    let at = |row: &Option<Vec<Value>>, index: usize| {
        let value = row.as_ref().and_then(|row| row.get(index));
        value.cloned().unwrap_or_default()
    };
    let named = names::<T>().enumerate();
    let changed = named.filter_map(|(index, name)| {
        let (before, after) = (at(&before, index), at(&after, index));
        let differs = before != after && !ALWAYS.contains(&name);
        differs.then(|| (name.to_owned(), json!([short(before), short(after)])))
    });
    changed.collect()
}

/// The columns that differ, by name alone: of what belongs to a person nothing else is kept.
pub fn names_of_difference<T: Record>(before: &T, after: &T) -> Vec<String> {
    difference(Some(before), Some(after))
        .into_iter()
        .map(|(name, _)| name)
        .collect()
}

/// The written columns, in their order: [`Record::INSERT`] names them, in parentheses.
fn names<T: Record>() -> impl Iterator<Item = &'static str> {
    let list = T::INSERT.split_once('(').map_or("", |(_, rest)| rest);
    let list = list.split_once(')').map_or("", |(list, _)| list);
    list.split(',').map(str::trim)
}

/// What is too long to be kept in an event is not.
pub(crate) fn short(value: Value) -> Value {
    if value.to_string().len() > LONGEST {
        return Value::Null;
    }
    value
}

fn columns<T: Record>(row: &T) -> Vec<Value> {
    let mut columns = Columns(Vec::with_capacity(T::COUNT));
    let Ok(()) = row.write(&mut columns);
    columns.0
}

struct Columns(Vec<Value>);

impl Columns {
    fn add(&mut self, value: Option<impl Into<Value>>) {
        self.0.push(value.map_or(Value::Null, Into::into));
    }
}

impl Writer for Columns {
    type Error = Infallible;

    fn truth(&mut self, value: Option<bool>) -> Result<(), Infallible> {
        self.add(value);
        Ok(())
    }

    fn number(&mut self, value: Option<i64>) -> Result<(), Infallible> {
        self.add(value);
        Ok(())
    }

    fn text(&mut self, value: Option<Cow<'_, str>>) -> Result<(), Infallible> {
        self.add(value);
        Ok(())
    }

    /// Ids and digests of the database, and what is sealed: nobody reads them.
    fn bytes(&mut self, _: Option<&[u8]>) -> Result<(), Infallible> {
        self.add(None::<Value>);
        Ok(())
    }

    fn json<T: Serialize>(&mut self, value: Option<&T>) -> Result<(), Infallible> {
        self.add(value.and_then(|value| serde_json::to_value(value).ok()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use oidc_core::{
        role::{Role, RoleKind},
        source::Source,
        time::Timestamp,
    };

    use super::*;

    fn role(name: &str) -> Role {
        Role {
            id: "role-1".parse().unwrap(),
            name: name.to_owned(),
            description: "Reads".to_owned(),
            kind: RoleKind::User,
            is_default: false,
            source: Source::Console,
            declared_at: None,
            disabled: false,
            created_at: Timestamp::EPOCH,
            updated_at: Timestamp::EPOCH,
        }
    }

    #[test]
    fn what_differs_is_told_with_what_it_was_and_what_it_is() {
        let (before, mut after) = (role("Reader"), role("Writer"));
        after.updated_at = Timestamp::from_millis(7);
        after.is_default = true;
        let told = Value::from(difference(Some(&before), Some(&after)));
        let expected = json!({"name": ["Reader", "Writer"], "is_default": [false, true]});
        assert_eq!(told, expected);
        assert_eq!(names_of_difference(&before, &after).len(), 2);
    }

    #[test]
    fn of_a_new_row_everything_differs() {
        let told = difference(None, Some(&role("Reader")));
        assert_eq!(told.get("name"), Some(&json!([null, "Reader"])));
        assert_eq!(told.get("kind"), Some(&json!([null, "user"])));
        let told = difference(Some(&role("Reader")), None);
        assert_eq!(told.get("name"), Some(&json!(["Reader", null])));
    }

    #[test]
    fn a_long_value_is_told_by_its_name_alone() {
        let told = difference(Some(&role("Reader")), Some(&role(&"x".repeat(2_000))));
        assert_eq!(told.get("name"), Some(&json!(["Reader", null])));
    }
}
