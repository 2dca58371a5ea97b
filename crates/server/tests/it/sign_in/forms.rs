//! Forms: only our own page, in the browser it was made for, may send them (T-41); and no step is
//! taken empty, out of order or twice (T-39).

use super::steps::{at_code_page, at_code_page_of, link, register};
use crate::kit::{Browser, Form, World, on_both};

on_both! {
    t_41_every_form_is_refused_without_its_token_or_from_elsewhere,
    t_41_a_strangers_flow_cannot_be_finished_in_the_victims_browser,
    t_39_every_step_submitted_empty_changes_nothing,
    t_39_no_step_is_taken_before_the_one_that_leads_to_it,
    t_39_the_way_back_to_the_client_is_taken_once,
}

/// Every route of the pages that changes something.
const ROUTES: &[&str] = &[
    "/sign-in",
    "/register",
    "/sign-in/verification-code",
    "/register/verification-code",
    "/sign-in/verification-code/resend",
    "/register/verification-code/resend",
    "/sign-in/no-account",
    "/register/account-exists",
    "/oidc/session/end/confirm",
    "/select-account",
    "/consent",
];

/// A browser in front of the form of a route, filled in so that it would be accepted.
async fn ready(world: &World, route: &str, email: &str) -> (Browser, Form) {
    let screen = route.split('/').nth(1).unwrap();
    let web = world.relying_party("web");
    let (browser, form) = match route {
        "/sign-in" | "/register" => {
            let mut browser = world.browser();
            let page = browser
                .visit(&web.request_with(&[("first_screen", screen)]))
                .await;
            (browser, page.form(0).with("email", email))
        }
        "/oidc/session/end/confirm" => {
            let mut browser = world.browser();
            browser.sign_in(&web.request(), email).await;
            let page = browser.visit("/oidc/session/end").await;
            (browser, page.form(0))
        }
        "/select-account" | "/consent" => {
            let (mut browser, _) = web.code(email, &[]).await;
            let request = if route == "/consent" {
                world.relying_party("club").request()
            } else {
                web.request_with(&[("prompt", "select_account")])
            };
            let page = browser.visit(&request).await;
            (browser, page.form(0))
        }
        _ if route.ends_with("/resend") => {
            let (browser, page) = at_code_page_of(world, screen, email).await;
            (browser, page.form(1))
        }
        _ if route.ends_with("/verification-code") => {
            let (browser, page) = at_code_page_of(world, screen, email).await;
            let code = world.code(email).await;
            (browser, page.form(0).with("code", &code))
        }
        _ => {
            if screen == "register" {
                register(world, email).await;
            }
            let (mut browser, page) = at_code_page_of(world, screen, email).await;
            let code = world.code(email).await;
            let page = browser.type_code(&page, &code).await;
            (browser, page.form(0))
        }
    };
    assert_eq!(form.action, route);
    (browser, form)
}

async fn t_41_every_form_is_refused_without_its_token_or_from_elsewhere(world: World) {
    for (number, &route) in ROUTES.iter().enumerate() {
        let (mut browser, form) = ready(&world, route, &format!("ada{number}@example.com")).await;
        let (_, foreign) = ready(&world, "/sign-in", "eve@example.com").await;
        let flipped: String = form.value("csrf").chars().rev().collect();
        for (why, forged) in [
            ("no token", form.clone().without("csrf")),
            ("an empty token", form.clone().with("csrf", "")),
            ("an altered token", form.clone().with("csrf", &flipped)),
            (
                "another browser's token",
                form.clone().with("csrf", foreign.value("csrf")),
            ),
            (
                "another browser's form",
                Form {
                    action: route.to_owned(),
                    ..foreign.clone()
                },
            ),
        ] {
            let answer = browser.submit(&forged).await;
            assert_eq!(answer.status, 403, "{route}: {why}: {}", answer.body);
            assert_eq!(
                answer.heading(),
                "We couldn’t check this form",
                "{route}: {why}"
            );
        }
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "http://localhost:3002"),
            ("origin", "https://localhost:3001"),
            ("origin", "null"),
        ] {
            let mut elsewhere = browser.clone().with_header(name, value);
            let answer = elsewhere.submit(&form).await;
            assert_eq!(answer.status, 403, "{route}: {name}: {value}");
            assert!(answer.cookies().is_empty(), "{route}");
        }
        // Without a session there is none to end: the question may have been answered already.
        let answer = world.browser().submit(&form).await;
        assert!(
            answer.status == 403 || route.ends_with("/confirm"),
            "{route}: no cookies"
        );
        // And the form itself was good all along.
        let mut honest = browser.clone().with_header("sec-fetch-site", "same-origin");
        let answer = honest.submit(&form).await;
        assert_eq!(answer.status, 303, "{route}: {}", answer.body);
    }
}

