//! What is known of a user beyond the account: the standard claims that are kept as texts (`OpenID`
//! Connect Core §5.1), and the members of an address (§5.1.1).

use serde_json::{Map, Value};

/// The standard claims a profile may hold. Those we keep ourselves (`name`, `picture`,
/// `updated_at`) are not among them, so that no profile can overrule them, nor `sub` or `email`.
pub const CLAIMS: [&str; 11] = [
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
];

/// The members of an address.
pub const ADDRESS: [&str; 6] = [
    "formatted",
    "street_address",
    "locality",
    "region",
    "postal_code",
    "country",
];

/// One of [`CLAIMS`], if the profile holds it. What is no text is not told: clients rely on the
/// types of §5.1.
pub fn claim<'a>(profile: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    profile.get(name).and_then(Value::as_str)
}

/// The address, if the profile holds one: of its members those that are texts.
pub fn address(profile: &Map<String, Value>) -> Option<Map<String, Value>> {
    let held = profile.get("address")?.as_object()?;
    let known = ADDRESS.iter().filter_map(|name| held.get_key_value(*name));
    let texts = known.filter(|(_, value)| value.is_string());
    let address: Map<_, _> = texts.map(|(n, v)| (n.clone(), v.clone())).collect();
    (!address.is_empty()).then_some(address)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn profile(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn only_texts_are_told() {
        let held = profile(&json!({"locale": 7, "gender": null, "nickname": "Ada"}));
        assert_eq!(claim(&held, "nickname"), Some("Ada"));
        for name in ["locale", "gender", "birthdate"] {
            assert_eq!(claim(&held, name), None, "{name}");
        }
    }

    #[test]
    fn an_address_has_the_members_of_the_standard_or_is_none() {
        let held = profile(&json!({"address": {
            "locality": "London", "country": null, "region": 7, "planet": "Earth",
        }}));
        let address = address(&held).unwrap();
        assert_eq!(Value::from(address), json!({"locality": "London"}));
        for none in [
            json!({}),
            json!({"country": null}),
            json!("London"),
            json!(null),
        ] {
            assert_eq!(super::address(&profile(&json!({"address": none}))), None);
        }
    }
}
