//! Which claims come out: by scope (OpenID Connect Core §5.4) and by name (§5.5).

use oidc_core::user::User;
use serde_json::{Map, Value, json};

use crate::kit::{Browser, Setup, Tokens, World, on_both};

on_both! {
    every_standard_claim_that_a_user_holds_comes_out_by_its_scope,
    claims_that_are_asked_for_by_name_come_at_exchange_at_refresh_and_from_userinfo,
    a_subject_that_is_asked_for_by_claims_is_the_only_one_who_is_answered_about,
}

/// Tells all there is to tell of somebody who has signed in before.
async fn fill_in(world: &World, email: &str) {
    let identifier = oidc_core::account::identifier::Identifier::Email(email.parse().unwrap());
    let now = world.clock.now();
    let profile = json!({
        "given_name": "Ada", "family_name": "Lovelace", "middle_name": "Augusta",
        "nickname": "Countess", "preferred_username": "ada", "profile": "https://ada.example/",
        "website": "https://ada.example/blog", "gender": "female", "birthdate": "1815-12-10",
        "zoneinfo": "Europe/London", "locale": "en-GB",
        "address": {"street_address": "12 St James's Square", "locality": "London"},
    });
    let changed = world
        .app
        .store
        .transact(|mut tx| {
            let (identifier, profile) = (&identifier, &profile);
            async move {
                let user = tx.users().find_by_identifier(identifier).await?.unwrap();
                let user = User {
                    name: Some("Ada Lovelace".to_owned()),
                    avatar: Some("https://ada.example/me.png".to_owned()),
                    phone: Some("+442079460000".parse().unwrap()),
                    phone_verified_at: Some(now),
                    profile: profile.as_object().unwrap().clone(),
                    ..user
                };
                tx.users().update(&user).await
            }
        })
        .await;
    assert!(changed.unwrap());
}

/// What is told of the person, without what every ID token says.
fn about(claims: &Value) -> Map<String, Value> {
    let mut claims = claims.as_object().unwrap().clone();
    let token = [
        "iss",
        "aud",
        "iat",
        "exp",
        "auth_time",
        "amr",
        "nonce",
        "at_hash",
        "sub",
        "sid",
    ];
    claims.retain(|name, _| !token.contains(&name.as_str()));
    claims
}

