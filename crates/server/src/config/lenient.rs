//! Values that an environment variable can only give as text: numbers, switches and lists are
//! read from text too.

use std::{fmt::Display, str::FromStr};

use serde::{Deserialize, Deserializer, de};

/// A number or a switch, written as itself or as text.
pub(super) fn parsed<'de, D, T>(d: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Switch(bool),
        Number(i64),
        Text(String),
    }
    let written = Written::deserialize(d)
        .map_err(|_| de::Error::custom("expected a number, true or false"))?;
    let text = match written {
        Written::Switch(switch) => switch.to_string(),
        Written::Number(number) => number.to_string(),
        Written::Text(text) => text.trim().to_owned(),
    };
    text.parse()
        .map_err(|why| de::Error::custom(format_args!("{text:?}: {why}")))
}

/// As [`parsed`], for a setting that may be left out.
pub(super) fn optional<'de, D, T>(d: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    parsed(d).map(Some)
}

/// As [`list`], for a setting that may be left out.
pub(super) fn optional_list<'de, D>(d: D) -> Result<Option<Vec<String>>, D::Error>
where
    D: Deserializer<'de>,
{
    list(d).map(Some)
}

/// A list of texts, or one text with commas in it.
pub(super) fn list<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        List(Vec<String>),
        Text(String),
    }
    Ok(
        match Written::deserialize(d)
            .map_err(|_| de::Error::custom("expected a list of texts, or one text with commas"))?
        {
            Written::List(list) => list,
            Written::Text(text) => text
                .split(',')
                .map(|part| part.trim().to_owned())
                .filter(|p| !p.is_empty())
                .collect(),
        },
    )
}
