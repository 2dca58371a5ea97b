use aws_lc_rs::hmac;

use super::*;
use crate::key::sign::tests::{ec, forge, p384, rsa};

pub(crate) const ISSUER: &str = "https://id.example/oidc";

pub(crate) fn set() -> KeySet {
    KeySet::new(vec![
        (KeyStage::Previous, ec(12)),
        (KeyStage::Next, ec(11)),
        (KeyStage::Current, ec(10)),
        (KeyStage::Current, rsa()),
        (KeyStage::Current, p384(10)),
    ])
}

fn claims() -> Value {
    json!({"iss": ISSUER, "sub": "ada", "exp": 1})
}

fn verify(token: &str) -> Option<Value> {
    set().verify(token, "JWT", ISSUER)
}

#[test]
fn what_a_listed_key_signed_verifies_even_when_it_has_expired() {
    for key in [rsa(), ec(10), ec(11), ec(12), p384(10)] {
        let token = key.sign_jwt(None, &claims()).unwrap();
        assert_eq!(verify(&token), Some(claims()), "{}", key.algorithm());
    }
}

#[test]
fn a_retired_key_is_not_published_and_serves_for_hints_alone() {
    for key in [rsa(), ec(20), p384(20)] {
        let set = KeySet::new(vec![(KeyStage::Current, ec(10))]);
        let set = set.and_retired(vec![key.jwk().clone()]);
        let token = key.sign_jwt(None, &claims()).unwrap();
        assert_eq!(set.verify::<Value>(&token, "JWT", ISSUER), None);
        let hint = |token: &str| set.verify_long_after::<Value>(token, "JWT", ISSUER);
        assert_eq!(hint(&token), Some(claims()));
        assert!(!set.lacks_key_of(&token));
        let jwks = String::from_utf8(set.jwks()).unwrap();
        assert!(jwks.contains(ec(10).kid()) && !jwks.contains(key.kid()));
        // By a key in use too, and by nobody else's.
        let current = ec(10).sign_jwt(None, &claims()).unwrap();
        assert_eq!(hint(&current), Some(claims()));
        let unknown = ec(21).sign_jwt(None, &claims()).unwrap();
        assert_eq!(hint(&unknown), None);
        let (text, _) = token.rsplit_once('.').unwrap();
        let (_, signature) = unknown.rsplit_once('.').unwrap();
        assert_eq!(hint(&format!("{text}.{signature}")), None);
    }
}

#[test]
fn the_current_key_signs_and_all_are_published_in_order() {
    assert_eq!(set().signer(Algorithm::Es256).unwrap().kid(), ec(10).kid());
    assert_eq!(set().algorithms(), Algorithm::ALL);
    let jwks: Value = serde_json::from_slice(&set().jwks()).unwrap();
    let kids: Vec<_> = jwks["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|k| k["kid"].clone())
        .collect();
    assert_eq!(
        kids,
        [
            ec(10).kid(),
            rsa().kid(),
            p384(10).kid(),
            ec(11).kid(),
            ec(12).kid()
        ]
    );
    assert_eq!(
        KeySet::default().signer(Algorithm::Rs256).unwrap_err(),
        KeyError::Missing
    );
}

#[test]
fn of_several_current_keys_the_newest_signs_and_all_verify() {
    let set = KeySet::new(vec![
        (KeyStage::Next, ec(12)),
        (KeyStage::Current, ec(11)),
        (KeyStage::Current, ec(10)),
    ]);
    assert_eq!(set.signer(Algorithm::Es256).unwrap().kid(), ec(11).kid());
    for key in [ec(10), ec(11), ec(12)] {
        let token = key.sign_jwt(None, &claims()).unwrap();
        assert_eq!(set.verify(&token, "JWT", ISSUER), Some(claims()));
    }
}

#[test]
fn t_30_none_and_hs256_with_the_public_key_are_refused() {
    for alg in ["none", "None", "NONE", "", "HS256", "RS384", "PS256"] {
        let token = forge(&json!({"alg": alg, "kid": rsa().kid()}), &claims());
        assert_eq!(verify(&token), None, "{alg}");
        let bare = format!("{}.", token.rsplit_once('.').unwrap().0);
        assert_eq!(verify(&bare), None, "{alg}");
    }
    let header = json!({"alg": "HS256", "kid": rsa().kid()}).to_string();
    let text = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(claims().to_string())
    );
    let Jwk::Rsa { n, .. } = rsa().jwk().clone() else {
        panic!("not an RSA key")
    };
    let key = hmac::Key::new(hmac::HMAC_SHA256, &URL_SAFE_NO_PAD.decode(n).unwrap());
    let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes()));
    assert_eq!(verify(&format!("{text}.{signature}")), None);
}

