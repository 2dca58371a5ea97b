//! `response_mode`: answers in the query, in the fragment and by a form (OAuth 2.0 Multiple Response
//! Types §2.1, OAuth 2.0 Form Post Response Mode).

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::STANDARD};
use scraper::{Html, Selector};
use url::Url;

use crate::kit::{Answer, Setup, World, on_both};

on_both! {
    t_08_codes_and_errors_travel_in_the_mode_that_was_asked_for,
    t_09_state_and_issuer_come_back_byte_for_byte_in_every_mode,
    a_sign_in_on_the_pages_ends_in_the_mode_that_was_asked_for,
}

const MODES: [&str; 3] = ["query", "fragment", "form_post"];

const ONE_MODE: &str = "[[applications]]\nid = \"posted\"\nkind = \"spa\"\n\
    response_modes = [\"form_post\"]\nredirect_uris = [\"https://spa.example/cb\"]";

/// Where an answer goes and what it says, if it travels in this mode.
fn read(answer: &Answer, mode: &str) -> (String, Vec<(String, String)>) {
    if mode == "form_post" {
        assert_eq!(answer.status, 200, "{}", answer.body);
        let form = answer.form(0);
        return (form.action, form.fields);
    }
    let (to, text) = answer
        .location()
        .split_once(if mode == "fragment" { '#' } else { '?' })
        .expect("an answer");
    assert!(!text.contains(['#', '?']), "{mode}: {text}");
    let pairs = url::form_urlencoded::parse(text.as_bytes()).into_owned();
    (to.to_owned(), pairs.collect())
}

/// One of the values.
fn value<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut found = fields.iter().filter(|(known, _)| known == name);
    let value = found.next().map(|(_, value)| value.as_str());
    assert!(found.next().is_none(), "{name} twice");
    value
}

async fn t_08_codes_and_errors_travel_in_the_mode_that_was_asked_for(world: World) {
    let web = world.relying_party("web");
    let (mut ada, _) = web.code("ada@example.com", &[]).await;
    for mode in MODES {
        let request = web.request_with(&[("response_mode", mode), ("prompt", "none")]);
        let (to, fields) = read(&ada.get(&request).await, mode);
        assert_eq!(to, web.redirect_uri);
        let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["code", "state", "iss"]);
        let tokens = web.redeem(value(&fields, "code").unwrap()).await;
        assert_eq!(tokens.status, 200, "{mode}: {}", tokens.body);
        // Nobody is signed in; and what is wrong with the request itself.
        for (changes, error) in [
            (("prompt", "none"), "login_required"),
            (("response_type", "token"), "unsupported_response_type"),
            (("scope", "a\"b"), "invalid_scope"),
            (("request", "eyJ"), "request_not_supported"),
            (("request_uri", "urn:x"), "request_uri_not_supported"),
        ] {
            let request = web.request_with(&[("response_mode", mode), changes]);
            let (to, fields) = read(&world.get(&request).await, mode);
            assert_eq!(to, web.redirect_uri);
            assert_eq!(value(&fields, "error"), Some(error), "{mode}");
            assert_eq!(value(&fields, "state"), Some("af0ifjsldkj"));
            assert!(value(&fields, "code").is_none());
        }
    }
}

async fn t_09_state_and_issuer_come_back_byte_for_byte_in_every_mode(world: World) {
    let web = world.relying_party("web");
    let (mut ada, _) = web.code("ada@example.com", &[]).await;
    for state in [
        "\"><script>alert(1)</script>",
        "'\" onfocus=alert(1) autofocus x='",
        "a b+c&d=e%20f#g?h",
        "é\u{1F511}\u{202E}x&amp;&#34;",
        "{{ 7 * 7 }}{% raw %}",
        " ",
        &"\"".repeat(4096),
    ] {
        for mode in MODES {
            for prompt in ["none", "create"] {
                let changes = [
                    ("response_mode", mode),
                    ("state", state),
                    ("prompt", prompt),
                ];
                let answer = ada.get(&web.request_with(&changes)).await;
                let (_, fields) = read(&answer, mode);
                assert_eq!(value(&fields, "state"), Some(state), "{mode}");
                let issuer = value(&fields, "iss");
                assert_eq!(issuer, Some("http://localhost:3001/oidc"), "{mode}");
                assert_eq!(value(&fields, "code").is_some(), prompt == "none");
                assert_eq!(value(&fields, "error").is_some(), prompt != "none");
                assert!(!answer.body.contains("<script>alert"), "{mode}");
            }
        }
    }
}

async fn a_sign_in_on_the_pages_ends_in_the_mode_that_was_asked_for(world: World) {
    let web = world.relying_party("web");
    web.sign_in("ada@example.com").await;
    for mode in MODES {
        let mut ada = world.browser();
        world.pass(oidc_core::time::Lifetime::minutes(2));
        let page = ada
            .visit(&web.request_with(&[("response_mode", mode)]))
            .await;
        let page = ada.ask_for_code(&page, "ada@example.com").await;
        let code = world.code("ada@example.com").await;
        let done = ada.type_code(&page, &code).await;
        let (to, fields) = read(&done, mode);
        assert_eq!(to, web.redirect_uri);
        let tokens = web.redeem(value(&fields, "code").unwrap()).await;
        assert_eq!(tokens.status, 200, "{mode}: {}", tokens.body);
        if mode == "form_post" {
            assert_eq!(done.header("referrer-policy"), Some("origin"));
            // Who comes back to the page gets no second code.
            assert_eq!(done.header("cache-control"), Some("no-store"));
        }
    }
}

