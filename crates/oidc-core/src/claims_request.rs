//! `claims`: which claims a client wants by name, and where (`OpenID` Connect Core §5.5).
//!
//! Every claim is voluntary (§5.5.1): one without a value is left out, `essential` or not, and what
//! a client would like its value to be changes nothing. The exception is `sub`: with another one
//! than the client asked for there is no answer, and `acr`: no class of authentication is spoken of
//! here, so whoever makes one essential is refused (§5.5.1.1). `auth_time` is in every ID token.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    marker::PhantomData,
};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, IgnoredAny, MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;

use crate::{
    claims,
    id::UserId,
    params::{Params, ParamsError},
};

/// The longest `claims`, in bytes: enough to ask for everything there is, several times.
pub const MAX_LENGTH: usize = 4096;

/// What a client wants by name: claims that we know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimsRequest {
    /// Out of userinfo.
    #[serde(default)]
    pub userinfo: BTreeSet<String>,
    /// Into the ID token.
    #[serde(default)]
    pub id_token: BTreeSet<String>,
}

/// What the parameter says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// The claims that are wanted.
    pub request: ClaimsRequest,
    /// About whom they must be.
    pub subject: Subject,
    /// How the user must have been authenticated.
    pub authentication: Authentication,
}

/// How the user must have been authenticated, by the classes that `acr` names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Authentication {
    /// In any way there is.
    #[default]
    Any,
    /// In one of the classes that were named, of which there is none here.
    OfClass,
}

/// About whom the answer must be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Subject {
    /// Whoever signs in.
    #[default]
    Anybody,
    /// This user.
    User(UserId),
    /// Nobody there can be: two at once, or what is no user.
    Nobody,
}

/// Why a `claims` parameter cannot be served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidClaims {
    /// Sent twice.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// More than [`MAX_LENGTH`] bytes.
    #[error("the claims parameter is longer than 4096 bytes")]
    TooLong,
    /// Not the JSON that §5.5 describes.
    #[error("the claims parameter is not JSON of the form that is wanted")]
    Malformed,
}

impl ClaimsRequest {
    /// The names of all claims that are wanted, wherever.
    pub fn names(&self) -> BTreeSet<&str> {
        let all = self.userinfo.iter().chain(&self.id_token);
        all.map(String::as_str).collect()
    }

    /// Whether nothing is wanted.
    pub fn is_empty(&self) -> bool {
        self.userinfo.is_empty() && self.id_token.is_empty()
    }
}

impl Claims {
    /// The `claims` of an authorization request.
    ///
    /// # Errors
    /// [`InvalidClaims`].
    pub fn of(params: &Params) -> Result<Self, InvalidClaims> {
        match params.optional("claims")? {
            None => Ok(Self::default()),
            Some(text) if text.len() > MAX_LENGTH => Err(InvalidClaims::TooLong),
            Some(text) => {
                let wire: Object<Wire> =
                    serde_json::from_str(text).map_err(|_| InvalidClaims::Malformed)?;
                Ok(wire.0.understood())
            }
        }
    }
}

impl Authentication {
    /// What a request for `acr` demands: something only where it is essential and names classes. Without
    /// classes it is a claim like others, and left out.
    fn of(wanted: Option<&Option<Object<Wanted>>>) -> Self {
        match wanted {
            Some(Some(Object(wanted)))
                if wanted.essential && (wanted.value.is_some() || wanted.values.is_some()) =>
            {
                Self::OfClass
            }
            _ => Self::Any,
        }
    }
}

impl Subject {
    /// Who must be the one and the other.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Anybody, one) | (one, Self::Anybody) => one,
            (Self::User(one), Self::User(other)) if one == other => Self::User(one),
            _ => Self::Nobody,
        }
    }

    /// Whom a request about `sub` is about.
    fn of(wanted: &Wanted) -> Self {
        let user = |value: &Value| {
            let id = value.as_str().and_then(|text| text.parse().ok());
            id.map_or(Self::Nobody, Self::User)
        };
        match (&wanted.value, wanted.values.as_deref()) {
            (Some(value), _) => user(value),
            (None, Some([only])) => user(only),
            // Any of several: which one it is the client sees itself.
            (None, _) => Self::Anybody,
        }
    }
}

/// As it is sent. Members that are not understood are ignored (§5.5).
#[derive(Deserialize)]
struct Wire {
    #[serde(default)]
    userinfo: ByName,
    #[serde(default)]
    id_token: ByName,
}

/// What is wanted of each claim; nothing in particular where it is `null`.
type ByName = Unique<Option<Object<Wanted>>>;

