//! Every address we give out comes from the configuration; no header changes one (T-52).

use super::steps::{get_with, link};
use crate::kit::{Answer, Setup, World};

const FORGED: [(&str, &str); 7] = [
    ("host", "evil.example"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-proto", "gopher"),
    ("x-forwarded-prefix", "/evil"),
    ("x-original-url", "https://evil.example/"),
    ("forwarded", "host=evil.example;proto=gopher"),
    ("x-forwarded-port", "666"),
];

const PUBLIC: [Option<&str>; 2] = [
    Some("https://id.example.com"),
    Some("https://example.com/auth"),
];

fn assert_ours(answer: &Answer, place: &str) {
    let mut said = answer.body.clone();
    for (name, value) in &answer.headers {
        said.push_str(&["\n", name.as_str(), ": ", value.to_str().unwrap()].concat());
    }
    for forged in ["evil", "gopher", ":666"] {
        assert!(!said.contains(forged), "{place}: {said}");
    }
}

async fn trusting(public_url: Option<&'static str>) -> World {
    // Even behind a proxy that is trusted with addresses.
    let more = "[http]\ntrusted_proxies = [\"192.0.2.0/24\"]";
    World::with(Setup {
        more,
        public_url,
        ..Setup::default()
    })
    .await
}

#[tokio::test]
async fn t_52_forged_headers_change_nothing_in_discovery() {
    for public_url in PUBLIC {
        let world = trusting(public_url).await;
        let base = world.app.urls.base_path();
        let target = format!("{base}/oidc/.well-known/openid-configuration");
        let honest = world.get(&target).await;
        let forged = get_with(&world, &target, &FORGED).await;
        assert_eq!(honest.body, forged.body);
        let issuer = format!("{}/oidc", public_url.unwrap());
        assert_eq!(forged.json()["issuer"], issuer);
        let endpoint = forged.json()["authorization_endpoint"].clone();
        assert_eq!(endpoint, format!("{issuer}/auth"));
    }
}

#[tokio::test]
async fn t_52_forged_headers_change_nothing_in_redirects_pages_and_cookies() {
    for public_url in PUBLIC {
        let world = trusting(public_url).await;
        let base = world.app.urls.base_path().to_owned();
        let mut browser = world.browser();
        for (name, value) in FORGED {
            browser = browser.with_header(name, value);
        }
        let mut honest = world.browser();
        let target = format!("{base}{}", world.relying_party("web").request());
        let answer = browser.get(&target).await;
        assert_ours(&answer, "authorize");
        let expected = honest.get(&target).await;
        let path = |answer: &Answer| answer.location().split('?').next().unwrap().to_owned();
        assert_eq!(path(&answer), path(&expected));
        assert_eq!(browser.jar.keys().next(), honest.jar.keys().next());
        let page = browser.follow(answer).await;
        assert_ours(&page, "sign-in");
        assert_eq!(page.form(0).action, format!("{base}/sign-in"));
        assert!(link(&page, "Français").starts_with(&format!("{base}/sign-in?")));
        let page = browser.ask_for_code(&page, "ada@example.com").await;
        assert_ours(&page, "code");
        let answer = browser.submit(&page.form(0).with("code", "123456")).await;
        assert_ours(&answer, "wrong code");
        assert!(
            answer
                .location()
                .starts_with(&format!("{base}/sign-in/verification-code?"))
        );
        assert_ours(&browser.get(&format!("{base}/nowhere")).await, "not found");
        let post = format!("{base}/oidc/auth");
        assert_ours(
            &browser.post(&post, "client_id=web".to_owned()).await,
            "POST to authorize",
        );
    }
}

#[tokio::test]
async fn t_52_forged_headers_change_nothing_in_mail_and_it_links_to_nothing() {
    let world = World::with(Setup::default()).await;
    let mut browser = world.browser();
    for (name, value) in FORGED {
        browser = browser.with_header(name, value);
    }
    let page = browser.visit(&world.relying_party("web").request()).await;
    browser.ask_for_code(&page, "ada@example.com").await;
    let mail = world.mails("ada@example.com").await.remove(0);
    for part in ["from", "subject", "text", "html"] {
        let text = mail[part].as_str().unwrap();
        for forged in ["evil", "gopher", ":666"] {
            assert!(!text.contains(forged), "{part}: {text}");
        }
        for link in ["href", "http://", "https://", "src="] {
            assert!(!text.contains(link), "{part} holds {link}: {text}");
        }
    }
}

#[tokio::test]
async fn t_52_a_request_of_another_origin_is_told_by_the_configured_one() {
    let world = trusting(Some("https://id.example.com")).await;
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    let form = page.form(0).with("email", "ada@example.com");
    // The attacker's page at a name that points here: its Origin is its Host, and still not ours.
    let mut rebound = browser.clone().with_header("host", "evil.example");
    rebound = rebound.with_header("origin", "https://evil.example");
    assert_eq!(rebound.submit(&form).await.status, 403);
    assert_eq!(browser.submit(&form).await.status, 303);
}