#[test]
fn t_30_an_unknown_wrong_or_pathlike_kid_is_refused() {
    for kid in [
        "",
        "unknown",
        "../../etc/passwd",
        ec(10).kid(),
        ec(99).kid(),
    ] {
        let token = forge(&json!({"alg": "RS256", "kid": kid}), &claims());
        assert_eq!(verify(&token), None, "{kid}");
    }
    assert_eq!(verify(&forge(&json!({"alg": "RS256"}), &claims())), None);
    let stranger = ec(99).sign_jwt(None, &claims()).unwrap();
    assert_eq!(verify(&stranger), None);
}

#[test]
fn a_key_is_missed_when_a_token_could_be_ours_and_names_none_of_these() {
    let token = |key: &SigningKey| key.sign_jwt(None, &claims()).unwrap();
    assert!(set().lacks_key_of(&token(&ec(99))));
    assert!(!set().lacks_key_of(&token(&ec(12))), "it is published");
    for header in [
        json!({"alg": "none", "kid": ec(99).kid()}),
        json!({"alg": "RS256", "kid": "../../etc/passwd"}),
        json!({"alg": "RS256", "kid": ec(99).kid(), "jku": "https://evil.example"}),
    ] {
        assert!(!set().lacks_key_of(&forge(&header, &claims())), "{header}");
    }
    assert!(!set().lacks_key_of("not.a.token"));
}

#[test]
fn t_30_keys_and_demands_in_the_header_are_refused() {
    for (name, value) in [
        ("jwk", rsa().jwk().to_json()),
        ("jku", json!("https://evil.example/jwks")),
        ("x5u", json!("https://evil.example/cert")),
        ("x5c", json!(["MIIB"])),
        ("crit", json!(["exp"])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
    ] {
        let mut header = json!({"alg": "RS256", "kid": rsa().kid()});
        assert!(verify(&forge(&header, &claims())).is_some());
        header[name] = value;
        assert_eq!(verify(&forge(&header, &claims())), None, "{name}");
    }
}

#[test]
fn t_30_altered_claims_signatures_and_issuers_are_refused() {
    let token = ec(10).sign_jwt(None, &claims()).unwrap();
    let (text, signature) = token.rsplit_once('.').unwrap();
    let (header, _) = text.split_once('.').unwrap();
    let other = URL_SAFE_NO_PAD.encode(json!({"iss": ISSUER, "sub": "eve"}).to_string());
    assert_eq!(verify(&format!("{header}.{other}.{signature}")), None);
    assert_eq!(verify(&format!("{text}.{}", &signature[1..])), None);
    assert_eq!(verify(&format!("{text}.")), None);
    assert_eq!(verify(&format!("{token}.x")), None);
    assert_eq!(verify(&format!("{token}{}", "A".repeat(9000))), None);
    let foreign = ec(10)
        .sign_jwt(None, &json!({"iss": "https://evil.example"}))
        .unwrap();
    assert_eq!(verify(&foreign), None);
    let nobody = ec(10).sign_jwt(None, &json!({"sub": "ada"})).unwrap();
    assert_eq!(verify(&nobody), None);
}

#[test]
fn t_31_a_token_of_another_type_is_refused() {
    let token = ec(10).sign_jwt(Some("at+jwt"), &claims()).unwrap();
    assert_eq!(verify(&token), None);
    assert!(set().verify::<Value>(&token, "at+jwt", ISSUER).is_some());
}

#[test]
fn t_30_garbage_is_refused_without_panic() {
    for token in [
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "eyJ.eyJ.x",
        "e30.e30.",
        "\u{0}.\u{0}.\u{0}",
    ] {
        assert_eq!(verify(token), None, "{token:?}");
    }
}
