//! What is kept of a configuration, and what is shown of its secrets.

use serde_json::{Map, Value};

use crate::config_error::ConfigError;

/// What stands in place of a secret.
pub const MASK: &str = "********";

/// A secret of so many characters may show its last four: what remains cannot be guessed.
const LONG: usize = 20;

type Config = Map<String, Value>;
type Secrets = &'static [SecretPlace];

/// Where a secret stands in a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretPlace {
    /// The member at this path. A last part that ends in `*` stands for each that begins so.
    Member(&'static [&'static str]),
    /// The query of the address that this member holds: what stands before it is shown.
    Query(&'static str),
    /// The member at the first path, when it is the same as the secret at the second: some mail servers
    /// want one token as user and as password.
    Twin(&'static [&'static str], &'static [&'static str]),
}

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

pub(super) fn masked(secrets: Secrets, config: &Config) -> Config {
    let mut masked = config.clone();
    for place in secrets {
        place.each(config, &mut masked, &mut |found, shown| {
            *shown = Value::String(place.mask(found));
        });
    }
    masked
}

pub(super) fn with_kept_secrets(secrets: Secrets, mut new: Config, stored: &Config) -> Config {
    for place in secrets {
        place.each(stored, &mut new, &mut |known, given| {
            if let Some(kept) = place.kept(known, given) {
                *given = kept;
            }
        });
    }
    new
}

/// A mask that is left means that somebody took it for the secret.
pub(super) fn no_masks(secrets: Secrets, config: &Config) -> Result<(), ConfigError> {
    for place in secrets {
        for path in place.paths(config) {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let value = find(config, &path).and_then(Value::as_str);
            if value.is_some_and(|text| place.secret_of(text).starts_with(MASK)) {
                let sentence = "is the mask of another value; write the secret itself";
                return Err(ConfigError::said(path.join("."), sentence));
            }
        }
    }
    Ok(())
}

impl SecretPlace {
    /// The path of each member that it stands for here.
    fn paths(self, config: &Config) -> Vec<Vec<String>> {
        let path = match self {
            Self::Member(path) | Self::Twin(path, _) => path,
            Self::Query(member) => return vec![vec![member.to_owned()]],
        };
        let owned = |path: &[&str]| path.iter().map(|part| (*part).to_owned()).collect();
        let Some((last, parents)) = path.split_last() else {
            return Vec::new();
        };
        let Some(beginning) = last.strip_suffix('*') else {
            return vec![owned(path)];
        };
        let parent = parent(config, parents).into_iter();
        let names = parent
            .flat_map(Map::keys)
            .filter(|name| name.starts_with(beginning));
        names
            .map(|name| owned(&[parents, &[name.as_str()]].concat()))
            .collect()
    }

    /// Does something with each secret of one configuration and what stands there in another.
    fn each(self, stored: &Config, other: &mut Config, act: &mut dyn FnMut(&Value, &mut Value)) {
        for path in self.paths(stored) {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let Some(known) = find(stored, &path) else {
                continue;
            };
            let is_secret = match self {
                Self::Member(_) => true,
                Self::Query(_) => !self
                    .secret_of(known.as_str().unwrap_or_default())
                    .is_empty(),
                Self::Twin(_, twin) => find(stored, twin) == Some(known),
            };
            if is_secret && let Some(there) = find_mut(other, &path) {
                act(known, there);
            }
        }
    }

    /// The part of a text that is secret.
    fn secret_of(self, text: &str) -> &str {
        match self {
            Self::Member(_) | Self::Twin(..) => text,
            Self::Query(_) => text.split_once('?').map_or("", |(_, query)| query),
        }
    }

    /// What is shown of a member.
    fn mask(self, found: &Value) -> String {
        let text = found.as_str().unwrap_or_default();
        let secret = self.secret_of(text);
        format!("{}{}", &text[..text.len() - secret.len()], mask(secret))
    }

    /// What is meant by a member that has the mask of the one that is known. The address before a query
    /// may be another one.
    fn kept(self, known: &Value, given: &Value) -> Option<Value> {
        let (text, given) = (known.as_str().unwrap_or_default(), given.as_str()?);
        let (secret, sent) = (self.secret_of(text), self.secret_of(given));
        if sent != mask(secret) {
            return None;
        }
        match self {
            Self::Member(_) | Self::Twin(..) => Some(known.clone()),
            Self::Query(_) => {
                let before = &given[..given.len() - sent.len()];
                Some(format!("{before}{secret}").into())
            }
        }
    }
}

/// Whatever is no text is masked as well, as an empty one.
fn mask(text: &str) -> String {
    let length = text.chars().count();
    let shown = if length < LONG { length } else { length - 4 };
    let end: String = text.chars().skip(shown).collect();
    format!("{MASK}{end}")
}

/// The object that a member stands in.
fn parent<'a>(config: &'a Config, parents: &[&str]) -> Option<&'a Config> {
    parents.iter().try_fold(config, |members, key| {
        members.get(*key).and_then(Value::as_object)
    })
}

/// An empty or absent member is no secret.
fn find<'a>(config: &'a Config, path: &[&str]) -> Option<&'a Value> {
    let (last, parents) = path.split_last()?;
    let found = parent(config, parents)?.get(*last);
    found.filter(|value| !is_absent(value))
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
