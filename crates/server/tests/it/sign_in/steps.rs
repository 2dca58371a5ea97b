//! What several of these tests do first.

use axum::{body::Body, http::Request};
use oidc_core::{account::email::EmailAddress, time::Lifetime};
use scraper::{Html, Selector};

use crate::kit::{Answer, Browser, World};

/// A browser that stands at the code page, and that page.
pub(super) async fn at_code_page(world: &World, email: &str) -> (Browser, Answer) {
    at_code_page_of(world, "sign-in", email).await
}

/// The same, through `sign-in` or `register`.
pub(super) async fn at_code_page_of(world: &World, screen: &str, email: &str) -> (Browser, Answer) {
    // Ids are ordered by time, and mails by their ids.
    world.pass(Lifetime::millis(1));
    let mut browser = world.browser();
    let web = world.relying_party("web");
    let request = match screen {
        "register" => web.request_with(&[("first_screen", "register")]),
        _ => web.request(),
    };
    let page = browser.visit(&request).await;
    let page = browser.ask_for_code(&page, email).await;
    assert_eq!(page.heading(), "Check your email", "{}", page.body);
    (browser, page)
}

/// Asks for another code; the code page that follows.
pub(super) async fn resend(world: &World, browser: &mut Browser, page: &Answer) -> Answer {
    world.pass(Lifetime::millis(1));
    let answer = browser.submit(&page.form(1)).await;
    browser.follow(answer).await
}

/// A code that is not this one; another one for each `number` below 999,999.
pub(super) fn wrong(code: &str, number: u32) -> String {
    let right: u32 = code.parse().unwrap();
    format!("{:06}", (right + 1 + number) % 1_000_000)
}

/// A page without the places where a line may break in an address.
pub(super) fn in_one_piece(html: &str) -> String {
    let mut parts = html.split("<span class=\"part\">");
    let first = parts.next().unwrap_or_default().to_owned();
    let whole = parts.fold(first, |html, part| html + &part.replacen("</span>", "", 1));
    whole.replace("<wbr>", "")
}

/// The visible words of a page.
pub(super) fn words(page: &Answer) -> String {
    let document = Html::parse_document(&in_one_piece(&page.body));
    let body = document.select(&Selector::parse("body").unwrap()).next();
    let text: Vec<&str> = body.unwrap().text().collect();
    text.join(" ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The address of the first link with these words.
pub(super) fn link(page: &Answer, text: &str) -> String {
    let document = Html::parse_document(&page.body);
    let links = Selector::parse("a[href]").unwrap();
    let found = document
        .select(&links)
        .find(|link| link.text().collect::<String>().trim() == text);
    let found = found.unwrap_or_else(|| panic!("no link {text:?}: {}", page.body));
    found.attr("href").unwrap().to_owned()
}

/// An account that exists.
pub(super) async fn register(world: &World, email: &str) {
    let callback = world
        .browser()
        .sign_in(&world.relying_party("web").request(), email)
        .await;
    assert!(callback.parameter("code").is_some());
}

/// Suspends an account.
pub(super) async fn suspend(world: &World, email: &str) {
    let email: EmailAddress = email.parse().unwrap();
    let mut user = {
        let email = email.clone();
        let found = world.app.store.read(|mut tx| {
            let email = email.clone();
            async move { tx.users().find_by_identifier(&email.into()).await }
        });
        found.await.unwrap().expect("an account")
    };
    user.suspended_at = Some(world.clock.now());
    let id = user.id.to_string();
    let now = world.clock.now().as_millis();
    world
        .sql(&format!(
            "update users set suspended_at = {now} where id = '{id}'"
        ))
        .await;
}

/// A `GET` from nowhere, with headers.
pub(super) async fn get_with(world: &World, target: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    world.send(request.body(Body::empty()).unwrap()).await
}