/// What is wanted of one claim: how much, and with which value.
#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    essential: bool,
    #[serde(default, deserialize_with = "given")]
    value: Option<Value>,
    values: Option<Vec<Value>>,
}

/// A value that was given is one, even `null`.
fn given<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

impl Wire {
    fn understood(self) -> Claims {
        let names = |wanted: &ByName| {
            let known = wanted.0.keys().filter_map(|name| claims::known(name));
            known.map(str::to_owned).collect()
        };
        let subject = |wanted: &ByName| match wanted.0.get("sub") {
            Some(Some(Object(wanted))) => Subject::of(wanted),
            Some(None) | None => Subject::Anybody,
        };
        Claims {
            request: ClaimsRequest {
                userinfo: names(&self.userinfo),
                id_token: names(&self.id_token),
            },
            subject: subject(&self.userinfo).and(subject(&self.id_token)),
            authentication: Authentication::of(self.id_token.0.get("acr")),
        }
    }
}

/// A struct that stands there as an object, and not as a list of its members.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members)).map(Object)
    }
}

/// A JSON object in which no name stands twice: of two requests for one claim it would not be known
/// which one is meant (RFC 8259 §4).
struct Unique<T>(BTreeMap<String, T>);

impl<T> Default for Unique<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Unique<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(UniqueVisitor(PhantomData))
    }
}

