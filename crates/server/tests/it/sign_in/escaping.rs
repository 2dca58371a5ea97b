//! What comes from outside is words on every page, never markup or script (T-60); and the policy
//! of every page would stop what slipped through.

use scraper::{Html, Selector};

use super::steps::{at_code_page, get_with};
use crate::kit::{Answer, Form, Setup, World};

const HOSTILE: [&str; 5] = [
    "\"><script>alert(1)</script><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>{{7*7}}{% raw %}",
    "javascript:alert(document.domain)",
    "</title></style></textarea></noscript>--><script src=//evil.example></script>",
    "\u{202e}\u{2028}\u{0}&#x3c;script&#x3e;",
];

/// Nothing on the page runs or leads anywhere but what we put there.
fn assert_safe(page: &Answer, place: &str) {
    let document = Html::parse_document(&page.body);
    let mut scripts = 0;
    for element in document.select(&Selector::parse("*").unwrap()) {
        let element = element.value();
        for (name, value) in element.attrs() {
            assert!(!name.starts_with("on"), "{place}: {name}={value}");
            assert_ne!(name, "style", "{place}: {value}");
            let value = value.trim().to_lowercase();
            if ["href", "src", "action", "formaction", "srcset", "content"].contains(&name) {
                let schemes = ["javascript:", "data:", "vbscript:", "//"];
                let bad = schemes.iter().any(|scheme| value.starts_with(scheme));
                assert!(!bad, "{place}: {name}={value}");
            }
        }
        match element.name() {
            "script" => {
                scripts += 1;
                let src = element.attr("src").expect("no inline script");
                assert!(src.starts_with("/static/"), "{place}: {src}");
            }
            "img" | "svg" | "iframe" | "object" | "embed" | "base" => {
                let ours = element.name() == "svg" && element.attr("class") == Some("mark");
                assert!(ours, "{place}: <{}>", element.name());
            }
            _ => {}
        }
    }
    assert_eq!(scripts, 1, "{place}");
    assert!(
        !page.body.contains("alert(1)</script>"),
        "{place}: {}",
        page.body
    );
    assert_strict(page, place);
}

fn assert_strict(page: &Answer, place: &str) {
    let policy = page.header("content-security-policy").expect(place);
    let directives: Vec<&str> = policy.split("; ").collect();
    for needed in [
        "default-src 'none'",
        "script-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(directives.contains(&needed), "{place}: {needed}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{place}: {policy}");
    assert!(
        !policy.contains("form-action"),
        "{place}: it would stop the way back (T-69)"
    );
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap();
    assert!(nonce.len() >= 16, "{place}: {policy}");
    assert!(
        page.body.contains(&format!("<style nonce=\"{nonce}\">")),
        "{place}"
    );
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cache-control", "no-store"),
        ("content-type", "text/html; charset=utf-8"),
    ] {
        assert_eq!(page.header(name), Some(value), "{place}");
    }
}

#[tokio::test]
async fn t_60_every_parameter_that_is_reflected_is_escaped_on_every_page() {
    let world = World::with(Setup::default()).await;
    let html = [("accept", "text/html"), ("accept-language", HOSTILE[0])];
    for hostile in HOSTILE {
        let encoded: String = url::form_urlencoded::byte_serialize(hostile.as_bytes()).collect();
        let names = [
            "flow",
            "app_id",
            "lang",
            "error",
            "sent",
            "client_id",
            "redirect_uri",
            "state",
            "iss",
            "id_token_hint",
            "post_logout_redirect_uri",
            "ui_locales",
            "login_hint",
            "scope",
        ];
        for path in [
            "/",
            "/sign-in",
            "/register",
            "/sign-in/verification-code",
            "/sign-in/no-account",
            "/register/account-exists",
            "/unknown-session",
            "/oidc/auth",
            "/oidc/session/end",
            "/oidc/session/end/success",
            "/no/such/page",
        ] {
            for name in names {
                let mut target = format!("{path}?{name}={encoded}");
                if path == "/oidc/auth" && name != "client_id" {
                    target.push_str("&client_id=web");
                }
                let page = get_with(&world, &target, &html).await;
                match page.header("content-type") {
                    // Not a page: no browser takes it for one.
                    Some("application/json") => {
                        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
                    }
                    _ if page.status == 303 => {}
                    _ => assert_safe(&page, &target),
                }
            }
        }
        let page = get_with(&world, &format!("/{encoded}"), &html).await;
        assert_safe(&page, "a hostile path");
    }
}

#[tokio::test]
async fn t_60_what_a_person_or_a_client_says_on_the_way_is_escaped() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    for hostile in &HOSTILE[..4] {
        let mut browser = world.browser();
        let said = [
            ("login_hint", *hostile),
            ("ui_locales", hostile),
            ("state", hostile),
        ];
        let page = browser.visit(&web.request_with(&said)).await;
        assert_safe(&page, "login_hint");
        assert_eq!(
            page.form(0).value("email"),
            *hostile,
            "given back as it was"
        );
        let answer = browser.ask_for_code(&page, hostile).await;
        assert_eq!(answer.status, 400);
        assert_safe(&answer, "a hostile address");
        assert_eq!(answer.form(0).value("email"), *hostile);
        let forged = Form {
            action: page.form(0).action,
            ..page.form(0)
        };
        let forged = forged.with("csrf", hostile).with("flow", hostile);
        assert_safe(&browser.submit(&forged).await, "a forged form");
        let code_page = browser.ask_for_code(&page, "&<b>'\"@ex.com").await;
        assert_eq!(code_page.status, 400);
        let code_page = browser.ask_for_code(&page, "'&`{{7*7}}`&'@ex.com").await;
        assert_safe(&code_page, "an address that is one");
        let answer = browser.type_code(&code_page, hostile).await;
        assert_safe(&answer, "a hostile code");
        let here = "/sign-in/verification-code";
        let answer = browser
            .get(&format!("{here}?x=%22%3E%3Cscript%3E&lang=fr"))
            .await;
        assert_safe(&answer, "the language links");
    }
}

#[tokio::test]
async fn t_60_state_and_hints_in_the_question_before_signing_out_are_escaped() {
    let world = World::with(Setup::default()).await;
    let mut browser = world.browser();
    let request = world.relying_party("web").request();
    browser.sign_in(&request, "ada@example.com").await;
    for hostile in &HOSTILE[..4] {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("state", hostile)
            .append_pair("client_id", "other")
            .finish();
        let page = browser.visit(&format!("/oidc/session/end?{query}")).await;
        assert_eq!(page.heading(), "Do you want to sign out?");
        assert_eq!(page.form(0).value("state"), *hostile);
        assert_safe(&page, "the question");
    }
}

#[tokio::test]
async fn t_60_names_and_brands_of_the_operator_are_escaped_too() {
    let more = "[branding]\nname = \"\\\"><script>alert(1)</script>\"\n\
        support_email = \"help@example.com\"";
    let world = World::with(Setup {
        more,
        ..Setup::default()
    })
    .await;
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    assert_safe(&page, "the brand");
    assert_safe(
        &browser.get("/").await,
        "the brand where no application is known",
    );
    let mail = world.mails("ada@example.com").await.remove(0);
    let body = mail["html"].as_str().unwrap();
    assert!(!body.contains("<script"), "{body}");
    assert!(!mail["subject"].as_str().unwrap().contains(['\r', '\n']));
}
