//! Metadata and keys (OpenID Connect Discovery §4, RFC 8414 §3, RFC 7517 §5).

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::kit::{Setup, Witness, World};

const METADATA: &str = "/oidc/.well-known/openid-configuration";

async fn world() -> World {
    World::with(Setup::default()).await
}

#[tokio::test]
async fn every_way_to_the_metadata_leads_to_the_same_bytes() {
    let world = world().await;
    let answer = world.get(METADATA).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    for target in [
        "/oidc/.well-known/oauth-authorization-server",
        "/.well-known/oauth-authorization-server/oidc",
        "//oidc/.well-known/openid-configuration",
        "//oidc//.well-known//openid-configuration",
    ] {
        let same = world.get(target).await;
        assert_eq!(
            (same.status, &same.body),
            (answer.status, &answer.body),
            "{target}"
        );
    }
    // `@logto/node` authenticates itself here as well.
    let basic = [("authorization", "Basic d2ViOndyb25n")];
    let same = world.call("GET", METADATA, &basic, "").await;
    assert_eq!((same.status, same.body), (answer.status, answer.body));
}

#[tokio::test]
async fn the_metadata_says_what_is_on() {
    let json = world().await.get(METADATA).await.json();
    let issuer = "http://localhost:3001/oidc";
    assert_eq!(json["issuer"], issuer);
    for (name, path) in [
        ("authorization_endpoint", "/auth"),
        ("token_endpoint", "/token"),
        ("userinfo_endpoint", "/me"),
        ("jwks_uri", "/jwks"),
        ("revocation_endpoint", "/token/revocation"),
        ("introspection_endpoint", "/token/introspection"),
        ("end_session_endpoint", "/session/end"),
    ] {
        assert_eq!(json[name], format!("{issuer}{path}"));
    }
    for (name, values) in [
        ("response_types_supported", &["code"][..]),
        (
            "response_modes_supported",
            &["query", "fragment", "form_post"],
        ),
        (
            "grant_types_supported",
            &["authorization_code", "refresh_token", "client_credentials"],
        ),
        (
            "scopes_supported",
            &[
                "openid",
                "offline_access",
                "profile",
                "email",
                "phone",
                "address",
                "roles",
                "custom_data",
            ],
        ),
        ("subject_types_supported", &["public"]),
        ("code_challenge_methods_supported", &["S256"]),
        ("id_token_signing_alg_values_supported", &["RS256", "ES256"]),
    ] {
        assert_eq!(json[name], serde_json::json!(values), "{name}");
    }
    assert_eq!(json["claims_parameter_supported"], true);
    assert_eq!(json["authorization_response_iss_parameter_supported"], true);
    assert!(
        json.as_object()
            .unwrap()
            .values()
            .all(|value| !value.is_null())
    );
}

#[tokio::test]
async fn the_keys_hold_nothing_but_texts_and_nothing_private() {
    let world = world().await;
    let answer = world.get("/oidc/jwks").await;
    assert_eq!(
        answer.header("content-type"),
        Some("application/jwk-set+json")
    );
    let cache = answer.header("cache-control").unwrap();
    assert!(cache.contains("no-cache"), "{cache}");
    let keys = answer.json()["keys"].as_array().unwrap().clone();
    assert!(!keys.is_empty());
    for key in &keys {
        let key = key.as_object().unwrap();
        let allowed = ["kty", "use", "kid", "alg", "n", "e", "crv", "x", "y"];
        for (name, value) in key {
            assert!(
                allowed.contains(&name.as_str()) && value.is_string(),
                "{name}: {value}"
            );
        }
        assert_eq!(key["use"], "sig");
        assert!(!key["kid"].as_str().unwrap().is_empty());
    }
}

fn key_of<'a>(keys: &'a Value, header: &Value) -> &'a Value {
    let mut keys = keys["keys"].as_array().unwrap().iter();
    keys.find(|key| key["kid"] == header["kid"])
        .expect("its key")
}

#[tokio::test]
async fn an_id_token_names_its_key_and_verifies_with_it() {
    let world = world().await;
    let web = world.relying_party("web");
    let first = web.sign_in("ada@example.com").await;
    let second = crate::kit::Tokens::of(&web.refresh(first.refresh()).await);
    let keys = world.get("/oidc/jwks").await.json();
    for tokens in [first, second] {
        let header = tokens.header();
        assert_eq!(header["alg"], "RS256");
        assert_eq!(header.as_object().unwrap().len(), 2, "alg and kid only");
        let key = key_of(&keys, &header);
        let part = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
        let public = RsaPublicKeyComponents {
            n: part("n"),
            e: part("e"),
        };
        let token = tokens.id.unwrap();
        let (text, signature) = token.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let parameters = &RSA_PKCS1_2048_8192_SHA256;
        public
            .verify(parameters, text.as_bytes(), &signature)
            .expect("a good signature");
    }
}