async fn t_41_a_strangers_flow_cannot_be_finished_in_the_victims_browser(world: World) {
    // Login CSRF: the attacker wants the victim to end up in the attacker's account.
    let (mut eve, page) = at_code_page_of(&world, "register", "eve@example.com").await;
    let form = page
        .form(0)
        .with("code", &world.code("eve@example.com").await);
    let (mut victim, _) = at_code_page(&world, "ada@example.com").await;
    let before = victim.jar.clone();
    assert_eq!(victim.submit(&form).await.status, 403);
    // The attacker goes on alone, and sends the victim the link back to the client.
    let answer = eve.submit(&form).await;
    let resume = answer.location().to_owned();
    let answer = victim.get(&resume).await;
    assert_eq!(answer.heading(), "This sign-in has expired");
    assert_eq!(victim.jar, before);
    assert!(
        eve.get(&resume)
            .await
            .location()
            .starts_with("https://rp.example/cb?code=")
    );
}

async fn t_39_every_step_submitted_empty_changes_nothing(world: World) {
    for (number, &route) in ROUTES.iter().enumerate() {
        let email = format!("ada{number}@example.com");
        let (mut browser, form) = ready(&world, route, &email).await;
        let sent = world.mails(&email).await.len();
        let before = browser.jar.clone();
        let answer = browser.post(route, String::new()).await;
        assert_eq!(answer.status, 403, "{route}");
        // With its token and nothing else: only routes that ask nothing go on.
        if route == "/sign-in" || route == "/register" {
            let answer = browser.submit(&form.clone().with("email", "")).await;
            assert_eq!(answer.status, 400, "{route}");
            assert!(answer.body.contains("Enter your email address."), "{route}");
        }
        if route.ends_with("/verification-code") {
            let answer = browser.submit(&form.clone().with("code", "")).await;
            assert!(answer.location().ends_with("&error=missing"), "{route}");
        }
        for answer in ["decision", "choice"] {
            if !form.value(answer).is_empty() {
                let again = browser.submit(&form.clone().with(answer, "")).await;
                let again = browser.follow(again).await;
                assert_eq!(again.form(0).action, route, "{route}");
            }
        }
        assert_eq!(browser.jar, before, "{route}");
        assert_eq!(world.mails(&email).await.len(), sent, "{route}");
    }
}

async fn t_39_no_step_is_taken_before_the_one_that_leads_to_it(world: World) {
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    let form = page.form(0);
    let flow = form.value("flow").to_owned();
    // No address yet.
    for route in &ROUTES[2..8] {
        let answer = browser
            .submit(
                &Form {
                    action: (*route).to_owned(),
                    ..form.clone()
                }
                .with("code", "123456"),
            )
            .await;
        assert!(answer.location().starts_with("/sign-in?flow="), "{route}");
    }
    for (page, back) in [
        ("/sign-in/verification-code", "/sign-in?flow="),
        ("/register/verification-code", "/sign-in?flow="),
        ("/sign-in/no-account", "/sign-in?flow="),
        ("/register/account-exists", "/sign-in?flow="),
    ] {
        let answer = browser.get(&format!("{page}?flow={flow}")).await;
        assert!(answer.location().starts_with(back), "{page}");
    }
    // An address, but no proof of it.
    let code_page = browser.ask_for_code(&page, "ada@example.com").await;
    for route in ["/sign-in/no-account", "/register/account-exists"] {
        let answer = browser
            .submit(&Form {
                action: route.to_owned(),
                ..form.clone()
            })
            .await;
        assert!(answer.location().starts_with("/sign-in?flow="), "{route}");
    }
    let answer = browser.get(&format!("/oidc/auth/{flow}")).await;
    assert!(
        answer.location().starts_with("/sign-in?flow="),
        "no code for the client"
    );
    assert!(!browser.jar.contains_key("signet_session_3001"));
    // A proof of one address is none of another.
    let code = world.code("ada@example.com").await;
    let offer = browser.type_code(&code_page, &code).await;
    let asking = browser.get(&link(&offer, "Use a different address")).await;
    browser.ask_for_code(&asking, "victim@example.com").await;
    let answer = browser.submit(&offer.form(0)).await;
    assert!(
        answer.location().starts_with("/sign-in?flow="),
        "{}",
        answer.location()
    );
    assert!(!browser.jar.contains_key("signet_session_3001"));
}

async fn t_39_the_way_back_to_the_client_is_taken_once(world: World) {
    let (mut browser, page) = at_code_page_of(&world, "register", "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    let answer = browser.submit(&page.form(0).with("code", &code)).await;
    let resume = answer.location().to_owned();
    // A double submit before the way back leads to the same place.
    let again = browser.submit(&page.form(0).with("code", &code)).await;
    assert_eq!(again.location(), resume);
    assert!(browser.get(&resume).await.parameter("code").is_some());
    assert_eq!(
        browser.get(&resume).await.heading(),
        "This sign-in has expired"
    );
}
