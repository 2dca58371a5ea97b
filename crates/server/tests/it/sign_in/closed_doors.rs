//! `[sign_in] mode`: a door that the operator has closed is closed on every path.

use super::steps::{at_code_page, link, register, words};
use crate::kit::{Setup, World};

const ADA: &str = "ada@example.com";

fn mode(more: &'static str) -> Setup {
    Setup {
        more,
        ..Setup::default()
    }
}

fn no_new_accounts() -> Setup {
    mode("[sign_in]\nmode = \"SignIn\"\n")
}

fn new_accounts_only() -> Setup {
    mode("[sign_in]\nmode = \"Register\"\n")
}

/// What the page of one door posts to, and the page.
async fn first_page(world: &World, screen: &str) -> (String, String) {
    let web = world.relying_party("web");
    let request = web.request_with(&[("first_screen", screen)]);
    let page = world.browser().visit(&request).await;
    (page.form(0).action, page.body)
}

#[tokio::test]
async fn both_doors_are_open_by_default() {
    let world = World::with(Setup::default()).await;
    for (screen, action) in [("sign_in", "/sign-in"), ("register", "/register")] {
        let (posts_to, _) = first_page(&world, screen).await;
        assert_eq!(posts_to, action);
    }
}

#[tokio::test]
async fn without_new_accounts_every_first_page_signs_in_and_leads_nowhere_else() {
    let world = World::with(no_new_accounts()).await;
    for screen in ["sign_in", "register"] {
        let (action, body) = first_page(&world, screen).await;
        assert_eq!(action, "/sign-in", "{screen}");
        assert!(!body.contains("/register"), "{body}");
    }
}

#[tokio::test]
async fn without_new_accounts_their_page_leads_back_and_its_form_sends_no_code() {
    let world = World::with(no_new_accounts()).await;
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    let mut form = page.form(0);
    let query = format!("flow={}&app_id=web", form.value("flow"));
    let asked = browser.get(&format!("/register?{query}")).await;
    assert_eq!(asked.location(), format!("/sign-in?{query}"));
    "/register".clone_into(&mut form.action);
    let sent = browser.submit(&form.with("email", ADA)).await;
    assert_eq!(sent.location(), format!("/sign-in?{query}"));
    assert!(world.mails(ADA).await.is_empty());
}

#[tokio::test]
async fn without_new_accounts_a_stranger_who_proves_an_address_gets_none() {
    let (world, _folder) = World::with(no_new_accounts()).await.on_disk().await;
    let (mut browser, page) = at_code_page(&world, ADA).await;
    let offer = browser.type_code(&page, &world.code(ADA).await).await;
    let said = words(&offer);
    assert!(
        said.contains("New accounts can’t be created here"),
        "{said}"
    );
    assert!(!offer.body.contains("<form method"), "{}", offer.body);
    assert!(link(&offer, "Use a different address").starts_with("/sign-in?"));
    let mut forged = page.form(0);
    "/sign-in/no-account".clone_into(&mut forged.action);
    let sent = browser.submit(&forged).await;
    assert!(sent.location().starts_with("/sign-in?"), "{sent:?}");
    assert_eq!(world.number("select count(*) from users").await, 0);
}

#[tokio::test]
async fn without_new_accounts_those_that_exist_sign_in() {
    let (world, _folder) = World::with(Setup::default()).await.on_disk().await;
    register(&world, ADA).await;
    world.app.store.close().await;
    let closed = world.set_up(no_new_accounts()).await;
    let (mut browser, page) = at_code_page(&closed, ADA).await;
    let callback = browser.type_code(&page, &closed.code(ADA).await).await;
    assert!(callback.parameter("code").is_some());
}

#[tokio::test]
async fn with_new_accounts_only_the_sign_in_page_leads_to_theirs() {
    let world = World::with(new_accounts_only()).await;
    for screen in ["sign_in", "register"] {
        let (action, body) = first_page(&world, screen).await;
        assert_eq!(action, "/register", "{screen}");
        assert!(!body.contains("href=\"/sign-in"), "{body}");
    }
}

#[tokio::test]
async fn with_new_accounts_only_a_known_address_gets_no_button_and_no_session() {
    let (world, _folder) = World::with(Setup::default()).await.on_disk().await;
    register(&world, ADA).await;
    world.app.store.close().await;
    let closed = world.set_up(new_accounts_only()).await;
    let (mut browser, page) = at_code_page(&closed, ADA).await;
    let offer = browser.type_code(&page, &closed.code(ADA).await).await;
    let said = words(&offer);
    assert!(
        said.contains("only new accounts can be created here"),
        "{said}"
    );
    assert!(!offer.body.contains("<form method"), "{}", offer.body);
    let mut forged = page.form(0);
    "/register/account-exists".clone_into(&mut forged.action);
    let sent = browser.submit(&forged).await;
    assert!(sent.location().starts_with("/register?"), "{sent:?}");
    assert!(!browser.jar.contains_key(&browser.net.cookie("session")));
}

#[tokio::test]
async fn a_session_that_stands_is_not_asked_by_which_door_it_came_in() {
    let world = World::with(new_accounts_only()).await;
    let web = world.relying_party("web");
    let mut browser = world.browser();
    assert!(
        browser
            .sign_in(&web.request(), ADA)
            .await
            .parameter("code")
            .is_some()
    );
    let silent = web.request_with(&[("prompt", "none")]);
    assert!(browser.get(&silent).await.parameter("code").is_some());
}