struct UniqueVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for UniqueVisitor<T> {
    type Value = Unique<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Unique<T>, A::Error> {
        let mut unique = BTreeMap::new();
        while let Some(name) = members.next_key::<String>()? {
            if unique.contains_key(&name) {
                members.next_value::<IgnoredAny>()?;
                return Err(A::Error::custom("a name stands twice"));
            }
            unique.insert(name, members.next_value()?);
        }
        Ok(Unique(unique))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Result<Claims, InvalidClaims> {
        let query: String = url::form_urlencoded::byte_serialize(json.as_bytes()).collect();
        Claims::of(&Params::parse(&format!("claims={query}")).unwrap())
    }

    fn names(json: &str) -> Vec<String> {
        let names = of(json).unwrap().request;
        names.names().into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn the_example_of_the_specification_is_understood() {
        let claims = of(r#"{
            "userinfo": {
                "given_name": {"essential": true},
                "nickname": null,
                "email": {"essential": true},
                "email_verified": {"essential": true},
                "picture": null,
                "http://example.info/claims/groups": null
            },
            "id_token": {
                "auth_time": {"essential": true},
                "acr": {"values": ["urn:mace:incommon:iap:silver"]}
            }
        }"#)
        .unwrap();
        let expected = [
            "email",
            "email_verified",
            "given_name",
            "nickname",
            "picture",
        ];
        assert!(claims.request.userinfo.iter().eq(&expected));
        assert!(claims.request.id_token.is_empty());
        assert_eq!(claims.subject, Subject::Anybody);
        assert_eq!(claims.authentication, Authentication::Any);
    }

    #[test]
    fn a_class_of_authentication_is_demanded_where_it_is_essential_in_the_id_token() {
        for (json, demanded) in [
            (r#"{"id_token": {"acr": null}}"#, false),
            (r#"{"id_token": {"acr": {"essential": true}}}"#, false),
            (r#"{"id_token": {"acr": {"values": ["0"]}}}"#, false),
            (
                r#"{"userinfo": {"acr": {"essential": true, "values": ["0"]}}}"#,
                false,
            ),
            (
                r#"{"id_token": {"acr": {"essential": true, "values": ["0"]}}}"#,
                true,
            ),
            (
                r#"{"id_token": {"acr": {"essential": true, "value": "0"}}}"#,
                true,
            ),
        ] {
            let authentication = of(json).unwrap().authentication;
            assert_eq!(
                authentication == Authentication::OfClass,
                demanded,
                "{json}"
            );
        }
    }

    #[test]
    fn what_is_not_there_to_be_told_is_ignored() {
        assert_eq!(
            names(r#"{"id_token": {"iss": null, "exp": null, "sub": null}}"#).len(),
            0
        );
        assert_eq!(
            names(r#"{"teapot": {"email": null}, "userinfo": {}}"#).len(),
            0
        );
        let odd = r#"{"userinfo": {"email": {"essential": true, "teapot": [1]}}}"#;
        assert_eq!(names(odd), ["email"]);
        let language = r#"{"userinfo": {"name#ja-Kana-JP": null, "name": null}}"#;
        assert_eq!(names(language), ["name"]);
        assert_eq!(Claims::of(&Params::default()), Ok(Claims::default()));
    }

    #[test]
    fn what_is_not_json_of_that_form_is_refused() {
        for json in [
            "{",
            "null",
            "[]",
            "7",
            "\"email\"",
            r#"{"userinfo": null}"#,
            r#"{"userinfo": ["email"]}"#,
            r#"{"userinfo": "email"}"#,
            r#"{"userinfo": {"email": true}}"#,
            r#"{"userinfo": {"email": []}}"#,
            r#"{"userinfo": {"email": "x"}}"#,
            r#"{"userinfo": {"teapot": 1}}"#,
            r#"{"userinfo": {"email": {"essential": "yes"}}}"#,
            r#"{"userinfo": {"email": {"values": "x"}}}"#,
            r#"{"userinfo": {"email": null, "email": null}}"#,
            r#"{"userinfo": {}, "userinfo": {}}"#,
            r#"{"userinfo": {}} x"#,
            r"{'userinfo': {}}",
        ] {
            assert_eq!(of(json), Err(InvalidClaims::Malformed), "{json}");
        }
    }

    #[test]
    fn a_subject_that_is_asked_for_is_the_only_one() {
        let ada = Subject::User("ada".parse().unwrap());
        for (json, expected) in [
            (r#"{"id_token": {"sub": {"value": "ada"}}}"#, ada.clone()),
            (
                r#"{"userinfo": {"sub": {"value": "ada", "essential": true}}}"#,
                ada.clone(),
            ),
            (r#"{"id_token": {"sub": {"values": ["ada"]}}}"#, ada.clone()),
            (
                r#"{"id_token": {"sub": {"value": "ada"}}, "userinfo": {"sub": {"value": "ada"}}}"#,
                ada,
            ),
            (
                r#"{"id_token": {"sub": {"value": "ada"}}, "userinfo": {"sub": {"value": "eve"}}}"#,
                Subject::Nobody,
            ),
            (r#"{"id_token": {"sub": {"value": 7}}}"#, Subject::Nobody),
            (r#"{"id_token": {"sub": {"value": null}}}"#, Subject::Nobody),
            (
                r#"{"id_token": {"sub": {"value": "no user"}}}"#,
                Subject::Nobody,
            ),
            (
                r#"{"id_token": {"sub": {"values": ["ada", "eve"]}}}"#,
                Subject::Anybody,
            ),
            (r#"{"id_token": {"sub": {}}}"#, Subject::Anybody),
        ] {
            assert_eq!(of(json).unwrap().subject, expected, "{json}");
        }
    }

    #[test]
    fn t_68_deep_long_and_many_are_bounded() {
        let deep = |depth: usize| {
            let (open, close) = ("[".repeat(depth), "]".repeat(depth));
            format!(r#"{{"userinfo": {{"email": {{"value": {open}{close}}}}}}}"#)
        };
        assert!(of(&deep(50)).is_ok());
        assert_eq!(of(&deep(1_000)), Err(InvalidClaims::Malformed));
        let many = |count: usize| {
            let names: Vec<_> = (0..count).map(|n| format!("\"c{n}\":null")).collect();
            format!(r#"{{"userinfo":{{"email":null,{}}}}}"#, names.join(","))
        };
        assert_eq!(names(&many(300)), ["email"]);
        let params = |json: String| Params::parse(&format!("claims={json}"));
        let ten_thousand = params(many(10_000));
        assert!(ten_thousand.is_err(), "longer than any request");
        assert_eq!(of(&many(500)), Err(InvalidClaims::TooLong));
        let filled = |length: usize| format!("{{}}{}", " ".repeat(length - 2));
        assert_eq!(of(&filled(MAX_LENGTH)), Ok(Claims::default()));
        assert_eq!(of(&filled(MAX_LENGTH + 1)), Err(InvalidClaims::TooLong));
    }

    #[test]
    fn t_06_of_two_requests_none_is_taken() {
        let twice = Params::parse("claims={}&claims={}").unwrap();
        assert!(matches!(Claims::of(&twice), Err(InvalidClaims::Params(_))));
    }

    #[test]
    fn a_request_survives_being_stored() {
        let request = of(r#"{"userinfo": {"email": null}, "id_token": {"name": null}}"#);
        let request = request.unwrap().request;
        let json = serde_json::to_string(&request).unwrap();
        assert_eq!(json, r#"{"userinfo":["email"],"id_token":["name"]}"#);
        assert_eq!(
            serde_json::from_str::<ClaimsRequest>(&json).unwrap(),
            request
        );
    }
}