#[tokio::test]
async fn t_07_nothing_but_a_code_is_issued_in_any_mode() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    let (mut ada, _) = web.code("ada@example.com", &[]).await;
    for mode in ["fragment", "form_post"] {
        for kind in [
            "token",
            "id_token",
            "id_token token",
            "code token",
            "code id_token",
        ] {
            let request = web.request_with(&[("response_type", kind), ("response_mode", mode)]);
            let (_, fields) = read(&ada.get(&request).await, mode);
            assert_eq!(value(&fields, "error"), Some("unsupported_response_type"));
            for token in ["code", "access_token", "id_token", "token_type"] {
                assert_eq!(value(&fields, token), None, "{mode} {kind}");
            }
        }
    }
}

#[tokio::test]
async fn t_08_a_client_is_answered_in_the_modes_that_were_chosen_for_it() {
    let world = World::with(Setup {
        more: ONE_MODE,
        ..Setup::default()
    })
    .await;
    let mut posted = world.relying_party("spa");
    posted.client = "posted";
    for mode in ["query", "fragment", ""] {
        let answer = world
            .get(&posted.request_with(&[("response_mode", mode)]))
            .await;
        let (to, fields) = read(&answer, "query");
        assert_eq!(to, posted.redirect_uri);
        let error = value(&fields, "error");
        assert_eq!(error, Some("unsupported_response_mode"), "{mode}");
        assert_eq!(value(&fields, "state"), Some("af0ifjsldkj"));
    }
    let request = posted.request_with(&[("response_mode", "form_post"), ("prompt", "none")]);
    let (_, fields) = read(&world.get(&request).await, "form_post");
    assert_eq!(value(&fields, "error"), Some("login_required"));
}

#[tokio::test]
async fn t_08_a_form_goes_to_any_address_that_is_registered_and_to_no_other() {
    let world = World::with(Setup::default()).await;
    let mut native = world.relying_party("native");
    for uri in [
        "http://127.0.0.1:49152/cb",
        "http://[::1]:8/cb",
        "com.example.reader:/cb",
    ] {
        native.redirect_uri = uri;
        let request = native.request_with(&[("response_mode", "form_post"), ("prompt", "none")]);
        let (to, fields) = read(&world.get(&request).await, "form_post");
        assert_eq!(to, uri);
        assert_eq!(value(&fields, "error"), Some("login_required"));
    }
    for uri in ["javascript:alert(1)", "https://evil.example/cb"] {
        native.redirect_uri = uri;
        let request = native.request_with(&[("response_mode", "form_post"), ("prompt", "none")]);
        world.get(&request).await.refused(400, "invalid_request");
    }
}

#[tokio::test]
async fn t_60_the_page_of_a_form_runs_one_script_which_its_policy_names() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    let request = web.request_with(&[
        ("response_mode", "form_post"),
        ("prompt", "none"),
        ("state", "</script><script>alert(1)</script>"),
        ("ui_locales", "fr"),
    ]);
    let page = world.get(&request).await;
    let document = Html::parse_document(&page.body);
    let select = |selector: &str| Selector::parse(selector).unwrap();
    let scripts: Vec<_> = document.select(&select("script")).collect();
    assert_eq!(scripts.len(), 1, "{}", page.body);
    assert_eq!(scripts[0].attr("src"), None);
    let script: String = scripts[0].text().collect();
    let hash = STANDARD.encode(digest::digest(&digest::SHA256, script.as_bytes()));
    let policy = page.header("content-security-policy").unwrap();
    let directives: Vec<&str> = policy.split("; ").collect();
    for needed in [
        "default-src 'none'",
        &format!("script-src 'sha256-{hash}'"),
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(directives.contains(&needed), "{needed}: {policy}");
    }
    for absent in ["unsafe", "form-action", "connect-src", "script-src 'self'"] {
        assert!(!policy.contains(absent), "{absent}: {policy}");
    }
    for (name, value) in [
        ("referrer-policy", "origin"),
        ("cache-control", "no-store"),
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
        ("content-type", "text/html; charset=utf-8"),
    ] {
        assert_eq!(page.header(name), Some(value), "{name}");
    }
    // A policy in the page would overrule that of the header.
    let meta = document.select(&select("meta[name=referrer]")).next();
    assert_eq!(meta.unwrap().attr("content"), Some("origin"));
    // Without scripts there is a button, in the language that was asked for.
    let buttons: Vec<_> = document
        .select(&select("form button[type=submit]"))
        .collect();
    assert_eq!(buttons.len(), 1);
    assert_eq!(buttons[0].text().collect::<String>(), "Continuer");
    // What the page holds counts once: nothing on it leads back to it.
    assert_eq!(document.select(&select("a[href]")).count(), 0);
    let issuer = page.form(0).value("iss").to_owned();
    assert_eq!(Url::parse(&issuer).unwrap().path(), "/oidc");
}
