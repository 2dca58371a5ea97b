//! The consent page of a third-party client: who is asked what, and whose answer counts.

use oidc_core::event::EventKind;

use super::steps::words;
use crate::kit::{Answer, Browser, Form, RelyingParty, Tokens, World, on_both};

on_both! {
    a_person_is_told_who_asks_for_what_and_where_the_answer_leads,
    allow_gives_what_was_shown_and_cancel_nothing,
    offline_access_of_a_third_party_comes_by_consent_only,
    an_account_that_was_just_made_is_asked_too,
    t_20_only_the_browser_that_was_asked_answers_and_only_for_its_own_flow,
    t_39_consent_is_given_once_and_not_before_it_is_asked,
    an_answer_counts_for_whoever_was_asked,
    another_account_can_be_used_instead,
    fifty_answers_at_once_give_one_code_and_one_consent,
    t_61_a_third_party_without_a_hint_signs_nobody_out_unasked,
}

/// A browser that is signed in, in front of the consent page of a client.
pub(super) async fn asked(world: &World, email: &str, request: &str) -> (Browser, Answer) {
    let (mut browser, _) = world.relying_party("web").code(email, &[]).await;
    let page = browser.visit(request).await;
    assert_eq!(page.form(0).action, "/consent", "{}", page.body);
    (browser, page)
}

pub(super) fn club(world: &World) -> RelyingParty {
    world.relying_party("club")
}

/// Redeems the code that an answer brings.
pub(super) async fn tokens(rp: &RelyingParty, answer: &Answer) -> Tokens {
    let code = answer.parameter("code").expect("a code");
    Tokens::of(&rp.redeem(&code).await)
}

/// The answer that leads to a page which asks.
#[track_caller]
pub(super) fn leads_to(answer: &Answer, path: &str) {
    let location = answer.location();
    assert!(location.starts_with(path), "{location}");
}

