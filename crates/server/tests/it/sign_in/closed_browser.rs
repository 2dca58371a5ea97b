//! A browser that is closed while the mail is read finds its sign-in again.

use oidc_core::{interaction, time::Lifetime};

use super::steps::at_code_page;
use crate::kit::{Answer, Browser, World, on_both};

on_both! {
    a_browser_that_was_closed_finds_its_sign_in_again,
    every_new_flow_renews_the_cookie_and_keeps_its_value,
    the_cookie_goes_with_the_last_flow_of_the_browser,
    a_finished_flow_still_leads_back_to_its_application,
}

fn line<'a>(answer: &'a Answer, browser: &Browser) -> Option<&'a str> {
    let start = format!("{}=", browser.net.cookie("browser"));
    answer
        .cookies()
        .into_iter()
        .find(|line| line.starts_with(&start))
}

async fn a_browser_that_was_closed_finds_its_sign_in_again(world: World) {
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    browser.reopen();
    let flow = page.form(0).value("flow").to_owned();
    let page = browser
        .visit(&format!(
            "/sign-in/verification-code?flow={flow}&app_id=web"
        ))
        .await;
    let offer = browser.type_code(&page, &code).await;
    let done = browser.submit(&offer.form(0)).await;
    assert!(browser.follow(done).await.parameter("code").is_some());
}

async fn every_new_flow_renews_the_cookie_and_keeps_its_value(world: World) {
    let mut browser = world.browser();
    let web = world.relying_party("web");
    let first = browser.get(&web.request()).await;
    let first = line(&first, &browser)
        .expect("the first flow sets it")
        .to_owned();
    let lifetime = format!("Max-Age={}", interaction::LIFETIME.as_seconds());
    assert!(first.split("; ").any(|part| part == lifetime), "{first}");
    world.pass(Lifetime::minutes(59));
    let second = browser.get(&web.request()).await;
    assert_eq!(line(&second, &browser), Some(first.as_str()));
}

async fn the_cookie_goes_with_the_last_flow_of_the_browser(world: World) {
    super::steps::register(&world, "ada@example.com").await;
    let web = world.relying_party("web");
    let mut browser = world.browser();
    let name = browser.net.cookie("browser");
    let other = browser.visit(&world.relying_party("other").request()).await;
    world.pass(Lifetime::minutes(1));
    let done = browser.sign_in(&web.request(), "ada@example.com").await;
    assert!(done.parameter("code").is_some());
    assert!(
        browser.jar.contains_key(&name),
        "another flow still needs it"
    );
    // Two mails of one moment have no order.
    world.pass(Lifetime::millis(1));
    let page = browser.ask_for_code(&other, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    let done = browser.type_code(&page, &code).await;
    assert!(done.parameter("code").is_some());
    assert!(
        !browser.jar.contains_key(&name),
        "nothing is under way any more"
    );
    // One that has expired needs it no more.
    browser
        .visit(&web.request_with(&[("prompt", "login")]))
        .await;
    world.pass(Lifetime::minutes(61));
    let again = web.request_with(&[("prompt", "login")]);
    browser.sign_in(&again, "ada@example.com").await;
    assert!(!browser.jar.contains_key(&name));
    // Single sign-on has nothing to do with it.
    let silent = browser.get(&web.request()).await;
    assert!(silent.parameter("code").is_some() && silent.cookies().is_empty());
}

async fn a_finished_flow_still_leads_back_to_its_application(world: World) {
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    let offer = browser.type_code(&page, &code).await;
    let done = browser.submit(&offer.form(0)).await;
    let resume = done.location().to_owned();
    browser.follow(done).await;
    assert!(!browser.jar.contains_key(&browser.net.cookie("browser")));
    for answer in [
        browser.get(&resume).await,
        browser.submit(&offer.form(0)).await,
        browser.submit(&page.form(0).with("code", &code)).await,
    ] {
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(
            answer.body.contains("https://rp.example"),
            "{}",
            answer.body
        );
    }
}
