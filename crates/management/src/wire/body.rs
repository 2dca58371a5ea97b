//! The body of a request. Members that are not known are dropped, one that does not fit is named.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Visitor},
};

use super::error::ApiError;

/// A body that was read; one that is missing counts as `{}`.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let is_json = is_json(request.headers());
        let bytes = Bytes::from_request(request, state).await;
        // Too large, or cut off: the status alone, which whoever serves the API puts into words.
        let bytes = bytes.map_err(|rejection| rejection.status().into_response())?;
        if !bytes.is_empty() && !is_json {
            let why = "must be sent as application/json";
            return Err(ApiError::misfit("invalid_type", "", why).into_response());
        }
        parse(&bytes).map(Self).map_err(IntoResponse::into_response)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { bytes };
    // A list would be taken for the members in their order.
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        let why = "invalid type: sequence, expected an object";
        return Err(ApiError::misfit("invalid_type", "", why));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut deserializer);
    let value = read.map_err(|error| {
        let member = member(error.path());
        let why = error.into_inner();
        if why.is_data() {
            let why = without_value(&without_place(&why));
            let member = missing(&why).map_or(member.clone(), |name| below(&member, name));
            ApiError::misfit("invalid_type", &member, &why)
        } else {
            let why = format!("the body is not JSON: {}", without_place(&why));
            ApiError::misfit("invalid_json", "", &why)
        }
    })?;
    let rest = deserializer.end();
    rest.map_err(|_| ApiError::misfit("invalid_json", "", "more than one JSON value"))?;
    Ok(value)
}

fn member(path: &serde_path_to_error::Path) -> String {
    let path = path.to_string();
    if path == "." {
        String::new()
    } else {
        path.replace('[', ".").replace(']', "")
    }
}

/// The member that serde misses, which it does not put into the path.
fn missing(why: &str) -> Option<&str> {
    let rest = why.strip_prefix("missing field `")?;
    rest.strip_suffix('`')
}

fn below(member: &str, name: &str) -> String {
    if member.is_empty() {
        name.to_owned()
    } else {
        format!("{member}.{name}")
    }
}

/// The line and column help nobody who has the path.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(place) => text[..place].to_owned(),
        None => text,
    }
}

/// What was sent may be a secret in the wrong form, and stands in no text of ours: `invalid type:
/// integer, expected a string`.
fn without_value(why: &str) -> String {
    let mut kinds = ["invalid type: ", "invalid value: "].into_iter();
    let Some(kind) = kinds.find(|kind| why.starts_with(kind)) else {
        return why.to_owned();
    };
    let rest = &why[kind.len()..];
    let Some((found, expected)) = rest.rsplit_once(", expected ") else {
        return why.to_owned();
    };
    let named = found.split(['`', '"']).next().unwrap_or_default().trim();
    format!("{kind}{named}, expected {expected}")
}

/// A member that may be missing and is never `null`.
///
/// # Errors
/// Those of its type.
pub fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// The same of an object, which is no list of its members in their order.
///
/// # Errors
/// Those of its type.
pub fn given_object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(Object(from)).map(Some)
}

/// Where an object stands.
struct Object<D>(D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Object<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A member that may be missing, and may be `null`, which is not the same.
///
/// # Errors
/// Those of its type.
pub fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(from).map(Some)
}

#[cfg(test)]
#[expect(
    clippy::option_option,
    reason = "missing, null and a value are three things"
)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Change {
        #[serde(deserialize_with = "given")]
        name: Option<String>,
        #[serde(deserialize_with = "nullable")]
        description: Option<Option<String>>,
        inner: Vec<Inner>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        count: u32,
    }

    fn details(text: &str) -> String {
        match parse::<Change>(text.as_bytes()).unwrap_err() {
            ApiError::Refused { refusal, .. } => {
                let body = serde_json::to_value(&*refusal).unwrap();
                assert_eq!(body["code"], "guard.invalid_input");
                body["details"].as_str().unwrap().to_owned()
            }
            ApiError::Broken(_) => panic!("it is a refusal"),
        }
    }

    #[test]
    fn missing_null_and_a_value_are_three_things() {
        let read = |text: &str| parse::<Change>(text.as_bytes()).unwrap();
        assert_eq!(read(""), Change::default());
        assert_eq!(read("{}"), Change::default());
        assert_eq!(read(r#"{"description":null}"#).description, Some(None));
        let said = Some(Some("x".to_owned()));
        assert_eq!(read(r#"{"description":"x"}"#).description, said);
        assert!(details(r#"{"name":null}"#).contains("\"name\": (invalid_type)"));
    }

    #[test]
    fn what_is_not_known_is_dropped() {
        assert_eq!(
            parse::<Change>(br#"{"x":[1,{"y":2}]}"#).unwrap(),
            Change::default()
        );
    }

    #[test]
    fn the_member_that_does_not_fit_is_named_by_its_path() {
        let told = details(r#"{"inner":[{"count":1},{"count":"2"}]}"#);
        let want = "Error in key path \"inner.1.count\": (invalid_type) invalid type: string, \
            expected u32";
        assert_eq!(told, want);
        let told = details(r#"{"inner":[{}]}"#);
        assert!(
            told.starts_with("Error in key path \"inner.0.count\""),
            "{told}"
        );
        assert!(details("[]").starts_with("Error in key path \"\""));
    }

    #[test]
    fn what_was_sent_is_told_by_its_kind_and_not_by_its_value() {
        for (sent, kind) in [
            ("4711", "integer"),
            ("47.11", "floating point"),
            ("true", "boolean"),
            ("[\"4711\"]", "sequence"),
            ("{\"4711\":4711}", "map"),
            ("null", "null"),
        ] {
            let told = details(&format!("{{\"name\":{sent}}}"));
            assert!(
                told.ends_with(&format!("invalid type: {kind}, expected a string")),
                "{told}"
            );
        }
        for sent in ["\"47, expected 11\"", "-4711", "4294967296"] {
            let told = details(&format!("{{\"inner\":[{{\"count\":{sent}}}]}}"));
            assert!(
                !told.contains("47") && !told.contains("4294967296"),
                "{told}"
            );
        }
    }

    #[test]
    fn what_is_not_json_is_told_without_a_member() {
        for text in ["{", "{}{}", "nul", "{\"a\":1,}"] {
            assert!(details(text).contains("(invalid_json)"), "{text}");
        }
        let deep = format!("{{\"x\":{}", "[".repeat(500));
        assert!(details(&deep).contains("(invalid_json)"));
    }
}
