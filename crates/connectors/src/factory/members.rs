//! Members of a JSON object, read one by one; each complaint names the path of its member.

use serde_json::{Map, Value};

use crate::config_error::{ConfigError, Problem};

/// An object and where it stands.
pub(super) struct Members<'a> {
    path: String,
    map: &'a Map<String, Value>,
}

impl<'a> Members<'a> {
    pub(super) const fn new(map: &'a Map<String, Value>) -> Self {
        Self {
            path: String::new(),
            map,
        }
    }

    /// The value of `path` as an object.
    pub(super) fn of(path: String, value: &'a Value) -> Result<Self, ConfigError> {
        match value.as_object() {
            Some(map) => Ok(Self { path, map }),
            None => Err(ConfigError::malformed(path, "an object")),
        }
    }

    /// The path of a member.
    pub(super) fn path(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// A member that says something.
    fn get(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key).filter(|value| match value {
            Value::Null => false,
            Value::String(text) => !text.trim().is_empty(),
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => true,
        })
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<String>, ConfigError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        match value.as_str() {
            Some(text) => Ok(Some(text.to_owned())),
            None => Err(ConfigError::malformed(self.path(key), "a text")),
        }
    }

    pub(super) fn required_text(&self, key: &str) -> Result<String, ConfigError> {
        let text = self.text(key)?;
        text.ok_or_else(|| ConfigError::new(self.path(key), Problem::Missing))
    }

    pub(super) fn truth(&self, key: &str) -> Result<bool, ConfigError> {
        match self.get(key) {
            None => Ok(false),
            Some(Value::Bool(truth)) => Ok(*truth),
            Some(_) => Err(ConfigError::malformed(self.path(key), "true or false")),
        }
    }

    /// A whole number, which may be written as a text: forms send them so.
    pub(super) fn number(&self, key: &str) -> Result<Option<u64>, ConfigError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        let number = match value {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_u64(),
        };
        let expected = "a whole number, not below zero";
        number
            .map(Some)
            .ok_or_else(|| ConfigError::malformed(self.path(key), expected))
    }

    pub(super) fn object(&self, key: &str) -> Result<Option<Self>, ConfigError> {
        let found = self.get(key);
        found
            .map(|value| Self::of(self.path(key), value))
            .transpose()
    }

    pub(super) fn list(&self, key: &str) -> Result<Option<&'a Vec<Value>>, ConfigError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        match value.as_array() {
            Some(items) => Ok(Some(items)),
            None => Err(ConfigError::malformed(self.path(key), "a list")),
        }
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.map.iter()
    }

    pub(super) const fn map(&self) -> &'a Map<String, Value> {
        self.map
    }

    /// Refuses members that say something and are not known; a misspelt one would be missed.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), ConfigError> {
        for key in self.map.keys() {
            if known.contains(&key.as_str()) || self.says_nothing(key) {
                continue;
            }
            let sentence = match nearest(key, known.iter().copied()) {
                Some(other) => format!("is not known here: did you mean `{other}`?"),
                None => "is not known here".to_owned(),
            };
            return Err(ConfigError::said(self.path(key), sentence));
        }
        Ok(())
    }

    /// Refuses members that ask for what there is not.
    pub(super) fn without(&self, missing: &[(&str, &str)]) -> Result<(), ConfigError> {
        for (key, sentence) in missing {
            if !self.says_nothing(key) {
                return Err(ConfigError::said(self.path(key), *sentence));
            }
        }
        Ok(())
    }

    /// Empty, false or absent.
    fn says_nothing(&self, key: &str) -> bool {
        match self.get(key) {
            None | Some(Value::Bool(false)) => true,
            Some(Value::Object(members)) => members.is_empty(),
            Some(Value::Array(items)) => items.is_empty(),
            Some(_) => false,
        }
    }
}

/// The name that was probably meant: the same but for case, or with two letters wrong.
pub(super) fn nearest<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = text.to_ascii_lowercase();
    names
        .into_iter()
        .map(|name| (distance(&lower, &name.to_ascii_lowercase()), name))
        .filter(|(distance, name)| *distance <= 2 && *distance < name.len() / 2)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters must be added, left out or replaced. What is much longer is no typing error.
fn distance(one: &str, other: &str) -> usize {
    if one.len().abs_diff(other.len()) > 2 {
        return usize::MAX;
    }
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, known) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *known);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}
