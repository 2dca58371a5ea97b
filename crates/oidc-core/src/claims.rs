//! A user, told to a client: which claims a scope stands for (`OpenID` Connect Core §5.4, SDK
//! contract §2.7).

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{profile, scope::Scope, user::User};

/// Where the claims go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Into an ID token: kept short, because clients keep it in a cookie.
    IdToken,
    /// Out of the userinfo endpoint.
    Userinfo,
}

/// The claims of the scope `profile` that do not stand in [`profile::CLAIMS`].
const OWN: [&str; 5] = ["name", "picture", "username", "created_at", "updated_at"];

/// The other scopes, and their claims.
const BY_SCOPE: [(&str, &[&str]); 5] = [
    ("email", &["email", "email_verified"]),
    ("phone", &["phone_number", "phone_number_verified"]),
    ("address", &["address"]),
    ("roles", &["roles"]),
    ("custom_data", &["custom_data"]),
];

/// Every claim that tells something of a user, with the scope that opens it (Core §5.4).
fn by_scope() -> impl Iterator<Item = (&'static str, &'static str)> {
    let profile = OWN.into_iter().chain(profile::CLAIMS);
    let others = BY_SCOPE
        .into_iter()
        .flat_map(|(scope, claims)| claims.iter().map(move |claim| (scope, *claim)));
    profile.map(|claim| ("profile", claim)).chain(others)
}

/// The claim of this name that tells something of a user, if there is one.
pub fn known(name: &str) -> Option<&'static str> {
    by_scope().find_map(|(_, claim)| (claim == name).then_some(claim))
}

/// The scope that opens the claim of this name, if it tells something of a user.
pub fn scope_of(name: &str) -> Option<&'static str> {
    by_scope().find_map(|(scope, claim)| (claim == name).then_some(scope))
}

/// Every claim there can be, for discovery.
pub fn all() -> Vec<&'static str> {
    let token = [
        "sub",
        "iss",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "amr",
        "sid",
        "nonce",
        "at_hash",
    ];
    token
        .into_iter()
        .chain(by_scope().map(|(_, claim)| claim))
        .collect()
}

/// What `scope` tells about `user`, who has these roles, and what was asked for by name (Core §5.5). A claim without a
/// value is left out (Core §5.3.2).
pub fn told(
    user: &User,
    roles: &[String],
    scope: &Scope,
    named: Option<&BTreeSet<String>>,
    audience: Audience,
) -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), user.id.as_str().into());
    for (opening, name) in by_scope() {
        let wanted = scope.contains(opening) || named.is_some_and(|named| named.contains(name));
        let fits = audience == Audience::Userinfo || name != "custom_data";
        if let Some(value) = value(user, roles, name).filter(|_| wanted && fits) {
            claims.insert(name.to_owned(), value);
        }
    }
    claims
}

