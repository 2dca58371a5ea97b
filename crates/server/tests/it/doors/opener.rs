//! Signing in through a pop-up: the page that opened it hears from the callback, so nothing on the
//! way there may cut the two apart (`Cross-Origin-Opener-Policy`); all other pages do.

use axum::http::{Request, header};
use engine::administrator::codes::Administrators;
use oidc_core::{role::ADMINISTRATOR, time::Lifetime, user_field::UserField};

use super::routes::ask;
use crate::kit::{Answer, Browser, Setup, World, access, person};

const POLICY: &str = "cross-origin-opener-policy";

#[track_caller]
fn keeps_its_opener(answer: &Answer) {
    assert_eq!(answer.header(POLICY), None, "{}", answer.heading());
}

#[track_caller]
fn cuts_its_opener_off(answer: &Answer) {
    assert_eq!(
        answer.header(POLICY),
        Some("same-origin"),
        "{}",
        answer.body
    );
}

/// Follows redirects within the provider, looking at each answer.
async fn follow(browser: &mut Browser, mut answer: Answer) -> Answer {
    keeps_its_opener(&answer);
    while answer.status == 303 && answer.location().starts_with('/') {
        let target = answer.location().to_owned();
        answer = browser.get(&target).await;
        keeps_its_opener(&answer);
    }
    answer
}

async fn submit(browser: &mut Browser, page: &Answer, name: &str, value: &str) -> Answer {
    let answer = browser.submit(&page.form(0).with(name, value)).await;
    follow(browser, answer).await
}

#[tokio::test]
async fn every_answer_of_a_sign_in_keeps_the_opener() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    let email = "ada@example.com";
    for screen in ["signIn", "register"] {
        // Ids are ordered by time, and mails by their ids.
        world.pass(Lifetime::millis(1));
        let mut browser = world.browser();
        let answer = browser
            .get(&web.request_with(&[("first_screen", screen)]))
            .await;
        let page = follow(&mut browser, answer).await;
        submit(&mut browser, &page, "email", "no address").await;
        let page = submit(&mut browser, &page, "email", email).await;
        submit(&mut browser, &page, "code", "000000").await;
        submit(&mut browser, &page, "code", "").await;
        let code = world.code(email).await;
        let page = submit(&mut browser, &page, "code", &code).await;
        assert_eq!(page.status, 200, "an offer: {}", page.heading());
        let callback = submit(&mut browser, &page, "x", "").await;
        assert!(callback.parameter("code").is_some());
        // Once more, with the session.
        let answer = browser.get(&web.request()).await;
        keeps_its_opener(&answer);
        assert!(answer.parameter("code").is_some());
    }
}

#[tokio::test]
async fn dead_ends_of_a_sign_in_keep_the_opener() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    for (method, target, status) in [
        ("GET", "/oidc/auth", 400),
        ("GET", "/oidc/auth?client_id=nobody", 400),
        ("GET", &web.request_with(&[("prompt", "none")]), 303),
        ("PUT", "/oidc/auth", 405),
        ("GET", "/oidc/auth/nobodys", 200),
        ("GET", "/oidc/auth/%ff", 400),
        ("GET", "/sign-in", 200),
        ("GET", "/sign-in?flow=nobodys&app_id=web", 200),
        ("POST", "/sign-in", 403),
        ("PUT", "/sign-in", 405),
        ("GET", "/register/verification-code", 200),
        ("GET", "/sign-in/verification-code/resend", 200),
        ("GET", "/sign-in/no-account", 200),
        ("POST", "/register/account-exists", 403),
    ] {
        let answer = ask(&world, method, target, "text/html").await;
        assert_eq!(answer.status, status, "{method} {target}");
        keeps_its_opener(&answer);
    }
    let huge = "x".repeat(70_000);
    for target in ["/oidc/auth", "/sign-in", "/register/verification-code"] {
        let request = Request::post(target)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_LENGTH, "70000");
        let answer = world.send(request.body(huge.clone().into()).unwrap()).await;
        assert_eq!(answer.status, 413, "{target}");
        keeps_its_opener(&answer);
    }
}

#[tokio::test]
async fn a_flood_in_a_sign_in_keeps_the_opener() {
    let world = World::with(Setup {
        more: "[limits]\npages_per_ip = \"1/1h\"",
        ..Setup::default()
    })
    .await;
    for (target, status) in [("/sign-in", 200), ("/sign-in", 429), ("/oidc/auth", 429)] {
        let answer = ask(&world, "GET", target, "text/html").await;
        assert_eq!(answer.status, status, "{target}");
        keeps_its_opener(&answer);
    }
    let answer = ask(&world, "GET", "/no/such/page", "text/html").await;
    assert_eq!(answer.status, 429);
    cuts_its_opener_off(&answer);
}

#[tokio::test]
async fn pages_outside_of_a_sign_in_are_cut_off_from_whoever_opened_them() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    let mut browser = world.browser();
    browser.sign_in(&web.request(), "ada@example.com").await;
    let question = browser.get("/oidc/session/end").await;
    assert_eq!(question.form(0).action, "/oidc/session/end/confirm");
    cuts_its_opener_off(&question);
    let answer = browser.submit(&question.form(0)).await;
    cuts_its_opener_off(&browser.follow(answer).await);
    for (method, target, status) in [
        ("GET", "/", 200),
        ("GET", "/unknown-session", 200),
        ("GET", "/no/such/page", 404),
        ("GET", "/sign-in/x", 404),
        ("PUT", "/", 405),
        ("GET", "/oidc/session/end/success", 200),
        (
            "GET",
            "/oidc/session/end?client_id=web&post_logout_redirect_uri=x",
            400,
        ),
        ("PUT", "/oidc/session/end", 405),
        ("POST", "/oidc/session/end/confirm", 403),
        ("GET", "/dev/mailbox", 200),
    ] {
        let answer = ask(&world, method, target, "text/html").await;
        assert_eq!(answer.status, status, "{method} {target}");
        cuts_its_opener_off(&answer);
    }
}

#[tokio::test]
async fn pages_for_a_code_of_the_host_are_cut_off_from_whoever_opened_them() {
    let world = World::with(Setup::default()).await;
    let email = "ada@example.com";
    let mut browser = world.browser();
    let page = browser.get("/setup").await;
    assert_eq!(page.status, 200);
    cuts_its_opener_off(&page);
    let form = page.form(0).with("code", " ").with("email", email);
    let again = browser.submit(&form).await;
    assert_eq!(again.status, 400);
    cuts_its_opener_off(&again);
    let fields = [(UserField::Email, email.to_owned())];
    let ada = world.users().add(&fields).await.unwrap().id;
    let (access, person) = (access(&world), person(email));
    assert!(access.assign_role(ADMINISTRATOR, &person).await.unwrap());
    for path in ["/setup", "/recover"] {
        let gone = browser.get(path).await;
        assert_eq!(gone.status, 404, "{path}");
        cuts_its_opener_off(&gone);
    }
    let host = Administrators {
        store: world.app.store.clone(),
        clock: world.clock.clone(),
        entropy: world.app.entropy.clone(),
    };
    let code = host.recovery_code(&ada).await.unwrap().expose();
    let page = browser.get("/recover").await;
    assert_eq!(page.status, 200);
    cuts_its_opener_off(&page);
    let form = page.form(0).with("code", &code);
    let answer = browser.submit(&form).await;
    assert_eq!(answer.location(), "/console");
    let page = browser.get("/?admin=recovery").await;
    page.shows("You are signed in as an administrator of this instance.");
    cuts_its_opener_off(&page);
}
