//! A user, told to a client: which claims a scope stands for (`OpenID` Connect Core §5.4, SDK
//! contract §2.7).

use serde_json::{Map, Value};

use crate::{account::email::EmailAddress, scope::Scope, user::User};

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

/// What `scope` tells about `user`. `name`, `picture`, `username` and `email` are null when unset,
/// other claims are left out.
pub fn for_scope(user: &User, scope: &Scope, audience: Audience) -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), user.id.as_str().into());
    if scope.contains("profile") {
        claims.extend(profile(user));
    }
    if scope.contains("email") {
        let email = user.email.as_ref().map(EmailAddress::as_str);
        let verified = email.is_some() && user.email_verified_at.is_some();
        claims.insert("email".to_owned(), email.into());
        claims.insert("email_verified".to_owned(), verified.into());
    }
    if scope.contains("address")
        && let Some(address @ Value::Object(_)) = user.profile.get("address")
    {
        claims.insert("address".to_owned(), address.clone());
    }
    if scope.contains("roles") {
        claims.insert("roles".to_owned(), roles_of(user).into());
    }
    if scope.contains("custom_data") && audience == Audience::Userinfo {
        claims.insert("custom_data".to_owned(), user.custom_data.clone().into());
    }
    claims
}

/// The names of a user's roles: the one place that will know them. There are none yet.
pub const fn roles_of(_user: &User) -> Vec<String> {
    Vec::new()
}

fn profile(user: &User) -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("name".to_owned(), user.name.as_deref().into());
    claims.insert("picture".to_owned(), user.avatar.as_deref().into());
    claims.insert("username".to_owned(), user.username.as_deref().into());
    // Milliseconds, as Logto has it; `updated_at` is OpenID Connect's own, and in seconds.
    claims.insert("created_at".to_owned(), user.created_at.as_millis().into());
    claims.insert("updated_at".to_owned(), user.updated_at.as_seconds().into());
    if let Some(username) = &user.username {
        claims.insert("preferred_username".to_owned(), username.as_str().into());
    }
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
        for_scope(user, &scope.parse().unwrap(), audience).into()
    }

    #[test]
    fn what_is_unset_is_null_where_sdks_expect_it_and_missing_elsewhere() {
        let told = claims(&user("ada"), "openid profile email", Audience::IdToken);
        let expected = json!({
            "sub": "ada", "name": null, "picture": null, "username": null,
            "created_at": 1_700_000_000_123_i64, "updated_at": 1_700_000_001_i64,
            "email": "ada@example.com", "email_verified": true,
        });
        assert_eq!(told, expected);
    }

    #[test]
    fn a_user_without_address_has_a_null_that_is_not_verified() {
        let mut user = user("ada");
        user.email = None;
        let told = claims(&user, "email", Audience::Userinfo);
        assert_eq!(
            told,
            json!({"sub": "ada", "email": null, "email_verified": false})
        );
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
        assert_eq!((&told["sub"], &told["name"]), (&"ada".into(), &Value::Null));
        assert_eq!(told["given_name"], "Ada");
        assert_eq!(told["preferred_username"], "ada");
        assert_eq!(told["address"]["country"], "UK");
        for name in ["email", "iss", "locale"] {
            assert_eq!(told.get(name), None, "{name}");
        }
        assert_eq!(told["updated_at"], 1_700_000_001_i64);
    }

    #[test]
    fn custom_data_stays_out_of_id_tokens_and_roles_are_an_empty_list() {
        let told = |audience| claims(&user("ada"), "custom_data roles", audience);
        assert_eq!(told(Audience::IdToken), json!({"sub": "ada", "roles": []}));
        let userinfo = json!({"sub": "ada", "roles": [], "custom_data": {}});
        assert_eq!(told(Audience::Userinfo), userinfo);
    }
}
