//! The ways in with a password: by which identifier, and on which page.

use oidc_core::time::Lifetime;
use serde_json::{Value, json};

use super::{
    newcomers::claims,
    people::{
        ADA, BY_NAME, CODE_FIRST, PASSWORD, PASSWORD_FIRST, add, ask_for_code, assert_wrong,
        counted, first_page, is_signed_in, let_in, naming, provider, set_methods, type_both,
    },
};
use crate::{
    kit::{Answer, Browser, World, on_both},
    sign_in::steps::{at_code_page, at_code_page_of, link, words},
};

on_both! {
    an_address_and_its_password_are_typed_on_one_page,
    where_the_code_comes_first_its_page_leads_to_the_password,
    where_the_password_comes_first_for_some_their_identifier_leads_to_it,
    a_username_and_its_password_are_typed_on_one_page_beside_addresses,
    an_identifier_is_taken_in_capitals_and_between_blanks,
    a_code_is_mailed_in_place_of_the_password_on_either_page,
    a_wrong_password_leads_back_to_the_page_that_says_so,
    a_missing_password_is_told_and_what_was_typed_beside_it_stays,
    a_new_account_is_offered_no_password,
}

/// How the client is told that the person has come in.
async fn amr(world: &World, browser: &mut Browser, answer: Answer) -> Value {
    claims(world, browser, answer).await["amr"].clone()
}

async fn an_address_and_its_password_are_typed_on_one_page(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    let mut browser = world.browser();
    let page = first_page(&mut browser).await;
    assert!(
        page.asks_for("email") && page.asks_for("password"),
        "{}",
        page.body
    );
    let form = naming(&page, ADA).with("password", PASSWORD);
    let answer = browser.submit(&form).await;
    assert_eq!(amr(&world, &mut browser, answer).await, json!(["pwd"]));
    assert!(world.mails(ADA).await.is_empty());
    // The operator wrote the address down, and no password proves it.
    let proven = "select count(*) from users where email_verified_at is not null";
    assert_eq!(world.number(proven).await, 0);
}

/// From the code page, where the code comes first.
async fn at_password_page(world: &World, email: &str) -> (Browser, Answer) {
    let (mut browser, page) = at_code_page(world, email).await;
    let page = browser.get(&link(&page, "Use your password")).await;
    assert_eq!(page.heading(), "Enter your password", "{}", page.body);
    (browser, page)
}

async fn where_the_code_comes_first_its_page_leads_to_the_password(world: World) {
    let (world, _folder) = provider(world, "", &[CODE_FIRST]).await;
    add(&world, ADA).await;
    let mut browser = world.browser();
    let page = first_page(&mut browser).await;
    assert!(page.asks_for("email") && !page.asks_for("password"));
    let (mut browser, page) = at_password_page(&world, ADA).await;
    assert!(page.asks_for("password"), "{}", page.body);
    // Password managers read to whom it belongs.
    assert_eq!(page.form(0).value("identifier"), ADA);
    let form = page.form(0).with("password", PASSWORD);
    let answer = browser.submit(&form).await;
    assert_eq!(amr(&world, &mut browser, answer).await, json!(["pwd"]));
}

async fn where_the_password_comes_first_for_some_their_identifier_leads_to_it(world: World) {
    let (world, _folder) = provider(world, "", &[CODE_FIRST, BY_NAME]).await;
    add(&world, "ada_l").await;
    let mut browser = world.browser();
    let page = first_page(&mut browser).await;
    assert!(page.asks_for("identifier") && !page.asks_for("password"));
    // Whether there is such an account or not.
    for name in ["bob_l", "ada_l"] {
        let answer = browser.submit(&naming(&page, name)).await;
        assert!(
            answer.location().starts_with("/sign-in/password?"),
            "{}",
            answer.location()
        );
        let page = browser.follow(answer).await;
        assert_eq!(page.heading(), "Enter your password");
        assert_eq!(page.form(0).value("identifier"), name);
        page.hides("name=\"way\"");
        let form = page.form(0).with("password", PASSWORD);
        let answer = browser.submit(&form).await;
        if name == "ada_l" {
            assert_eq!(amr(&world, &mut browser, answer).await, json!(["pwd"]));
        } else {
            assert_wrong(&answer);
        }
    }
    // An address on the same page gets a code.
    let mut browser = world.browser();
    let page = first_page(&mut browser).await;
    let answer = browser.submit(&naming(&page, ADA)).await;
    let page = browser.follow(answer).await;
    assert_eq!(page.heading(), "Check your email");
    link(&page, "Use your password");
}

