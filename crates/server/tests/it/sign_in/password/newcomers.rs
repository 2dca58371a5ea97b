//! People without an account, where a new one gets a password: their way to the page that asks for it,
//! and what is made of what they choose.

use scraper::{Html, Selector};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::people::{CODE_FIRST, let_in, provider};
use crate::{
    kit::{Answer, Browser, Tokens, World},
    sign_in::steps::at_code_page_of,
};

/// The page that asks for it.
pub(super) const PAGE: &str = "/continue/password";

pub(super) const HEADING: &str = "Create a password";

/// What [`made`] counts where nothing is made.
pub(super) const NOTHING: [i64; 3] = [0, 0, 0];

/// The same where one person has signed up.
pub(super) const ONE: [i64; 3] = [1, 1, 1];

/// A provider with this in its file, where people who sign up choose a password; those who sign in type a
/// code, or the password instead.
pub(super) async fn with_new_passwords(world: World, more: &str) -> (World, TempDir) {
    let (world, folder) = provider(world, more, &[CODE_FIRST]).await;
    want_passwords(&world).await;
    (world, folder)
}

/// New accounts get a password from now on.
pub(super) async fn want_passwords(world: &World) {
    set_sign_up(world, true).await;
}

/// New accounts get none from now on.
pub(super) async fn want_no_passwords(world: &World) {
    set_sign_up(world, false).await;
}

async fn set_sign_up(world: &World, has_password: bool) {
    let sign_up = json!({"identifiers": ["email"], "password": has_password, "verify": true});
    let settings = json!({ "signUp": sign_up });
    world.manage("PATCH", "/sign-in-exp", &settings).await;
}

/// A browser whose person has proven this address, which has no account, through `sign-in` or `register`;
/// and the page that asks for a password.
pub(super) async fn at_new_password(world: &World, screen: &str, email: &str) -> (Browser, Answer) {
    let (mut browser, page) = at_code_page_of(world, screen, email).await;
    let code = world.code(email).await;
    let mut page = browser.type_code(&page, &code).await;
    if screen == "sign-in" {
        assert!(
            page.heading().starts_with("There is no account"),
            "{}",
            page.body
        );
        let answer = browser.submit(&page.form(0)).await;
        page = browser.follow(answer).await;
    }
    assert_eq!(page.heading(), HEADING, "{} {}", page.status, page.body);
    assert_eq!(page.form(0).action, PAGE);
    (browser, page)
}

/// Chooses a password on that page.
pub(super) async fn choose(browser: &mut Browser, page: &Answer, password: &str) -> Answer {
    let form = page.form(0).with("new_password", password);
    browser.submit(&form).await
}

/// What the page says is wrong with it, each reason for itself.
pub(super) fn reasons(page: &Answer) -> Vec<String> {
    let document = Html::parse_document(&page.body);
    let told = Selector::parse("#new_password-error li, p#new_password-error").unwrap();
    let reasons = document.select(&told);
    let reasons = reasons.map(|reason| reason.text().collect::<String>().trim().to_owned());
    reasons.collect()
}

/// It is not taken: the same page says why, gives nothing back of it, and asks for another one.
#[track_caller]
pub(super) fn assert_refused(page: &Answer) {
    assert_eq!(page.status, 400, "{}", page.body);
    assert_eq!(page.heading(), HEADING);
    assert!(!reasons(page).is_empty(), "{}", page.body);
    assert!(page.body.contains("aria-invalid"), "{}", page.body);
    let form = page.form(0);
    assert_eq!((&*form.action, form.value("new_password")), (PAGE, ""));
}

/// What the client is told of the person whom this answer lets in.
pub(super) async fn claims(world: &World, browser: &mut Browser, answer: Answer) -> Value {
    let code = let_in(browser, answer).await;
    Tokens::of(&world.relying_party("web").redeem(&code).await).claims()
}

/// How many accounts there are, how many of them have a password, and how many sessions there were.
pub(super) async fn made(world: &World) -> [i64; 3] {
    let accounts = world.number("select count(*) from users").await;
    let passwords = "select count(*) from users where sealed_password is not null";
    let passwords = world.number(passwords).await;
    let sessions = world.number("select count(*) from sessions").await;
    [accounts, passwords, sessions]
}
