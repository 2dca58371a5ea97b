//! Every expiry is checked when a thing is read; no sweeping is needed (T-43). Stale pages lead
//! back to the client (T-44b).

use oidc_core::{interaction, session, time::Lifetime};

use super::steps::{at_code_page, link, register};
use crate::kit::{Answer, World, on_both};

on_both! {
    t_43_a_sign_in_under_way_ends_after_its_hour,
    t_43_a_session_ends_when_it_is_idle_for_too_long,
    t_43_a_session_ends_however_busy_it_is,
    t_44b_every_step_opened_elsewhere_or_too_late_leads_back_to_the_client,
    t_44b_the_back_button_after_signing_in_leads_back_to_the_client,
    t_44b_the_root_and_unknown_addresses_are_no_dead_ends,
    reload_and_back_before_the_end_show_the_step_as_it_stands,
}

const fn just_before(span: Lifetime) -> Lifetime {
    Lifetime::millis(span.as_millis() - 1)
}

fn assert_starts_again(answer: &Answer, step: &str) {
    assert_eq!(answer.status, 200, "{step}: {}", answer.body);
    assert_eq!(answer.heading(), "This sign-in has expired", "{step}");
    assert_eq!(link(answer, "Start again"), "https://rp.example/", "{step}");
}

async fn t_43_a_sign_in_under_way_ends_after_its_hour(world: World) {
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    let flow = page.form(0).value("flow").to_owned();
    let pages = ["/sign-in", "/register", "/sign-in/verification-code"];
    world.pass(just_before(interaction::LIFETIME));
    for path in pages {
        let answer = browser.get(&format!("{path}?flow={flow}&app_id=web")).await;
        assert!(answer.body.contains("<form"), "{path}: {}", answer.body);
    }
    world.pass(Lifetime::millis(1));
    for path in pages {
        let answer = browser.get(&format!("{path}?flow={flow}&app_id=web")).await;
        assert_starts_again(&answer, path);
    }
    let form = page.form(0).with("code", "123456");
    assert_eq!(
        browser.submit(&form).await.heading(),
        "This sign-in has expired"
    );
    assert_eq!(
        browser.submit(&page.form(1)).await.heading(),
        "This sign-in has expired"
    );
    let answer = browser.get(&format!("/oidc/auth/{flow}")).await;
    assert_eq!(answer.heading(), "This sign-in has expired");
    let answer = browser
        .get(&format!("/sign-in/verification-code/status?flow={flow}"))
        .await;
    assert_eq!(answer.status, 404);
}

async fn t_43_a_session_ends_when_it_is_idle_for_too_long(world: World) {
    let web = world.relying_party("web");
    let mut browser = world.browser();
    browser.sign_in(&web.request(), "ada@example.com").await;
    world.pass(just_before(session::SLIDING));
    let mut other = browser.clone();
    assert!(other.get(&web.request()).await.parameter("code").is_some());
    // Its use above made it live on.
    world.pass(session::SLIDING);
    let answer = browser.get(&web.request()).await;
    assert!(
        answer.location().starts_with("/sign-in?"),
        "{}",
        answer.location()
    );
    let silent = web.request_with(&[("prompt", "none")]);
    let answer = browser.get(&silent).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
}

async fn t_43_a_session_ends_however_busy_it_is(world: World) {
    let web = world.relying_party("web");
    let mut browser = world.browser();
    browser.sign_in(&web.request(), "ada@example.com").await;
    let began = world.clock.now();
    let silent = web.request_with(&[("prompt", "none")]);
    let end = began.plus(session::ABSOLUTE);
    while world.clock.now().plus(just_before(session::SLIDING)) < end {
        let answer = browser.get(&silent).await;
        assert!(answer.parameter("code").is_some(), "{}", answer.location());
        world.pass(just_before(session::SLIDING));
    }
    assert!(browser.get(&silent).await.parameter("code").is_some());
    world.clock.set(end.minus(Lifetime::millis(1)));
    assert!(browser.get(&silent).await.parameter("code").is_some());
    world.clock.set(end);
    let answer = browser.get(&silent).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
}