/// The value of one claim.
fn value(user: &User, roles: &[String], name: &str) -> Option<Value> {
    let text = |text: &Option<String>| text.as_deref().map(Value::from);
    match name {
        "name" => text(&user.name),
        "picture" => text(&user.avatar),
        "username" => text(&user.username),
        "preferred_username" => profile::claim(&user.profile, name)
            .or(user.username.as_deref())
            .map(Value::from),
        // Milliseconds, as Logto has it; `updated_at` is OpenID Connect's own, and in seconds.
        "created_at" => Some(user.created_at.as_millis().into()),
        "updated_at" => Some(user.updated_at.as_seconds().into()),
        "email" => user.email.as_ref().map(|email| email.as_str().into()),
        "email_verified" => {
            let verified = user.email_verified_at.is_some();
            user.email.as_ref().map(|_| verified.into())
        }
        "phone_number" => user.phone.as_ref().map(|phone| phone.as_str().into()),
        "phone_number_verified" => {
            let verified = user.phone_verified_at.is_some();
            user.phone.as_ref().map(|_| verified.into())
        }
        "address" => profile::address(&user.profile).map(Value::from),
        "roles" => Some(roles.into()),
        "custom_data" => Some(user.custom_data.clone().into()),
        _ => profile::claim(&user.profile, name).map(Value::from),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::user::tests::user;

    fn claims(user: &User, scope: &str, audience: Audience) -> Value {
        told(
            user,
            &["Reader".to_owned()],
            &scope.parse().unwrap(),
            None,
            audience,
        )
        .into()
    }

    /// Somebody of whom every standard claim is known.
    fn complete() -> User {
        let mut user = user("ada");
        user.name = Some("Ada Lovelace".to_owned());
        user.avatar = Some("https://ada.example/me.png".to_owned());
        user.phone = Some("+14255551212".parse().unwrap());
        for name in profile::CLAIMS {
            user.profile
                .insert(name.to_owned(), format!("the {name}").into());
        }
        let address: Map<_, _> = profile::ADDRESS
            .iter()
            .map(|name| ((*name).to_owned(), Value::from(*name)))
            .collect();
        user.profile.insert("address".to_owned(), address.into());
        user
    }

    /// `OpenID` Connect Core §5.1, and what type it gives them.
    const STANDARD: [(&str, &str); 20] = [
        ("sub", "text"),
        ("name", "text"),
        ("given_name", "text"),
        ("family_name", "text"),
        ("middle_name", "text"),
        ("nickname", "text"),
        ("preferred_username", "text"),
        ("profile", "text"),
        ("picture", "text"),
        ("website", "text"),
        ("email", "text"),
        ("email_verified", "truth"),
        ("gender", "text"),
        ("birthdate", "text"),
        ("zoneinfo", "text"),
        ("locale", "text"),
        ("phone_number", "text"),
        ("phone_number_verified", "truth"),
        ("address", "object"),
        ("updated_at", "number"),
    ];

    #[test]
    fn every_standard_claim_comes_out_with_its_type_and_none_is_null() {
        for audience in [Audience::IdToken, Audience::Userinfo] {
            let told = claims(&complete(), "profile email phone address", audience);
            for (name, kind) in STANDARD {
                let found = match &told[name] {
                    Value::String(_) => "text",
                    Value::Bool(_) => "truth",
                    Value::Number(_) => "number",
                    Value::Object(_) => "object",
                    Value::Null | Value::Array(_) => "neither",
                };
                assert_eq!(found, kind, "{name}");
            }
            // And what Logto has besides.
            assert_eq!(told.as_object().unwrap().len(), STANDARD.len() + 1);
            assert_eq!(told["address"].as_object().unwrap().len(), 6);
            assert_eq!(told["phone_number_verified"], false);
        }
    }

    #[test]
    fn a_claim_that_is_asked_for_by_name_comes_without_its_scope() {
        let named = |names: &[&str], audience| {
            let names = names.iter().map(|&name| name.to_owned()).collect();
            Value::from(told(
                &complete(),
                &[],
                &Scope::EMPTY,
                Some(&names),
                audience,
            ))
        };
        let told = named(&["email", "locale", "iss", "teapot"], Audience::IdToken);
        let expected = json!({
            "sub": "ada", "email": "ada@example.com", "locale": "the locale",
        });
        assert_eq!(told, expected);
        let data = |audience| {
            named(&["custom_data"], audience)
                .get("custom_data")
                .cloned()
        };
        assert_eq!(data(Audience::IdToken), None);
        assert_eq!(data(Audience::Userinfo), Some(json!({})));
    }

    #[test]
    fn what_can_be_told_is_known_by_name_and_discovery_lists_it_once() {
        let all = all();
        let unique: BTreeSet<_> = all.iter().collect();
        assert_eq!(unique.len(), all.len());
        for (name, _) in STANDARD {
            assert!(all.contains(&name), "{name}");
            assert_eq!(known(name).is_some(), name != "sub", "{name}");
        }
        assert_eq!(known("iss"), None);
    }

    #[test]
    fn a_claim_without_a_value_is_left_out() {
        let told = claims(&user("ada"), "openid profile email", Audience::IdToken);
        let expected = json!({
            "sub": "ada",
            "created_at": 1_700_000_000_123_i64, "updated_at": 1_700_000_001_i64,
            "email": "ada@example.com", "email_verified": true,
        });
        assert_eq!(told, expected);
    }

    #[test]
    fn a_user_without_address_has_none_to_verify() {
        let mut user = user("ada");
        user.email = None;
        let told = claims(&user, "email", Audience::Userinfo);
        assert_eq!(told, json!({"sub": "ada"}));
    }

    #[test]
    fn what_has_a_value_is_told() {
        let mut user = user("ada");
        user.name = Some("Ada".to_owned());
        user.avatar = Some("https://ada.example/me.png".to_owned());
        user.email_verified_at = None;
        let told = claims(&user, "profile email", Audience::Userinfo);
        assert_eq!(told["name"], "Ada");
        assert_eq!(told["picture"], "https://ada.example/me.png");
        assert_eq!(told["email_verified"], false);
    }

    #[test]
    fn openid_alone_tells_nothing_but_who() {
        assert_eq!(
            claims(&user("ada"), "openid", Audience::Userinfo),
            json!({"sub": "ada"})
        );
    }

    #[test]
    fn a_profile_cannot_overrule_what_we_know() {
        let mut user = user("ada");
        user.username = Some("ada".to_owned());
        let Value::Object(profile) = json!({
            "sub": "eve", "email": "eve@example.com", "name": "Eve", "updated_at": 1, "iss": "x",
            "given_name": "Ada", "locale": 7, "address": {"country": "UK"},
        }) else {
            panic!("not an object");
        };
        user.profile = profile;
        let told = claims(&user, "openid profile address", Audience::Userinfo);
        assert_eq!((&told["sub"], told.get("name")), (&"ada".into(), None));
        assert_eq!(told["given_name"], "Ada");
        assert_eq!(told["preferred_username"], "ada");
        assert_eq!(told["address"]["country"], "UK");
        for name in ["email", "iss", "locale"] {
            assert_eq!(told.get(name), None, "{name}");
        }
        assert_eq!(told["updated_at"], 1_700_000_001_i64);
    }

    #[test]
    fn custom_data_stays_out_of_id_tokens_and_roles_are_told_by_name() {
        let told = |audience| claims(&user("ada"), "custom_data roles", audience);
        assert_eq!(
            told(Audience::IdToken),
            json!({"sub": "ada", "roles": ["Reader"]})
        );
        let userinfo = json!({"sub": "ada", "roles": ["Reader"], "custom_data": {}});
        assert_eq!(told(Audience::Userinfo), userinfo);
    }
}
