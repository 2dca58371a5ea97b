//! The same cookie twice with different values: one of them was tossed by a sibling, and nobody can
//! tell which (T-44a).

use axum::{body::Body, http::Request};
use oidc_core::time::Lifetime;

use crate::kit::{Answer, Browser, Setup, World};

const BASE: &str = "/id";

/// Below a path there is no `__Host-`, so a sibling can set cookies of our names.
async fn world() -> World {
    World::with(Setup {
        public_url: Some("https://id.example.test/id"),
        ..Setup::default()
    })
    .await
}

fn target(target: &str) -> String {
    format!("{BASE}{target}")
}

async fn send(world: &World, target: &str, lines: &[String]) -> Answer {
    let mut request = Request::get(target);
    for line in lines {
        request = request.header("cookie", line);
    }
    world.send(request.body(Body::empty()).unwrap()).await
}

/// Both on one line and on two, in both orders.
fn arrangements(name: &str, one: &str, other: &str) -> Vec<Vec<String>> {
    let pair = |value: &str| format!("{name}={value}");
    vec![
        vec![format!("{}; {}", pair(one), pair(other))],
        vec![format!("{}; {}", pair(other), pair(one))],
        vec![pair(one), pair(other)],
        vec![pair(other), pair(one)],
    ]
}

async fn signed_in(world: &World, email: &str) -> Browser {
    world.pass(Lifetime::minutes(1));
    let mut browser = world.browser();
    let web = world.relying_party("web");
    let page = browser.visit(&target(&web.request())).await;
    let page = browser.ask_for_code(&page, email).await;
    let code = super::sent_code(world).await;
    let offer = browser.type_code(&page, &code).await;
    if offer.status == 303 {
        return browser;
    }
    let answer = browser.submit(&offer.form(0)).await;
    let callback = browser.follow(answer).await;
    assert!(callback.parameter("code").is_some());
    browser
}

#[tokio::test]
async fn t_44a_two_sessions_at_once_are_none() {
    let world = world().await;
    let victim = signed_in(&world, "ada@example.com").await;
    let attacker = signed_in(&world, "eve@example.com").await;
    let name = victim.net.cookie("session");
    assert_eq!(name, "signet_session");
    let web = world.relying_party("web");
    let silent = target(&web.request_with(&[("prompt", "none")]));
    for lines in arrangements(&name, &victim.jar[&name], &attacker.jar[&name]) {
        let answer = send(&world, &silent, &lines).await;
        assert_eq!(
            answer.parameter("error").as_deref(),
            Some("login_required"),
            "{lines:?}"
        );
    }
    // The neighbour: the same one twice is one.
    for lines in arrangements(&name, &victim.jar[&name], &victim.jar[&name]) {
        let answer = send(&world, &silent, &lines).await;
        assert!(answer.parameter("code").is_some(), "{lines:?}");
    }
}

#[tokio::test]
async fn t_44a_two_browsers_at_once_are_none() {
    let world = world().await;
    let web = world.relying_party("web");
    let mut attacker = world.browser();
    let planted = attacker.get(&target(&web.request())).await;
    let mut victim = world.browser();
    victim.visit(&target(&web.request())).await;
    let name = victim.net.cookie("browser");
    for lines in arrangements(&name, &victim.jar[&name], &attacker.jar[&name]) {
        let answer = send(&world, planted.location(), &lines).await;
        assert!(!answer.body.contains("name=\"email\""), "{}", answer.body);
    }
    let own = format!("{name}={}", attacker.jar[&name]);
    let answer = send(&world, planted.location(), &[own]).await;
    assert!(answer.body.contains("name=\"email\""), "{}", answer.body);
}

#[tokio::test]
async fn t_44a_a_tossed_cookie_is_taken_back_wherever_it_can_have_been_set() {
    let world = world().await;
    let victim = signed_in(&world, "ada@example.com").await;
    let name = victim.net.cookie("session");
    let web = world.relying_party("web");
    let lines = arrangements(&name, &victim.jar[&name], "BAAA").remove(0);
    let answer = send(&world, &target(&web.request()), &lines).await;
    let taken: Vec<&str> = answer.cookies();
    for path in ["/", "/id", "/id/", "/id/oidc", "/id/oidc/auth"] {
        for domain in ["", "; Domain=id.example.test", "; Domain=example.test"] {
            let is_it = |line: &&&str| {
                line.starts_with(&format!("{name}=;"))
                    && line.contains("Max-Age=0")
                    && line.split("; ").any(|part| part == format!("Path={path}"))
                    && match domain {
                        "" => !line.contains("Domain="),
                        domain => line.ends_with(domain) || line.contains(&format!("{domain};")),
                    }
            };
            assert!(
                taken.iter().any(|line| is_it(&line)),
                "{path}{domain}: {taken:?}"
            );
        }
    }
    // What the answer itself sets stands behind, so that it stays.
    let browser = victim.net.cookie("browser");
    assert!(taken.last().unwrap().starts_with(&format!("{browser}=")));
    // One line each costs an honest visitor nothing.
    let own = format!("{name}={}", victim.jar[&name]);
    let answer = send(&world, &target(&web.request()), &[own]).await;
    assert!(
        answer
            .cookies()
            .iter()
            .all(|line| !line.contains("Max-Age=0"))
    );
}
