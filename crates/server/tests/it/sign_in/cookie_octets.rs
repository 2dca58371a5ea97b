//! A cookie of another application that is not text does not hide ours (RFC 6265 §5.4).

use super::steps::at_code_page;
use crate::kit::{Browser, CookieLines, Tokens, World, on_both};

on_both! {
    a_sign_in_finishes_beside_cookies_that_are_not_text,
    a_session_counts_beside_cookies_that_are_not_text,
    sign_out_ends_the_session_beside_cookies_that_are_not_text,
    the_clicked_language_stays_beside_cookies_that_are_not_text,
}

/// What a script of another application on the same host may have left behind.
const FOREIGN: [&[u8]; 4] = [
    b"prefs=caf\xc3\xa9",
    b"prefs=caf\xe9",
    b"caf\xe9=1",
    b"\xff",
];

/// How they can stand beside ours: before, behind, on a line before and on a line behind.
const PLACES: [CookieLines; 4] = [
    |own| vec![[FOREIGN.join(&b"; "[..]), own.into_bytes()].join(&b"; "[..])],
    |own| vec![[own.into_bytes(), FOREIGN.join(&b"; "[..])].join(&b"; "[..])],
    |own| {
        FOREIGN
            .iter()
            .map(|one| one.to_vec())
            .chain([own.into_bytes()])
            .collect()
    },
    |own| {
        [own.into_bytes()]
            .into_iter()
            .chain(FOREIGN.iter().map(|one| one.to_vec()))
            .collect()
    },
];

fn browsers(world: &World) -> [Browser; 4] {
    PLACES.map(|place| {
        let mut browser = world.browser();
        browser.cookie_lines = place;
        browser
    })
}

async fn a_sign_in_finishes_beside_cookies_that_are_not_text(world: World) {
    let web = world.relying_party("web");
    for mut browser in browsers(&world) {
        world.pass(oidc_core::time::Lifetime::minutes(11));
        let callback = browser.sign_in(&web.request(), "ada@example.com").await;
        assert!(callback.parameter("code").is_some());
    }
}

async fn a_session_counts_beside_cookies_that_are_not_text(world: World) {
    let web = world.relying_party("web");
    let mut usual = world.browser();
    usual.sign_in(&web.request(), "ada@example.com").await;
    for mut browser in browsers(&world) {
        browser.jar.clone_from(&usual.jar);
        let silent = web.request_with(&[("prompt", "none")]);
        assert!(browser.get(&silent).await.parameter("code").is_some());
    }
}

async fn sign_out_ends_the_session_beside_cookies_that_are_not_text(world: World) {
    let web = world.relying_party("web");
    for mut browser in browsers(&world) {
        world.pass(oidc_core::time::Lifetime::minutes(11));
        let callback = browser.sign_in(&web.request(), "ada@example.com").await;
        let tokens = Tokens::of(&web.redeem(&callback.parameter("code").unwrap()).await);
        let session = browser.net.cookie("session");
        let kept = browser.jar[&session].clone();
        browser.get("/oidc/session/end?client_id=web").await;
        assert!(
            !browser.jar.contains_key(&session),
            "its cookie is taken back"
        );
        browser.jar.insert(session, kept);
        let silent = web.request_with(&[("prompt", "none")]);
        let answer = browser.get(&silent).await;
        assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
        let refreshed = web.refresh(tokens.refresh()).await;
        refreshed.refused(400, "invalid_grant");
    }
}

async fn the_clicked_language_stays_beside_cookies_that_are_not_text(world: World) {
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    browser.get(&super::steps::link(&page, "Français")).await;
    for place in PLACES {
        browser.cookie_lines = place;
        let page = browser.get("/").await;
        assert!(page.body.contains("<html lang=\"fr\""), "{}", page.body);
    }
}

#[tokio::test]
async fn a_header_that_is_not_text_counts_for_the_part_that_is() {
    let world = World::with(crate::kit::Setup::default()).await;
    let ask = |name: &'static str, octets: &'static [u8]| {
        let request = axum::http::Request::get("/oidc/auth?client_id=nobody")
            .header(name, axum::http::HeaderValue::from_bytes(octets).unwrap());
        world.send(request.body(axum::body::Body::empty()).unwrap())
    };
    let page = ask("accept", b"text/html, x/caf\xe9").await;
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let page = world.get("/").await;
    assert!(page.body.contains("<html lang=\"en\""));
    let request = axum::http::Request::get("/").header(
        "accept-language",
        axum::http::HeaderValue::from_bytes(b"fr, caf\xe9;q=0.1").unwrap(),
    );
    let page = world
        .send(request.body(axum::body::Body::empty()).unwrap())
        .await;
    assert!(page.body.contains("<html lang=\"fr\""), "{}", page.body);
}
