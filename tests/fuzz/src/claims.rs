//! `claims`: the JSON that asks for claims by name (`OpenID` Connect Core §5.5).

use oidc_core::{
    claims::known,
    claims_request::{Claims, ClaimsRequest, InvalidClaims, MAX_LENGTH, Subject},
    params::{self, Params},
};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::Verdict;

/// Checks one text.
pub fn check(data: &[u8]) -> Verdict {
    let Ok(json) = std::str::from_utf8(data) else {
        return Verdict::Refused;
    };
    let Some(read) = of(json) else {
        assert!(json.contains('\0') || json.len() * 3 + 7 > params::MAX_LENGTH);
        return Verdict::Refused;
    };
    match read {
        Ok(claims) => {
            must_be_what_was_sent(&claims, json);
            must_be_stable(&claims.request);
            Verdict::Accepted
        }
        Err(error) => {
            // Not a word of what was sent.
            let fixed = [InvalidClaims::TooLong, InvalidClaims::Malformed];
            assert!(fixed.contains(&error), "{error}");
            assert_eq!(error == InvalidClaims::TooLong, json.len() > MAX_LENGTH);
            Verdict::Refused
        }
    }
}

/// As it is read from a query; none when no query can hold it.
fn of(json: &str) -> Option<Result<Claims, InvalidClaims>> {
    let value: String = url::form_urlencoded::byte_serialize(json.as_bytes()).collect();
    let params = Params::parse(&format!("claims={value}")).ok()?;
    Some(Claims::of(&params))
}

fn must_be_what_was_sent(claims: &Claims, json: &str) {
    if json.is_empty() {
        assert_eq!(claims, &Claims::default());
        return;
    }
    assert!(json.len() <= MAX_LENGTH);
    let Ok(sent) = serde_json::from_str::<Map<String, Value>>(json) else {
        // Members that are not understood may hold what can be skipped, but not read: numbers without
        // measure, half of a surrogate pair.
        assert!(serde_json::from_str::<IgnoredAny>(json).is_ok());
        return;
    };
    let wanted = [
        ("userinfo", &claims.request.userinfo),
        ("id_token", &claims.request.id_token),
    ];
    for (place, names) in wanted {
        let asked = match sent.get(place) {
            None => Map::new(),
            Some(Value::Object(asked)) => asked.clone(),
            Some(other) => panic!("{place} is {other}"),
        };
        assert!(
            names
                .iter()
                .all(|name| known(name).is_some() && asked.contains_key(name))
        );
        let told = asked.keys().filter(|name| known(name).is_some());
        assert!(told.count() == names.len(), "one is missing");
        let forms = asked.values().all(|how| how.is_null() || how.is_object());
        assert!(forms, "a claim is asked for in another form");
    }
    let about = ["userinfo", "id_token"].map(|place| {
        let about = sent.get(place).and_then(|asked| asked.get("sub"));
        about.is_some_and(|about| about.get("value").is_some() || about.get("values").is_some())
    });
    match &claims.subject {
        Subject::User(user) => {
            assert!(about.contains(&true));
            let text = Value::from(user.as_str());
            let is_named = |value: &Value| {
                value.get("value") == Some(&text)
                    || value.get("values") == Some(&Value::from(vec![text.clone()]))
            };
            let mut asked = ["userinfo", "id_token"]
                .iter()
                .filter_map(|place| sent.get(*place)?.get("sub"));
            assert!(asked.any(is_named), "{user}");
        }
        Subject::Nobody => assert!(about.contains(&true)),
        Subject::Anybody => {}
    }
}

/// Stored and read again, and asked for in the plainest form, it is the same.
fn must_be_stable(request: &ClaimsRequest) {
    let json = serde_json::to_string(request).expect("it can be kept");
    let kept: ClaimsRequest = serde_json::from_str(&json).expect("it can be read again");
    assert_eq!(&kept, request);
    let plain = |names: &std::collections::BTreeSet<String>| {
        let members = names.iter().map(|name| (name.clone(), Value::Null));
        Value::Object(members.collect())
    };
    let mut plainest = Map::new();
    plainest.insert("userinfo".to_owned(), plain(&request.userinfo));
    plainest.insert("id_token".to_owned(), plain(&request.id_token));
    let again = of(&Value::Object(plainest).to_string()).expect("it is short");
    assert_eq!(again.as_ref().map(|claims| &claims.request), Ok(request));
    assert_eq!(again.map(|claims| claims.subject), Ok(Subject::Anybody));
}