fn names(claims: &Map<String, Value>) -> Vec<&str> {
    let mut names: Vec<_> = claims.keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

async fn every_standard_claim_that_a_user_holds_comes_out_by_its_scope(world: World) {
    let web = world.relying_party("web");
    web.sign_in("ada@example.com").await;
    fill_in(&world, "ada@example.com").await;
    for (scope, expected) in [
        ("openid", json!({})),
        (
            "openid phone",
            json!({"phone_number": "+442079460000", "phone_number_verified": true}),
        ),
        (
            "openid address",
            json!({"address": {
                "street_address": "12 St James's Square", "locality": "London",
            }}),
        ),
        (
            "openid email",
            json!({"email": "ada@example.com", "email_verified": true}),
        ),
        (
            "openid profile",
            json!({
                "name": "Ada Lovelace", "given_name": "Ada", "family_name": "Lovelace",
                "middle_name": "Augusta", "nickname": "Countess", "preferred_username": "ada",
                "profile": "https://ada.example/", "picture": "https://ada.example/me.png",
                "website": "https://ada.example/blog", "gender": "female",
                "birthdate": "1815-12-10", "zoneinfo": "Europe/London", "locale": "en-GB",
            }),
        ),
    ] {
        let (_, code) = web.code("ada@example.com", &[("scope", scope)]).await;
        let tokens = Tokens::of(&web.redeem(&code).await);
        let userinfo = web.userinfo(&tokens.access).await.json();
        for claims in [tokens.claims(), userinfo] {
            let mut told = about(&claims);
            for name in ["created_at", "updated_at"] {
                let time = told.remove(name);
                assert_eq!(
                    time.is_some_and(|time| time.is_i64()),
                    scope.contains("profile")
                );
            }
            assert_eq!(Value::from(told), expected, "{scope}");
        }
    }
}

async fn claims_that_are_asked_for_by_name_come_at_exchange_at_refresh_and_from_userinfo(
    world: World,
) {
    let web = world.relying_party("web");
    web.sign_in("ada@example.com").await;
    fill_in(&world, "ada@example.com").await;
    let claims = json!({
        "userinfo": {
            "given_name": {"essential": true}, "phone_number": null, "teapot": {"value": 1},
        },
        "id_token": {
            "nickname": null, "locale": {"values": ["fr"]}, "auth_time": {"essential": true},
            "acr": {"values": ["urn:example:gold"]},
        },
    });
    let claims = claims.to_string();
    let changes = [
        ("claims", claims.as_str()),
        ("scope", "openid offline_access"),
    ];
    let (_, code) = web.code("ada@example.com", &changes).await;
    let first = Tokens::of(&web.redeem(&code).await);
    let refreshed = Tokens::of(&web.refresh(first.refresh()).await);
    for tokens in [first, refreshed] {
        assert_eq!(names(&about(&tokens.claims())), ["locale", "nickname"]);
        assert!(tokens.claims()["auth_time"].is_i64());
        let userinfo = web.userinfo(&tokens.access).await.json();
        assert_eq!(names(&about(&userinfo)), ["given_name", "phone_number"]);
    }
    // Without `openid` there is no door to come out of.
    let changes = [
        ("claims", claims.as_str()),
        ("scope", "profile offline_access"),
    ];
    let (_, code) = web.code("ada@example.com", &changes).await;
    let tokens = Tokens::of(&web.redeem(&code).await);
    assert_eq!(tokens.id, None);
    web.userinfo(&tokens.access)
        .await
        .refused(403, "insufficient_scope");
    // Whoever asks for nothing gets nothing.
    let (_, code) = web.code("ada@example.com", &[("scope", "openid")]).await;
    let tokens = Tokens::of(&web.redeem(&code).await);
    assert_eq!(names(&about(&tokens.claims())), [""; 0]);
}

async fn a_subject_that_is_asked_for_by_claims_is_the_only_one_who_is_answered_about(world: World) {
    let web = world.relying_party("web");
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let id = |tokens: &Tokens| tokens.claims()["sub"].as_str().unwrap().to_owned();
    let first = Tokens::of(&web.redeem(&code).await);
    let eve = id(&web.sign_in("eve@example.com").await);
    let sub = |id: &str| json!({"id_token": {"sub": {"value": id}}}).to_string();
    for (claims, more, answered) in [
        (sub(&id(&first)), None, true),
        (sub(&id(&first)), first.id.as_deref(), true),
        (sub(&eve), None, false),
        (sub(&eve), first.id.as_deref(), false),
        (sub("nobody"), None, false),
    ] {
        let mut changes = vec![("claims", claims.as_str()), ("prompt", "none")];
        changes.extend(more.map(|hint| ("id_token_hint", hint)));
        let answer = ada.get(&web.request_with(&changes)).await;
        assert_eq!(answer.parameter("code").is_some(), answered, "{claims}");
        if !answered {
            assert_eq!(answer.parameter("error").unwrap(), "login_required");
        }
    }
    // Where pages may be shown, the right person can sign in, and nobody else.
    let request = web.request_with(&[("claims", &sub(&eve))]);
    world.pass(oidc_core::time::Lifetime::minutes(2));
    let mut browser = Browser::new(world.clone());
    let answer = browser.sign_in(&request, "ada@example.com").await;
    assert_eq!(answer.parameter("error").unwrap(), "login_required");
    let mut browser = Browser::new(world.clone());
    let answer = browser.sign_in(&request, "eve@example.com").await;
    assert!(answer.parameter("code").is_some());
}

#[tokio::test]
async fn t_68_a_claims_parameter_is_bounded_before_it_is_read() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    let deep = format!(r#"{{"userinfo":{{"x":{}"#, "[".repeat(3_000));
    let nested = format!(
        r#"{{"userinfo":{}1{}"#,
        r#"{"a":"#.repeat(600),
        "}".repeat(601)
    );
    let names: Vec<String> = (0..300).map(|n| format!("\"c{n}\":null")).collect();
    let many = format!(r#"{{"userinfo":{{{},"email":null}}}}"#, names.join(","));
    let long = format!("{{}}{}", " ".repeat(4_095));
    for (claims, refused) in [
        (deep.as_str(), true),
        // What is not understood is passed over, however deep it is.
        (&nested, false),
        (&long, true),
        ("{", true),
        ("[]", true),
        ("null", true),
        (r#"{"userinfo":{"email":null,"email":null}}"#, true),
        (&many, false),
        ("{}", false),
        (r#"{"verified_claims":{"x":[[[]]]}}"#, false),
    ] {
        let answer = world.get(&web.request_with(&[("claims", claims)])).await;
        let error = answer.parameter("error");
        assert_eq!(
            error.as_deref(),
            refused.then_some("invalid_request"),
            "{claims:.40}"
        );
        if refused {
            assert_eq!(answer.parameter("state").unwrap(), "af0ifjsldkj");
        }
    }
    // Ten thousand names are more than any request may have.
    let names: Vec<String> = (0..10_000).map(|n| format!("\"c{n}\":null")).collect();
    let many = format!(r#"{{"userinfo":{{{}}}}}"#, names.join(","));
    let request = format!("client_id=web&claims={many}");
    let answer = world.call("POST", "/oidc/auth", &[], &request).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    assert!(!answer.headers.contains_key("location"));
}