#[tokio::test]
async fn another_algorithm_can_be_chosen_for_all_or_for_one() {
    let all = World::with(Setup {
        more: "[oidc]\nid_token_alg = \"ES256\"",
        ..Setup::default()
    });
    let one = World::with(Setup {
        more: "[[applications]]\nid = \"fast\"\nkind = \"spa\"\nid_token_alg = \"ES256\"\n\
               redirect_uris = [\"https://spa.example/cb\"]",
        ..Setup::default()
    });
    let third = World::with(Setup {
        more: "[oidc]\nid_token_alg = \"ES256\"\n[[applications]]\nid = \"strong\"\n\
               kind = \"spa\"\nid_token_alg = \"ES384\"\n\
               redirect_uris = [\"https://spa.example/cb\"]",
        ..Setup::default()
    });
    let (p256, p384) = (("ES256", "P-256"), ("ES384", "P-384"));
    for (world, client, (alg, crv), listed) in [
        (all.await, "spa", p256, &["ES256"][..]),
        (one.await, "fast", p256, &["RS256", "ES256"]),
        (third.await, "strong", p384, &["ES256", "ES384"]),
    ] {
        let mut rp = world.relying_party("spa");
        rp.client = client;
        let header = rp.sign_in("ada@example.com").await.header();
        assert_eq!(header["alg"], alg);
        let keys = world.get("/oidc/jwks").await.json();
        let key = key_of(&keys, &header);
        assert_eq!((&key["crv"], &key["use"]), (&crv.into(), &"sig".into()));
        assert!(key.as_object().unwrap().values().all(Value::is_string));
        let said = &world.get(METADATA).await.json()["id_token_signing_alg_values_supported"];
        assert_eq!(said, &Value::from(listed));
    }
}

#[tokio::test]
async fn who_has_a_document_already_is_told_so_and_gets_it_again_when_it_has_changed() {
    let world = world().await;
    for target in [METADATA, "/oidc/jwks"] {
        let first = world.get(target).await;
        let etag = first.header("etag").unwrap().to_owned();
        assert!(etag.starts_with('"'), "a strong one: {etag}");
        let asked = |tags: String| {
            let world = world.clone();
            async move {
                let headers = [("if-none-match", tags.as_str())];
                world.call("GET", target, &headers, "").await
            }
        };
        for tags in [
            etag.clone(),
            format!("\"other\", {etag}"),
            format!("W/{etag}"),
            "*".to_owned(),
        ] {
            let same = asked(tags.clone()).await;
            assert_eq!((same.status.as_u16(), &*same.body), (304, ""), "{tags}");
            assert_eq!(same.header("etag"), Some(&*etag));
            assert_eq!(same.header("cache-control"), first.header("cache-control"));
        }
        let other = asked("\"other\"".to_owned()).await;
        assert_eq!((other.status.as_u16(), &other.body), (200, &first.body));
    }
    let before = world
        .get("/oidc/jwks")
        .await
        .header("etag")
        .map(str::to_owned);
    let value = &serde_json::json!({ "id_token_alg": "ES384" });
    let (now, console) = (world.clock.now(), oidc_core::source::Source::Console);
    let set = world
        .app
        .store
        .transact(|mut tx| async move { tx.settings().put("tokens", value, console, now).await });
    set.await.unwrap();
    world.app.refresh_snapshot().await.unwrap();
    let after = world
        .get("/oidc/jwks")
        .await
        .header("etag")
        .map(str::to_owned);
    assert_ne!(before, after);
}

/// What is listed is true (there is always ES256, for the tokens of APIs), and the operator is told what it departs from.
#[tokio::test]
async fn a_start_without_a_key_for_rs256_says_so_and_discovery_does_not_list_it() {
    let (rs256, es256) = ("RS256", "ES256");
    for (more, listed) in [
        ("", &[rs256, es256][..]),
        ("[oidc]\nid_token_alg = \"ES256\"\n", &[es256]),
        (
            "[oidc]\nid_token_alg = \"ES256\"\n[[applications]]\nid = \"old\"\n\
             kind = \"spa\"\nredirect_uris = [\"https://old.example/cb\"]\n\
             id_token_alg = \"RS256\"\n",
            &[rs256, es256],
        ),
    ] {
        let witness = Witness::new();
        let setup = Setup {
            more,
            ..Setup::default()
        };
        let world = Box::pin(witness.watch(World::with(setup))).await;
        let json = world.get(METADATA).await.json();
        assert_eq!(
            json["id_token_signing_alg_values_supported"],
            serde_json::json!(listed)
        );
        let lines = witness.lines();
        let warned = lines
            .iter()
            .any(|line| line.text.contains("no key signs with RS256"));
        assert_eq!(warned, !listed.contains(&rs256), "{more}");
    }
}
