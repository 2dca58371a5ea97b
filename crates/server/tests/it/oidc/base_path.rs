//! A `public_url` with a path, behind a proxy that takes the path off and behind one that does not.

use crate::kit::{Setup, Tokens, World};

async fn world() -> World {
    World::with(Setup {
        public_url: Some("http://localhost:3001/auth"),
        ..Setup::default()
    })
    .await
}

async fn a_whole_walk(world: World) {
    let issuer = "http://localhost:3001/auth/oidc";
    for target in [
        "/auth/oidc/.well-known/openid-configuration",
        "/auth//oidc/.well-known/openid-configuration",
    ] {
        let metadata = world.get(target).await.json();
        assert_eq!(metadata["issuer"], issuer, "{target}");
        assert_eq!(metadata["token_endpoint"], format!("{issuer}/token"));
    }
    let web = world.relying_party("web");
    let mut browser = world.browser();
    let request = format!("/auth{}", web.request());
    let answer = browser.get(&request).await;
    assert!(answer.location().starts_with("/auth/sign-in?"));
    for cookie in answer.cookies() {
        assert!(
            cookie.contains("; Path=/auth;") || cookie.ends_with("; Path=/auth"),
            "{cookie}"
        );
    }
    let page = browser.follow(answer).await;
    assert_eq!(page.form(0).action, "/auth/sign-in");
    assert!(page.body.contains("href=\"/auth/static/"));
    let callback = browser.sign_in(&request, "ada@example.com").await;
    assert!(
        callback
            .location()
            .starts_with("https://rp.example/cb?code=")
    );
    assert_eq!(callback.parameter("iss").unwrap(), issuer);
    let code = callback.parameter("code").unwrap();
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", web.redirect_uri),
        ("code_verifier", crate::kit::VERIFIER),
    ];
    let tokens = Tokens::of(&web.post("/auth/oidc/token", &fields).await);
    assert_eq!(tokens.claims()["iss"], issuer);
    let bearer = format!("Bearer {}", tokens.access);
    let headers = [("authorization", bearer.as_str())];
    let me = world.call("GET", "/auth/oidc/me", &headers, "").await;
    assert_eq!(me.json()["email"], "ada@example.com");
    let end = browser.get("/auth/oidc/session/end").await;
    assert_eq!(end.form(0).action, "/auth/oidc/session/end/confirm");
    let end = browser.get("/auth/oidc/session/end?client_id=web").await;
    assert_eq!(end.location(), "/auth/oidc/session/end/success?app_id=web");
    let page = browser.follow(end).await;
    assert_eq!(page.status, 200);
}

#[tokio::test]
async fn the_path_arrives() {
    let world = world().await;
    // RFC 8414 §3.1: the well-known part stands before the path of the issuer.
    let target = "/.well-known/oauth-authorization-server/auth/oidc";
    let metadata = world.get(target).await.json();
    assert_eq!(metadata["issuer"], "http://localhost:3001/auth/oidc");
    a_whole_walk(world).await;
}

#[tokio::test]
async fn the_path_is_taken_off_on_the_way() {
    a_whole_walk(world().await.behind_a_stripping_proxy()).await;
}
