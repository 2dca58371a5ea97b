//! Links, issuer, cookies and redirects come from the configuration; what a request says about its
//! host changes nothing.

use crate::kit::{Answer, Setup, World};

const FORGED: [(&str, &str); 9] = [
    ("host", "evil.example"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-port", "4444"),
    ("x-forwarded-prefix", "/evil"),
    ("x-forwarded-server", "evil.example"),
    ("x-original-url", "/evil"),
    ("x-rewrite-url", "/evil"),
    ("forwarded", "host=evil.example;proto=https;for=192.0.2.1"),
];

fn look(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let own = [
        "location",
        "set-cookie",
        "content-type",
        "access-control-allow-origin",
    ];
    let headers = answer
        .headers
        .iter()
        .filter(|(name, _)| own.contains(&name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().into()));
    (
        answer.status.as_u16(),
        headers.collect(),
        answer.body.clone(),
    )
}

#[tokio::test]
async fn t_52_metadata_redirects_and_refusals_stay_as_they_are() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    let targets = [
        "/oidc/.well-known/openid-configuration".to_owned(),
        "/.well-known/oauth-authorization-server/oidc".to_owned(),
        "/oidc/jwks".to_owned(),
        web.request_with(&[("prompt", "none")]),
        web.request_with(&[("redirect_uri", "https://evil.example")]),
        "/oidc/me".to_owned(),
        "/oidc/session/end?client_id=web&post_logout_redirect_uri=https://rp.example".to_owned(),
    ];
    for target in &targets {
        let usual = look(&world.get(target).await);
        for forged in FORGED {
            let answer = world.call("GET", target, &[forged], "").await;
            assert_eq!(look(&answer), usual, "{target} {}", forged.0);
        }
        let answer = world.call("GET", target, &FORGED, "").await;
        assert_eq!(look(&answer), usual, "{target}");
    }
}

#[tokio::test]
async fn t_52_a_whole_sign_in_goes_nowhere_else() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    let mut browser = world.browser();
    for (name, value) in FORGED {
        browser = browser.with_header(name, value);
    }
    let page = browser.visit(&web.request()).await;
    assert!(!page.body.contains("evil.example") && !page.body.contains("/evil"));
    let callback = browser.sign_in(&web.request(), "ada@example.com").await;
    assert!(
        callback
            .location()
            .starts_with("https://rp.example/cb?code=")
    );
    let issuer = callback.parameter("iss").unwrap();
    assert_eq!(issuer, "http://localhost:3001/oidc");
    let tokens = web.redeem(&callback.parameter("code").unwrap()).await;
    assert_eq!(crate::kit::Tokens::of(&tokens).claims()["iss"], issuer);
    let mails = world.mails("ada@example.com").await;
    assert!(!mails.is_empty());
    let text = serde_json::to_string(&mails).unwrap();
    assert!(!text.contains("evil"), "{text}");
}
