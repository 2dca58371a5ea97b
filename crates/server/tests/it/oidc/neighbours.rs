//! Two instances on one host: cookies know no ports (RFC 6265 §8.5), so their names do.

use std::collections::BTreeMap;

use crate::kit::{Browser, Setup, World};

async fn at(public_url: &'static str) -> World {
    World::with(Setup {
        public_url: Some(public_url),
        ..Setup::default()
    })
    .await
}

/// Takes one browser from instance to instance; hosts and ports are the same to its jar.
fn go(jar: &BTreeMap<String, String>, world: &World) -> Browser {
    let mut browser = world.browser();
    browser.jar.clone_from(jar);
    browser
}

async fn sign_in(browser: &mut Browser, world: &World) {
    let request = world.relying_party("web").request();
    let request = format!("{}{request}", world.app.urls.base_path());
    let page = browser.visit(&request).await;
    let page = browser.ask_for_code(&page, "ada@example.com").await;
    let code = crate::sign_in::sent_code(world).await;
    let offer = browser.type_code(&page, &code).await;
    let done = browser.submit(&offer.form(0)).await;
    assert!(browser.follow(done).await.parameter("code").is_some());
}

async fn is_signed_in(browser: &mut Browser, world: &World) -> bool {
    let request = world
        .relying_party("web")
        .request_with(&[("prompt", "none")]);
    let request = format!("{}{request}", world.app.urls.base_path());
    browser.get(&request).await.parameter("code").is_some()
}

#[tokio::test]
async fn instances_on_one_host_leave_each_other_s_sessions_alone() {
    for (one, other) in [
        ("http://localhost:3001", "http://localhost:3002"),
        ("http://localhost:3001", "http://localhost:3001/id"),
        ("http://localhost:3001/id", "http://localhost:3001/id/test"),
        ("https://id.example.test", "https://id.example.test:8443"),
        ("https://id.example.test", "https://id.example.test/id"),
        (
            "https://id.example.test/id",
            "https://id.example.test/id/test",
        ),
        (
            "https://id.example.test/id",
            "https://id.example.test:8443/id",
        ),
    ] {
        let (one, other) = (at(one).await, at(other).await);
        let mut browser = one.browser();
        sign_in(&mut browser, &one).await;
        let mut browser = go(&browser.jar, &other);
        sign_in(&mut browser, &other).await;
        let mut browser = go(&browser.jar, &one);
        assert!(is_signed_in(&mut browser, &one).await);
        let end = format!(
            "{}/oidc/session/end?client_id=web",
            one.app.urls.base_path()
        );
        browser.get(&end).await;
        assert!(!is_signed_in(&mut browser, &one).await);
        let mut browser = go(&browser.jar, &other);
        assert!(
            is_signed_in(&mut browser, &other).await,
            "signing out there ended nothing here"
        );
    }
}
