//! A user, told to a client: which claims a scope stands for (`OpenID` Connect Core §5.4, SDK
//! contract §2.7).

use serde_json::{Map, Value};

use crate::{scope::Scope, user::User};

/// Where the claims go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Into an ID token: kept short, because clients keep it in a cookie.
    IdToken,
    /// Out of the userinfo endpoint.
    Userinfo,
}

/// The standard claims a profile may hold, left out when unset (`OpenID` Connect Core §5.1). Those
/// we keep ourselves (`name`, `picture`, `updated_at`) are not among them, so that no profile can
/// overrule them, nor `sub` or `email`.
pub const PROFILE: [&str; 11] = [
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
    let own = ["name", "picture", "username", "created_at", "updated_at"];
    let other = ["email", "email_verified", "address", "roles", "custom_data"];
    token
        .into_iter()
        .chain(own)
        .chain(PROFILE)
        .chain(other)
        .collect()
}

/// What `scope` tells about `user`, who has these roles. A claim without a value is left out (Core
/// §5.3.2).
pub fn for_scope(
    user: &User,
    roles: &[String],
    scope: &Scope,
    audience: Audience,
) -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), user.id.as_str().into());
    if scope.contains("profile") {
        claims.extend(profile(user));
    }
    if scope.contains("email") {
        claims.extend(email(user));
    }
    if scope.contains("address")
        && let Some(address @ Value::Object(_)) = user.profile.get("address")
    {
        claims.insert("address".to_owned(), address.clone());
    }
    if scope.contains("roles") {
        claims.insert("roles".to_owned(), roles.into());
    }
    if scope.contains("custom_data") && audience == Audience::Userinfo {
        claims.insert("custom_data".to_owned(), user.custom_data.clone().into());
    }
    claims
}

fn email(user: &User) -> Map<String, Value> {
    let mut claims = Map::new();
    if let Some(email) = &user.email {
        let verified = user.email_verified_at.is_some();
        claims.insert("email".to_owned(), email.as_str().into());
        claims.insert("email_verified".to_owned(), verified.into());
    }
    claims
}

fn profile(user: &User) -> Map<String, Value> {
    let mut claims = Map::new();
    for (name, value) in [
        ("name", &user.name),
        ("picture", &user.avatar),
        ("username", &user.username),
        ("preferred_username", &user.username),
    ] {
        if let Some(value) = value {
            claims.insert(name.to_owned(), value.as_str().into());
        }
    }
    // Milliseconds, as Logto has it; `updated_at` is OpenID Connect's own, and in seconds.
    claims.insert("created_at".to_owned(), user.created_at.as_millis().into());
    claims.insert("updated_at".to_owned(), user.updated_at.as_seconds().into());
    let known = PROFILE
        .iter()
        .filter_map(|name| user.profile.get_key_value(*name));
    let set = known.filter(|(_, value)| value.is_string());
    claims.extend(set.map(|(name, value)| (name.clone(), value.clone())));
    claims
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::user::tests::user;

    fn claims(user: &User, scope: &str, audience: Audience) -> Value {
        for_scope(
            user,
            &["Reader".to_owned()],
            &scope.parse().unwrap(),
            audience,
        )
        .into()
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
