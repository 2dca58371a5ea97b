//! What is kept of a configuration, and what is shown of its secrets.

use serde_json::{Map, Value};

use crate::config_error::ConfigError;

/// What stands in place of a secret.
pub const MASK: &str = "********";

/// A secret of so many characters may show its last four: what remains cannot be guessed.
const LONG: usize = 20;

type Config = Map<String, Value>;
type Paths = &'static [&'static [&'static str]];

/// The configuration without empty texts and empty objects, within objects and lists of objects. What
/// is empty altogether stays so.
#[must_use]
pub fn stripped(config: &Config) -> Config {
    let members = config.iter().filter_map(|(key, value)| {
        let value = strip(value);
        let is_empty = match &value {
            Value::String(text) => text.is_empty(),
            Value::Object(members) => members.is_empty(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => false,
        };
        (!is_empty).then(|| (key.clone(), value))
    });
    members.collect()
}

/// The items of a list stay what they are, because their places mean something.
fn strip(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(stripped(members)),
        Value::Array(items) => Value::Array(items.iter().map(strip).collect()),
        other => other.clone(),
    }
}

pub(super) fn masked(paths: Paths, config: &Config) -> Config {
    let mut masked = config.clone();
    for path in paths {
        if let Some(secret) = find_mut(&mut masked, path) {
            *secret = Value::String(mask(secret));
        }
    }
    masked
}

pub(super) fn with_kept_secrets(paths: Paths, mut new: Config, stored: &Config) -> Config {
    for path in paths {
        let Some(known) = find(stored, path) else {
            continue;
        };
        if let Some(given) = find_mut(&mut new, path)
            && given.as_str() == Some(mask(known).as_str())
        {
            *given = known.clone();
        }
    }
    new
}

/// A mask that is left means that somebody took it for the secret.
pub(super) fn no_masks(paths: Paths, config: &Config) -> Result<(), ConfigError> {
    for path in paths {
        let value = find(config, path).and_then(Value::as_str);
        if value.is_some_and(|text| text.starts_with(MASK)) {
            let sentence = "is the mask of another value; write the secret itself";
            return Err(ConfigError::said(path.join("."), sentence));
        }
    }
    Ok(())
}

/// Whatever is no text is masked as well.
fn mask(secret: &Value) -> String {
    let text = secret.as_str().unwrap_or_default();
    let length = text.chars().count();
    let shown = if length < LONG { length } else { length - 4 };
    let end: String = text.chars().skip(shown).collect();
    format!("{MASK}{end}")
}

/// An empty or absent member is no secret.
fn find<'a>(config: &'a Config, path: &[&str]) -> Option<&'a Value> {
    let (last, parents) = path.split_last()?;
    let parent = parents.iter().try_fold(config, |members, key| {
        members.get(*key).and_then(Value::as_object)
    })?;
    parent.get(*last).filter(|value| !is_absent(value))
}

fn find_mut<'a>(config: &'a mut Config, path: &[&str]) -> Option<&'a mut Value> {
    let (last, parents) = path.split_last()?;
    let parent = parents.iter().try_fold(config, |members, key| {
        members.get_mut(*key).and_then(Value::as_object_mut)
    })?;
    parent.get_mut(*last).filter(|value| !is_absent(value))
}

fn is_absent(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("")
}