async fn t_44b_every_step_opened_elsewhere_or_too_late_leads_back_to_the_client(world: World) {
    register(&world, "ada@example.com").await;
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    let flow = page.form(0).value("flow").to_owned();
    let steps = [
        "/sign-in",
        "/register",
        "/sign-in/verification-code",
        "/register/verification-code",
        "/sign-in/verification-code/resend",
        "/register/verification-code/resend",
        "/sign-in/no-account",
        "/register/account-exists",
    ];
    for step in steps {
        let target = format!("{step}?flow={flow}&app_id=web");
        assert_starts_again(&world.browser().visit(&target).await, step);
        let bookmark = format!("{step}?flow=AAAAAAAAAAAAAAAAAAAAAA&app_id=web");
        assert_starts_again(&browser.clone().visit(&bookmark).await, step);
    }
    world.pass(interaction::LIFETIME);
    for step in steps {
        let target = format!("{step}?flow={flow}&app_id=web");
        assert_starts_again(&browser.visit(&target).await, step);
    }
}

async fn t_44b_the_back_button_after_signing_in_leads_back_to_the_client(world: World) {
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    let code_page = browser.ask_for_code(&page, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    let offer = browser.type_code(&code_page, &code).await;
    let answer = browser.submit(&offer.form(0)).await;
    assert!(browser.follow(answer).await.parameter("code").is_some());
    let flow = page.form(0).value("flow").to_owned();
    for step in [
        "/sign-in",
        "/sign-in/verification-code",
        "/sign-in/no-account",
    ] {
        let answer = browser
            .visit(&format!("{step}?flow={flow}&app_id=web"))
            .await;
        assert_starts_again(&answer, step);
    }
    // The pages the browser may still show have forms; they do not go through again.
    for form in [
        page.form(0),
        code_page.form(0),
        code_page.form(1),
        offer.form(0),
    ] {
        let answer = browser
            .submit(&form.with("email", "a@example.com").with("code", &code))
            .await;
        assert_eq!(answer.heading(), "This sign-in has expired");
        assert_eq!(link(&answer, "Start again"), "https://rp.example/");
    }
}

async fn t_44b_the_root_and_unknown_addresses_are_no_dead_ends(world: World) {
    let mut browser = world.browser();
    assert_starts_again(&browser.get("/?app_id=web").await, "/");
    assert_starts_again(
        &browser.get("/unknown-session?app_id=web").await,
        "/unknown-session",
    );
    let answer = browser.get("/").await;
    assert!(
        answer.body.contains("Go back to the application"),
        "{}",
        answer.body
    );
    let answer = browser.get("/no/such/page").await;
    assert_eq!(
        (answer.status.as_u16(), answer.heading().as_str()),
        (404, "There is no such page")
    );
}

async fn reload_and_back_before_the_end_show_the_step_as_it_stands(world: World) {
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    let flow = page.form(0).value("flow").to_owned();
    let code_page = browser.ask_for_code(&page, "ada@example.com").await;
    // Back: the address is still there.
    let back = browser
        .get(&format!("/sign-in?flow={flow}&app_id=web"))
        .await;
    assert_eq!(back.form(0).value("email"), "ada@example.com");
    // Reload of the code page sends no mail.
    let again = browser
        .get(&format!(
            "/sign-in/verification-code?flow={flow}&app_id=web"
        ))
        .await;
    assert_eq!(again.heading(), code_page.heading());
    assert_eq!(world.mails("ada@example.com").await.len(), 1);
    // A wrong try, then reload: the tries are those that are left, not those the address tells.
    let code = world.code("ada@example.com").await;
    for _ in 0..2 {
        browser
            .type_code(&code_page, &super::steps::wrong(&code, 0))
            .await;
    }
    let told = format!("/sign-in/verification-code?flow={flow}&app_id=web&error=wrong");
    let reloaded = browser.get(&told).await;
    assert!(
        reloaded.body.contains("You have 3 tries left"),
        "{}",
        reloaded.body
    );
    // Back after the proof, before the button: the offer stands.
    let offer = browser.type_code(&code_page, &code).await;
    let back = browser.visit(&told).await;
    assert_eq!(back.heading(), offer.heading());
    let answer = browser.submit(&offer.form(0)).await;
    assert!(browser.follow(answer).await.parameter("code").is_some());
}
