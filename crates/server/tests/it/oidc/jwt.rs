//! Where a JWT enters: `id_token_hint`, at the authorization endpoint and at sign-out. The key
//! set's own tests forge with the right key too; here the strangers knock.

use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::kit::{Browser, Setup, Tokens, World};

struct Forger {
    world: World,
    ada: Browser,
    genuine: String,
}

fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

impl Forger {
    async fn new() -> Self {
        let world = World::with(Setup::default()).await;
        let web = world.relying_party("web");
        let (ada, code) = web.code("ada@example.com", &[]).await;
        let genuine = Tokens::of(&web.redeem(&code).await).id.unwrap();
        Self {
            world,
            ada,
            genuine,
        }
    }

    fn header(&self) -> Value {
        let part = self.genuine.split('.').next().unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    /// The genuine header with members changed, and the genuine claims.
    fn text(&self, changes: &[(&str, Value)]) -> String {
        let mut header = self.header();
        for (name, value) in changes {
            header[*name] = value.clone();
        }
        let claims = self.genuine.split('.').nth(1).unwrap();
        format!("{}.{claims}", encode(&header))
    }

    fn genuine_signature(&self) -> &str {
        self.genuine.rsplit('.').next().unwrap()
    }

    /// At both doors: an error to the client, and a page that ends nothing.
    async fn is_refused(&self, token: &str) {
        let web = self.world.relying_party("web");
        let mut ada = self.ada.clone();
        let answer = ada
            .get(&web.request_with(&[("id_token_hint", token)]))
            .await;
        let error = answer.parameter("error").unwrap_or_default();
        assert_eq!(error, "invalid_request", "{token}");
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("id_token_hint", token)
            .finish();
        let answer = ada.get(&format!("/oidc/session/end?{query}")).await;
        assert_eq!(answer.status, 400, "{token}");
        assert!(web.silent_code(&mut ada).await.is_some());
    }
}

#[tokio::test]
async fn t_30_the_genuine_token_is_accepted_at_both_doors() {
    let mut forger = Forger::new().await;
    let web = forger.world.relying_party("web");
    let request = web.request_with(&[("id_token_hint", &forger.genuine)]);
    assert!(forger.ada.get(&request).await.parameter("code").is_some());
    let target = format!("/oidc/session/end?id_token_hint={}", forger.genuine);
    assert_eq!(forger.ada.get(&target).await.status, 303);
    assert_eq!(web.silent_code(&mut forger.ada).await, None);
}

#[tokio::test]
async fn t_30_a_token_without_a_signature_is_refused() {
    let forger = Forger::new().await;
    for alg in ["none", "None", "NONE", "nOnE", "", "RS256"] {
        let text = forger.text(&[("alg", alg.into())]);
        forger.is_refused(&format!("{text}.")).await;
        forger.is_refused(&text).await;
    }
    let none = forger.text(&[("alg", "none".into())]);
    forger
        .is_refused(&format!("{none}.{}", forger.genuine_signature()))
        .await;
}

#[tokio::test]
async fn t_30_the_public_key_is_no_secret_to_sign_with() {
    let forger = Forger::new().await;
    let jwks = forger.world.get("/oidc/jwks").await;
    let published = jwks.json();
    let mut keys = published["keys"].as_array().unwrap().iter();
    let key = keys.find(|key| key["kty"] == "RSA").unwrap().clone();
    let modulus = key["n"].as_str().unwrap();
    let keys = [
        modulus.as_bytes().to_vec(),
        URL_SAFE_NO_PAD.decode(modulus).unwrap(),
        key.to_string().into_bytes(),
        jwks.body.clone().into_bytes(),
        forger.header()["kid"].as_str().unwrap().as_bytes().to_vec(),
        Vec::new(),
    ];
    for alg in ["HS256", "RS256"] {
        let text = forger.text(&[("alg", alg.into())]);
        for key in &keys {
            let key = hmac::Key::new(hmac::HMAC_SHA256, key);
            let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes()));
            forger.is_refused(&format!("{text}.{signature}")).await;
        }
    }
}

#[tokio::test]
async fn t_30_a_key_that_comes_along_is_not_used() {
    let forger = Forger::new().await;
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let point = pair.public_key().as_ref();
    let own = forger.header()["kid"].clone();
    let jwk = json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": own,
        "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..]),
    });
    let evil = "https://evil.example/keys";
    for (name, value) in [
        ("jwk", jwk.clone()),
        ("jku", evil.into()),
        ("x5u", evil.into()),
        ("x5c", json!(["MIIB"])),
        ("kid", "../../../../dev/null".into()),
        ("kid", "unknown".into()),
        ("kid", "' or 1=1 --".into()),
        ("kid", Value::Null),
        ("crit", json!(["exp"])),
        ("typ", "at+jwt".into()),
    ] {
        let text = forger.text(&[("alg", "ES256".into()), (name, value.clone())]);
        let signature = pair.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
        let signature = URL_SAFE_NO_PAD.encode(signature);
        forger.is_refused(&format!("{text}.{signature}")).await;
        let text = forger.text(&[(name, value)]);
        forger
            .is_refused(&format!("{text}.{}", forger.genuine_signature()))
            .await;
    }
}

#[tokio::test]
async fn t_30_altered_claims_and_garbage_are_refused() {
    let forger = Forger::new().await;
    let (header, rest) = forger.genuine.split_once('.').unwrap();
    let (claims, signature) = rest.split_once('.').unwrap();
    let mut other: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    other["sub"] = "somebodyelse".into();
    let other = encode(&other);
    for token in [
        &format!("{header}.{other}.{signature}"),
        &format!("{header}.{claims}.{}", &signature[2..]),
        &format!("{header}.{claims}.{signature}.x"),
        &format!("{header}.{claims}.{signature}AAAA"),
        &format!(" {}", forger.genuine),
        ".",
        "..",
        "...",
        "e30.e30.e30",
        "null",
        &"A".repeat(6_000),
        &format!("{}.e30.e30", "eyJ".repeat(1_500)),
    ] {
        forger.is_refused(token).await;
    }
    // Those of other provision are no ID tokens either.
    let web = forger.world.relying_party("web");
    let tokens = web.sign_in("ada@example.com").await;
    for token in [&tokens.access, tokens.refresh()] {
        forger.is_refused(token).await;
    }
}
