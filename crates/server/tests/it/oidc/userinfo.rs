//! `/oidc/me`: claims for an access token (OpenID Connect Core §5.3, RFC 6750).

use serde_json::json;

use crate::kit::{Setup, Tokens, World};

const TARGET: &str = "/oidc/me";

async fn world() -> World {
    World::with(Setup::default()).await
}

async fn tokens(world: &World, scope: &str) -> Tokens {
    let web = world.relying_party("web");
    let (_, code) = web.code("ada@example.com", &[("scope", scope)]).await;
    Tokens::of(&web.redeem(&code).await)
}

#[tokio::test]
async fn each_scope_tells_its_claims_and_no_others() {
    let world = world().await;
    let web = world.relying_party("web");
    let created = 1_760_000_000_000_i64;
    let first = tokens(&world, "openid").await;
    let sub = first.claims()["sub"].clone();
    let mut profile = json!({
        "sub": sub, "created_at": created + 1, "updated_at": created / 1000,
    });
    for (scope, expected) in [
        ("openid", json!({"sub": sub})),
        ("openid profile", profile.clone()),
        (
            "openid email",
            json!({"sub": sub, "email": "ada@example.com", "email_verified": true}),
        ),
        (
            "openid custom_data roles",
            json!({"sub": sub, "custom_data": {}, "roles": []}),
        ),
    ] {
        let token = tokens(&world, scope).await;
        let answer = web.userinfo(&token.access).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json(), expected, "{scope}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
    // The ID token says the same; SDKs of Logto read the claims there.
    let claims = tokens(&world, "openid profile").await.claims();
    let own = [
        "iss",
        "aud",
        "iat",
        "exp",
        "auth_time",
        "amr",
        "sid",
        "nonce",
        "at_hash",
    ];
    let mut told = claims.as_object().unwrap().clone();
    told.retain(|name, _| !own.contains(&name.as_str()));
    assert_eq!(json!(told), profile.take());
}

#[tokio::test]
async fn the_token_may_come_by_header_or_form_and_never_by_url() {
    let world = world().await;
    let token = tokens(&world, "openid").await.access;
    let bearer = format!("Bearer {token}");
    let lower = format!("bearer {token}");
    let form = format!("access_token={token}");
    for (method, headers, body, status) in [
        ("GET", &[("authorization", bearer.as_str())][..], "", 200),
        ("GET", &[("authorization", lower.as_str())], "", 200),
        ("POST", &[("authorization", bearer.as_str())], "", 200),
        ("POST", &[], form.as_str(), 200),
        (
            "POST",
            &[("authorization", bearer.as_str())],
            form.as_str(),
            400,
        ),
        ("GET", &[], form.as_str(), 401),
    ] {
        let answer = world.call(method, TARGET, headers, body).await;
        assert_eq!(answer.status, status, "{method} {headers:?}");
    }
    let answer = world.get(&format!("{TARGET}?{form}")).await;
    answer.refused(401, "invalid_token");
    let twice = [
        ("authorization", bearer.as_str()),
        ("authorization", &bearer),
    ];
    let answer = world.call("GET", TARGET, &twice, "").await;
    answer.refused(400, "invalid_request");
}

#[tokio::test]
async fn a_refusal_names_itself_in_the_challenge() {
    let world = world().await;
    let web = world.relying_party("web");
    let answer = world.get(TARGET).await;
    assert_eq!(answer.status, 401);
    assert_eq!(
        answer.header("www-authenticate"),
        Some("Bearer realm=\"signet\"")
    );
    let jwt = tokens(&world, "openid").await.id.unwrap();
    for bad in ["x", &jwt, &"A".repeat(44), &"A".repeat(100_000)] {
        let answer = web.userinfo(bad).await;
        answer.refused(401, "invalid_token");
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
    }
    let token = tokens(&world, "profile email").await;
    let answer = web.userinfo(&token.access).await;
    answer.refused(403, "insufficient_scope");
    let challenge = answer.header("www-authenticate").unwrap();
    assert!(
        challenge.contains("error=\"insufficient_scope\""),
        "{challenge}"
    );
    assert!(challenge.ends_with("scope=\"openid\""), "{challenge}");
}

#[tokio::test]
async fn t_38_a_disabled_application_reads_nothing_any_more() {
    let world = world().await;
    let web = world.relying_party("web");
    let access = tokens(&world, "openid").await.access;
    assert_eq!(web.userinfo(&access).await.status, 200);
    let id = "web".parse().unwrap();
    let switched = world
        .app
        .store
        .transact(|mut tx| {
            let id = &id;
            async move {
                let mut client = tx.clients().find(id).await?.unwrap();
                client.disabled = true;
                tx.clients().update(&client).await
            }
        })
        .await;
    assert!(switched.unwrap());
    world.app.refresh_snapshot().await.unwrap();
    web.userinfo(&access).await.refused(401, "invalid_token");
}
