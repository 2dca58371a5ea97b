//! `search`, `search.<field>`, `mode`, `joint`, `isCaseSensitive`: what a list is searched for.

use std::fmt::Display;

use oidc_core::search::{Condition, Joint, Mode, Search};

use super::{code::Code, error::ApiError, query::Query};

/// Values of one search; more are no search but a load.
const MOST: usize = 32;
/// Characters of one value.
const LONGEST: usize = 256;

/// What is searched for, among these fields.
///
/// # Errors
/// `request.invalid_input`, in words that say which parameter is wrong.
pub fn read(query: &Query, fields: &[&'static str]) -> Result<Search, ApiError> {
    let mut conditions: Vec<Condition> = Vec::new();
    for (name, value) in query.iter() {
        let field = match name.split_once('.') {
            None if name == "search" => None,
            Some(("search", field)) => Some(known(field, fields)?),
            _ => continue,
        };
        if value.chars().nth(LONGEST).is_some() {
            return Err(refuse(format_args!(
                "The value of {name} has more than {LONGEST} characters."
            )));
        }
        if value.is_empty() {
            return Err(refuse(format_args!("The value of {name} cannot be empty.")));
        }
        let same = conditions.iter_mut().find(|known| known.field == field);
        match same {
            Some(known) => known.values.push(value.to_owned()),
            None => conditions.push(Condition {
                field,
                mode: mode(query, field)?,
                values: vec![value.to_owned()],
            }),
        }
    }
    for condition in &conditions {
        if condition.values.len() > 1 && condition.mode != Mode::Exact {
            return Err(refuse("Several values need the mode `exact`."));
        }
    }
    let values: usize = conditions.iter().map(|known| known.values.len()).sum();
    if values > MOST {
        return Err(refuse(format_args!("A search has {MOST} values at most.")));
    }
    Ok(Search {
        conditions,
        joint: joint(query)?,
        is_case_sensitive: says_yes(query, "isCaseSensitive")?,
    })
}

/// As it is called here, or with underscores.
fn known(name: &str, fields: &[&'static str]) -> Result<&'static str, ApiError> {
    let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
    let is_written =
        |field: &str| name == field || name.contains('_') && plain(name) == plain(field);
    let mut fields = fields.iter().copied();
    fields
        .find(|field| is_written(field))
        .ok_or_else(|| refuse(format_args!("The search field {name:?} is not valid.")))
}

/// Of the field, or of the whole search.
fn mode(query: &Query, field: Option<&str>) -> Result<Mode, ApiError> {
    let snake = |field: &str| {
        let mut name = String::new();
        for c in field.chars() {
            if c.is_ascii_uppercase() {
                name.push('_');
            }
            name.push(c.to_ascii_lowercase());
        }
        name
    };
    let own = match field {
        Some(field) => {
            let (camel, snake) = (format!("mode.{field}"), format!("mode.{}", snake(field)));
            let named = one(query, &camel)?.or(one(query, &snake)?);
            named.map(str::to_owned)
        }
        None => None,
    };
    let name = match own {
        Some(name) => name,
        None => one(query, "mode")?.unwrap_or("like").to_owned(),
    };
    match &*name {
        "like" => Ok(Mode::Like),
        "exact" => Ok(Mode::Exact),
        "similar_to" if !says_yes(query, "isCaseSensitive")? => Err(refuse(
            "The mode similar_to needs isCaseSensitive: it has no case-insensitive form.",
        )),
        "posix" | "similar_to" => Err(refuse(format_args!(
            "The mode {name} is not valid here: there are `like` and `exact`."
        ))),
        _ => Err(refuse(format_args!("The mode {name:?} is not valid."))),
    }
}

fn joint(query: &Query) -> Result<Joint, ApiError> {
    let named = one(query, "joint")?.or(one(query, "jointMode")?);
    match named.unwrap_or("or") {
        "or" => Ok(Joint::Or),
        "and" => Ok(Joint::And),
        other => Err(refuse(format_args!("The joint {other:?} is not valid."))),
    }
}

/// A parameter that stands there twice contradicts itself.
fn one<'a>(query: &'a Query, name: &'a str) -> Result<Option<&'a str>, ApiError> {
    let twice = |_| {
        refuse(format_args!(
            "The parameter {name} is given more than once."
        ))
    };
    query.one(name).map_err(twice)
}

fn says_yes(query: &Query, name: &str) -> Result<bool, ApiError> {
    one(query, name)
        .map(|_| ())
        .and_then(|()| query.says_yes(name))
}

fn refuse(why: impl Display) -> ApiError {
    ApiError::saying(Code::InvalidRequest, why.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [&str; 2] = ["name", "primaryEmail"];

    fn search(text: &str) -> Search {
        read(&Query::parse(text), &FIELDS).unwrap()
    }

    fn refusal(text: &str) -> String {
        match read(&Query::parse(text), &FIELDS).unwrap_err() {
            ApiError::Refused { refusal, .. } => {
                let body = serde_json::to_value(&*refusal).unwrap();
                assert_eq!(body["code"], "request.invalid_input");
                body["message"].as_str().unwrap().to_owned()
            }
            ApiError::Broken(_) => panic!("it is a refusal"),
        }
    }

    #[test]
    fn a_search_is_about_every_field_or_about_one_in_either_spelling() {
        let found = search("search=%25a%25&search.primary_email=b&mode.primaryEmail=exact");
        assert_eq!(found.conditions[0].field, None);
        assert_eq!(found.conditions[0].mode, Mode::Like);
        assert_eq!(found.conditions[1].field, Some("primaryEmail"));
        assert_eq!(found.conditions[1].mode, Mode::Exact);
        assert_eq!((found.joint, found.is_case_sensitive), (Joint::Or, false));
        let found = search("search.name=A&joint=and&isCaseSensitive=true&page=2");
        assert_eq!((found.joint, found.is_case_sensitive), (Joint::And, true));
        assert_eq!(found.conditions.len(), 1);
    }

    #[test]
    fn several_values_are_compared_whole() {
        let found = search("search.name=a&search.name=b&mode=exact");
        assert_eq!(found.conditions[0].values, ["a", "b"]);
        assert!(refusal("search.name=a&search.name=b").contains("`exact`"));
    }

    #[test]
    fn what_cannot_be_searched_for_is_told() {
        for (text, word) in [
            ("search.shoe=1", "is not valid"),
            ("search.a.b=1", "is not valid"),
            ("search=", "cannot be empty"),
            ("search=a&mode=glob", "is not valid"),
            ("search=a&mode=posix", "is not valid"),
            ("search=a&mode=similar_to", "case-insensitive"),
            ("search=a&mode=like&mode=exact", "more than once"),
            (
                "search=a&isCaseSensitive=1&isCaseSensitive=0",
                "more than once",
            ),
            ("search=a&joint=xor", "is not valid"),
        ] {
            assert!(refusal(text).contains(word), "{text}");
        }
        let long = format!("search={}", "é".repeat(257));
        assert!(refusal(&long).contains("256"));
        let many = "search.name=a&".repeat(40) + "mode=exact";
        assert!(refusal(&many).contains("at most"));
    }
}