async fn a_username_and_its_password_are_typed_on_one_page_beside_addresses(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST, BY_NAME]).await;
    for identifier in [ADA, "ada_l"] {
        add(&world, identifier).await;
        let mut browser = world.browser();
        let page = first_page(&mut browser).await;
        assert!(page.asks_for("identifier") && page.asks_for("password"));
        let form = naming(&page, identifier);
        let wrong = browser
            .submit(&form.clone().with("password", "other"))
            .await;
        let page = browser.follow(wrong).await;
        let said = words(&page);
        assert!(said.contains("That username or password isn"), "{said}");
        let answer = browser.submit(&form.with("password", PASSWORD)).await;
        let amr = amr(&world, &mut browser, answer).await;
        assert_eq!(amr, json!(["pwd"]), "{identifier}");
    }
}

async fn an_identifier_is_taken_in_capitals_and_between_blanks(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST, BY_NAME]).await;
    add(&world, ADA).await;
    add(&world, "ada_l").await;
    for typed in [" Ada@Example.COM ", "\tADA_L\r\n"] {
        let (mut browser, answer) = type_both(&world, typed, PASSWORD).await;
        let_in(&mut browser, answer).await;
        // A password is another one with either.
        for other in [PASSWORD.to_uppercase(), format!(" {PASSWORD} ")] {
            let (_, answer) = type_both(&world, typed, &other).await;
            assert_wrong(&answer);
        }
    }
}

async fn a_code_is_mailed_in_place_of_the_password_on_either_page(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    let page = first_page(&mut world.browser()).await;
    page.shows("Email me a code instead");
    let (mut browser, page) = ask_for_code(&world, ADA).await;
    let by_code = browser.type_code(&page, &world.code(ADA).await).await;
    assert!(by_code.parameter("code").is_some());
    set_methods(&world, "SignIn", &[CODE_FIRST]).await;
    let (mut browser, page) = at_password_page(&world, ADA).await;
    world.pass(Lifetime::millis(1));
    page.shows("Email me a code instead");
    let form = page.form(0).with("way", "code");
    let answer = browser.submit(&form).await;
    let page = browser.follow(answer).await;
    assert_eq!(page.heading(), "Check your email");
    let by_code = browser.type_code(&page, &world.code(ADA).await).await;
    assert!(by_code.parameter("code").is_some());
}

async fn a_wrong_password_leads_back_to_the_page_that_says_so(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    let (mut browser, answer) = type_both(&world, ADA, "violet harbour 43").await;
    assert!(answer.location().starts_with("/sign-in?"));
    assert_wrong(&answer);
    let page = browser.follow(answer).await;
    assert_eq!((page.status.as_u16(), &*page.heading()), (200, "Sign in"));
    let said = words(&page);
    assert!(said.contains("That email or password isn"), "{said}");
    let form = page.form(0);
    assert_eq!((form.value("email"), form.value("password")), (ADA, ""));
    assert!(!is_signed_in(&browser));
    let answer = browser.submit(&form.with("password", PASSWORD)).await;
    let_in(&mut browser, answer).await;
    set_methods(&world, "SignIn", &[CODE_FIRST]).await;
    let (mut browser, page) = at_password_page(&world, ADA).await;
    let form = page.form(0).with("password", "violet harbour 43");
    let answer = browser.submit(&form).await;
    assert!(answer.location().starts_with("/sign-in/password?"));
    assert_wrong(&answer);
    let page = browser.follow(answer).await;
    assert_eq!(page.heading(), "Enter your password");
    let said = words(&page);
    assert!(said.contains("That email or password isn"), "{said}");
    assert_eq!(page.form(0).value("password"), "");
    let form = page.form(0).with("password", PASSWORD);
    let answer = browser.submit(&form).await;
    let_in(&mut browser, answer).await;
}

async fn a_missing_password_is_told_and_what_was_typed_beside_it_stays(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    let typed = "Ada@Example.com";
    let (mut browser, answer) = type_both(&world, typed, "").await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.form(0).value("email"), typed);
    let answer = browser.submit(&answer.form(0).without("password")).await;
    assert_eq!(answer.status, 400);
    let (_, answer) = type_both(&world, "", PASSWORD).await;
    assert_eq!(answer.status, 400);
    answer.hides(PASSWORD);
    set_methods(&world, "SignIn", &[CODE_FIRST]).await;
    let (mut browser, page) = at_password_page(&world, ADA).await;
    let answer = browser.submit(&page.form(0).with("password", "")).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.heading(), "Enter your password");
    assert_eq!(answer.form(0).value("identifier"), ADA);
    assert_eq!(counted(&world, "password").await, 0);
}

async fn a_new_account_is_offered_no_password(world: World) {
    let (world, _folder) = provider(world, "", &[CODE_FIRST]).await;
    let (mut browser, page) = at_code_page_of(&world, "register", ADA).await;
    page.hides("/sign-in/password");
    let code = world.code(ADA).await;
    let callback = browser.type_code(&page, &code).await;
    assert!(callback.parameter("code").is_some());
}
