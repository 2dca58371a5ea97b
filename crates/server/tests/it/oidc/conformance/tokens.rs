//! What tokens are made of (RFC 6749 §10.10, RFC 9068 §2.1).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::kit::{RelyingParty, Setup, Tokens, World};

const ROBOT: &str = r#"
[[applications]]
id = "robot"
kind = "machine"
secret = "robot-secret-0123456789-0123456789"
roles = ["Reader"]

[[resources]]
indicator = "https://api.example"
name = "Books"
access_token_alg = "RS256"
scopes = [{ name = "read:books" }]

[[roles]]
name = "Reader"
kind = "machine"
scopes = { "https://api.example" = ["read:books"] }
"#;

#[tokio::test]
async fn an_api_may_want_its_tokens_signed_with_rs256() {
    let world = World::with(Setup {
        more: ROBOT,
        ..Setup::default()
    })
    .await;
    let robot = RelyingParty {
        net: world.clone(),
        client: "robot",
        redirect_uri: "",
        secret: Some("robot-secret-0123456789-0123456789"),
    };
    let fields = [
        ("grant_type", "client_credentials"),
        ("resource", "https://api.example"),
        ("scope", "read:books"),
    ];
    let access = Tokens::of(&robot.post("/oidc/token", &fields).await).access;
    let header = URL_SAFE_NO_PAD.decode(access.split('.').next().unwrap());
    let header: Value = serde_json::from_slice(&header.unwrap()).unwrap();
    assert_eq!(
        (&header["alg"], &header["typ"]),
        (&"RS256".into(), &"at+jwt".into())
    );
    let keys = world.get("/oidc/jwks").await.json();
    let mut keys = keys["keys"].as_array().unwrap().iter();
    let key = keys.find(|key| key["kid"] == header["kid"]).unwrap();
    assert_eq!(key["alg"], "RS256");
    let snapshot = world.app.snapshot();
    let claims: Option<Value> =
        snapshot
            .keys
            .set
            .verify(&access, "at+jwt", &world.app.urls.issuer());
    assert_eq!(claims.unwrap()["sub"], "robot");
}

/// Beside its kind and the name of its row, a token has 16 bytes that nobody can know.
#[tokio::test]
async fn no_token_is_guessed_at_better_odds_than_the_rfc_allows() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    let (browser, code) = web.code("ada@example.com", &[]).await;
    let tokens = Tokens::of(&web.redeem(&code).await);
    let session = &browser.jar[&world.cookie("session")];
    for (token, known) in [
        (&code, 1 + 16),
        (&tokens.access, 1 + 16),
        (session, 1 + 16),
        // With its generation.
        (tokens.refresh.as_ref().unwrap(), 1 + 16 + 4),
    ] {
        let bytes = URL_SAFE_NO_PAD.decode(token).unwrap();
        assert!(bytes.len() >= known + 16, "{}", bytes.len());
    }
}