async fn a_person_is_told_who_asks_for_what_and_where_the_answer_leads(world: World) {
    let request = club(&world).request_with(&[(
        "scope",
        "openid profile email address roles custom_data offline_access",
    )]);
    let (_, page) = asked(&world, "ada@example.com", &request).await;
    // T-60: its name is anybody's text.
    assert_eq!(
        page.heading(),
        "Allow Reading <b>club</b> to use your account?"
    );
    let words = words(&page);
    for told in [
        "You are signed in as ada@example.com",
        "See your name",
        "See your email address",
        "See your postal address",
        "See which roles you have here",
        "See what else is kept with your account",
        "Stay signed in, and act for you when you are away",
        "Your answer takes you to club.example",
        "Use another account",
    ] {
        assert!(words.contains(told), "{told:?} is missing in {words}");
    }
    assert!(!page.text().contains("openid"));
    let policy = page.header("content-security-policy").unwrap();
    assert!(!policy.contains("form-action"), "T-69");
    assert_eq!(page.header("referrer-policy"), Some("same-origin"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let app = world.relying_party("club-app");
    for (uri, told) in [
        ("http://127.0.0.1:4711/club", "an app on this device"),
        ("com.example.club:/cb", "com.example.club"),
    ] {
        let request = app.request_with(&[("redirect_uri", uri)]);
        let (_, page) = asked(&world, "ada@example.com", &request).await;
        page.shows(told);
    }
    let plain = club(&world).request_with(&[("scope", "openid")]);
    let (_, page) = asked(&world, "ada@example.com", &plain).await;
    page.shows("wants to sign you in, and nothing else");
}

async fn allow_gives_what_was_shown_and_cancel_nothing(world: World) {
    let club = club(&world);
    let request = club.request_with(&[("scope", "openid email")]);
    let (mut ada, page) = asked(&world, "ada@example.com", &request).await;
    let refused = ada.submit(&page.form(1)).await;
    leads_to(&refused, "https://club.example/cb?error=access_denied");
    assert_eq!(refused.parameter("state").as_deref(), Some("af0ifjsldkj"));
    assert_eq!(refused.parameter("code"), None);
    // The flow is over, and nothing is remembered.
    let late = ada.submit(&page.form(0)).await;
    assert_eq!(late.heading(), "This sign-in has expired");
    let page = ada.visit(&request).await;
    let allowed = ada.submit(&page.form(0)).await;
    leads_to(&allowed, "https://club.example/cb?code=");
    assert!(allowed.parameter("iss").is_some());
    let code = allowed.parameter("code").unwrap();
    let answer = club.redeem(&code).await;
    assert_eq!(answer.json()["scope"], "openid email");
    let claims = Tokens::of(&answer).claims();
    assert_eq!(claims["aud"], "club");
    let events = world.events().await;
    for (kind, times) in [
        (EventKind::ConsentGiven, 1),
        (EventKind::ConsentDeclined, 1),
    ] {
        let told = events.iter().filter(|event| **event == kind).count();
        assert_eq!(told, times, "{kind}");
    }
}

async fn offline_access_of_a_third_party_comes_by_consent_only(world: World) {
    let club = club(&world);
    let short = club.request_with(&[("scope", "openid email")]);
    let (mut ada, page) = asked(&world, "ada@example.com", &short).await;
    let allowed = ada.submit(&page.form(0)).await;
    assert_eq!(tokens(&club, &allowed).await.refresh, None);
    let long = club.request_with(&[("scope", "openid email offline_access")]);
    let silent = club.request_with(&[("scope", "openid email offline_access"), ("prompt", "none")]);
    let refused = ada.get(&silent).await;
    assert_eq!(refused.parameter("error").unwrap(), "consent_required");
    let page = ada.visit(&long).await;
    page.shows("Stay signed in");
    page.hides("See your email address");
    let allowed = ada.submit(&page.form(0)).await;
    assert!(tokens(&club, &allowed).await.refresh.is_some());
    // It is remembered, whatever the prompt.
    let answer = ada.get(&silent).await;
    assert!(tokens(&club, &answer).await.refresh.is_some());
}

async fn an_account_that_was_just_made_is_asked_too(world: World) {
    let club = club(&world);
    let mut ada = world.browser();
    let page = ada.sign_in(&club.request(), "ada@example.com").await;
    assert_eq!(page.form(0).action, "/consent");
    let silent = club.request_with(&[("prompt", "none")]);
    let refused = ada.get(&silent).await;
    assert_eq!(refused.parameter("error").unwrap(), "consent_required");
    let allowed = ada.submit(&page.form(0)).await;
    assert!(tokens(&club, &allowed).await.id.is_some());
}

async fn t_20_only_the_browser_that_was_asked_answers_and_only_for_its_own_flow(world: World) {
    let request = club(&world).request();
    let (mut ada, page) = asked(&world, "ada@example.com", &request).await;
    let (mut eve, eves) = asked(&world, "eve@example.com", &request).await;
    let form = page.form(0);
    assert_eq!(eve.submit(&form).await.status, 403, "another browser");
    assert_eq!(world.browser().submit(&form).await.status, 403);
    let mixed = form.clone().with("flow", eves.form(0).value("flow"));
    assert_eq!(ada.submit(&mixed).await.status, 403, "another flow");
    let mixed = mixed.with("csrf", eves.form(0).value("csrf"));
    assert_eq!(ada.submit(&mixed).await.status, 403, "a whole other form");
    // Another flow of the same browser has a token of its own.
    let other = ada.visit(&request).await.form(0);
    let mixed = form.clone().with("flow", other.value("flow"));
    assert_eq!(ada.submit(&mixed).await.status, 403);
    let flow = form.value("flow");
    for path in ["/consent", "/select-account"] {
        let page = eve.get(&format!("{path}?flow={flow}")).await;
        assert_eq!(page.heading(), "This sign-in has expired");
    }
    assert!(ada.submit(&form).await.parameter("code").is_some());
    assert!(ada.submit(&other).await.parameter("code").is_some());
}

async fn t_39_consent_is_given_once_and_not_before_it_is_asked(world: World) {
    let club = club(&world);
    // At the sign-in page, with a token that is good.
    let mut ada = world.browser();
    let page = ada.visit(&club.request()).await;
    let flow = page.form(0).value("flow").to_owned();
    for path in ["/consent", "/select-account"] {
        let early = ada.get(&format!("{path}?flow={flow}")).await;
        leads_to(&early, "/sign-in?");
        let form = Form {
            action: path.to_owned(),
            ..page.form(0)
        };
        for (name, value) in [
            ("decision", "allow"),
            ("decision", "cancel"),
            ("choice", "continue"),
            ("choice", "another"),
        ] {
            let form = form.clone().with(name, value);
            let form = form.with("shown", r#"{"scope":"openid"}"#);
            let early = ada.submit(&form).await;
            let early = ada.follow(early).await;
            assert_eq!(early.form(0).action, "/sign-in", "{path} {value}");
        }
    }
    let (mut ada, page) = asked(&world, "ada@example.com", &club.request()).await;
    for (name, value) in [
        ("decision", ""),
        ("decision", "maybe"),
        ("shown", ""),
        ("shown", "{}"),
        ("account", ""),
    ] {
        let answer = ada.submit(&page.form(0).with(name, value)).await;
        let again = ada.follow(answer).await;
        assert_eq!(again.form(0).action, "/consent", "{name}={value}");
    }
    assert!(ada.submit(&page.form(0)).await.parameter("code").is_some());
    for number in [0, 1] {
        let again = ada.submit(&page.form(number)).await;
        assert_eq!(again.heading(), "This sign-in has expired");
    }
}

/// In another tab somebody else has signed in meanwhile.
async fn an_answer_counts_for_whoever_was_asked(world: World) {
    let (club, web) = (club(&world), world.relying_party("web"));
    let (mut browser, page) = asked(&world, "ada@example.com", &club.request()).await;
    let login = web.request_with(&[("prompt", "login")]);
    browser.sign_in(&login, "eve@example.com").await;
    for number in [0, 1, 2] {
        let answer = browser.submit(&page.form(number)).await;
        let again = browser.follow(answer).await;
        assert!(words(&again).contains("signed in as eve@example.com"));
    }
}

async fn another_account_can_be_used_instead(world: World) {
    let (club, web) = (club(&world), world.relying_party("web"));
    let (mut browser, page) = asked(&world, "ada@example.com", &club.request()).await;
    let answer = browser.submit(&page.form(2)).await;
    leads_to(&answer, "/sign-in?");
    assert_eq!(web.silent_code(&mut browser).await, None, "signed out");
    world.pass(oidc_core::time::Lifetime::millis(1));
    let page = browser.follow(answer).await;
    let page = browser.ask_for_code(&page, "eve@example.com").await;
    let code = world.code("eve@example.com").await;
    let page = browser.type_code(&page, &code).await;
    let page = browser.submit(&page.form(0)).await;
    let page = browser.follow(page).await;
    assert!(words(&page).contains("signed in as eve@example.com"));
    assert!(
        browser
            .submit(&page.form(0))
            .await
            .parameter("code")
            .is_some()
    );
}

async fn fifty_answers_at_once_give_one_code_and_one_consent(world: World) {
    let (world, _folder) = world.on_disk().await;
    let club = club(&world);
    let (browser, page) = asked(&world, "ada@example.com", &club.request()).await;
    let nodes = world.two_nodes_in_step().await;
    let posts: Vec<_> = (0..50)
        .map(|n| {
            let (mut browser, form) = (browser.clone().at(&nodes[n % 2]), page.form(0));
            tokio::spawn(async move { browser.submit(&form).await })
        })
        .collect();
    let mut codes = Vec::new();
    for post in posts {
        let answer = post.await.unwrap();
        assert!(!answer.status.is_server_error(), "{}", answer.body);
        if answer.status == 303 {
            codes.extend(answer.parameter("code"));
        }
    }
    assert_eq!(codes.len(), 1);
    assert_eq!(world.number("select count(*) from consents").await, 1);
    let to_club = "select count(*) from grants where client_id = 'club'";
    assert_eq!(world.number(to_club).await, 1);
    let given = "select count(*) from events where kind = 'consent.given'";
    assert_eq!(world.number(given).await, 1);
    assert_eq!(club.redeem(&codes[0]).await.status, 200);
}

async fn t_61_a_third_party_without_a_hint_signs_nobody_out_unasked(world: World) {
    let club = club(&world);
    let (mut ada, page) = asked(&world, "ada@example.com", &club.request()).await;
    let allowed = ada.submit(&page.form(0)).await;
    let id_token = tokens(&club, &allowed).await.id.unwrap();
    let back = "https://club.example/";
    let end = club.end_session(&id_token, back);
    let without_hint = end.replace("id_token_hint", "unknown");
    let question = ada.get(&without_hint).await;
    assert_eq!(question.form(0).action, "/oidc/session/end/confirm");
    let web = world.relying_party("web");
    assert!(web.silent_code(&mut ada).await.is_some());
    assert_eq!(ada.get(&end).await.location(), back, "with a hint");
    assert_eq!(web.silent_code(&mut ada).await, None);
}
