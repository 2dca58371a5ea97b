//! A way in that the operator has closed is closed on every path.

use oidc_core::indicator::MANAGEMENT;

use super::people::{
    ADA, BY_NAME, CODE_ALONE, CODE_FIRST, Method, PASSWORD, PASSWORD_FIRST, add, ask_for_code,
    assert_wrong, counted, first_page, forged, is_signed_in, naming, page_of, provider,
    set_methods, type_both,
};
use crate::{
    kit::{Answer, Browser, RelyingParty, World, on_both},
    sign_in::steps::at_code_page,
};

on_both! {
    without_passwords_their_page_leads_back_and_its_form_tries_nothing,
    without_passwords_one_that_is_sent_all_the_same_is_not_looked_at,
    a_password_is_taken_for_the_kinds_of_identifier_that_have_it_alone,
    without_codes_none_is_mailed_by_any_form_and_their_page_leads_back,
    where_nobody_signs_in_a_password_leads_to_the_page_for_new_accounts,
    an_identifier_of_a_kind_that_nobody_signs_in_by_is_refused,
    a_password_is_not_tried_for_another_account_than_its_page_shows,
    a_code_is_not_tried_for_another_address_than_it_was_mailed_to,
    at_the_console_a_code_is_asked_for_wherever_there_are_codes,
}

/// A password and no code.
const PASSWORD_ALONE: Method = ("email", true, false, true);

const SESSIONS: &str = "select count(*) from sessions";

/// Two tabs of one sign-in.
async fn a_password_is_not_tried_for_another_account_than_its_page_shows(world: World) {
    let (world, _folder) = provider(world, "", &[CODE_FIRST, BY_NAME]).await;
    add(&world, "ada_l").await;
    add(&world, "bob_m").await;
    let mut browser = world.browser();
    let page = first_page(&mut browser).await;
    let named = browser.submit(&naming(&page, "ada_l")).await;
    let of_ada = browser.follow(named).await;
    let named = browser.submit(&naming(&page, "bob_m")).await;
    let of_bob = browser.follow(named).await;
    let form = of_ada.form(0).with("password", PASSWORD);
    let answer = browser.submit(&form).await;
    assert!(!is_signed_in(&browser));
    assert_eq!(world.app.hashing.computed(), 0);
    let page = browser.follow(answer).await;
    assert_eq!(page.form(0).value("identifier"), "bob_m");
    let form = of_bob.form(0).with("password", PASSWORD);
    browser.submit(&form).await;
    assert!(is_signed_in(&browser));
}

/// Whoever names another person after a code was mailed to them counts nothing against that person.
async fn a_code_is_not_tried_for_another_address_than_it_was_mailed_to(world: World) {
    let first = ("email", true, true, true);
    let (world, _folder) = provider(world, "", &[first, BY_NAME]).await;
    add(&world, ADA).await;
    let (mut browser, page) = ask_for_code(&world, "eve@example.com").await;
    let code = world.code("eve@example.com").await;
    let (named, form) = (first_page_of(&mut browser, &page).await, page.form(0));
    let answer = browser
        .submit(&naming(&named, ADA).with("password", "wrong"))
        .await;
    assert_wrong(&answer);
    let failures = counted(&world, "failures").await;
    for typed in ["000000", code.as_str()] {
        let answer = browser.submit(&form.clone().with("code", typed)).await;
        let shown = browser.follow(answer).await;
        assert!(!is_signed_in(&browser));
        assert!(shown.form(0).value("code").is_empty(), "{}", shown.body);
    }
    assert_eq!(counted(&world, "failures").await, failures);
}

/// The page on which the sign-in of this page began.
async fn first_page_of(browser: &mut Browser, page: &Answer) -> Answer {
    browser.get(&page_of(&page.form(0), "/sign-in")).await
}

/// The roles of those who manage count where their address was proven.
async fn at_the_console_a_code_is_asked_for_wherever_there_are_codes(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    let console = RelyingParty {
        net: world.clone(),
        client: oidc_core::console::ID,
        redirect_uri: "http://localhost:3001/console/callback",
        secret: None,
    };
    let asked = console.request_with(&[("scope", "openid all"), ("resource", MANAGEMENT)]);
    let mut browser = world.browser();
    let page = browser.visit(&asked).await;
    assert!(
        page.asks_for("email") && !page.asks_for("password"),
        "{}",
        page.body
    );
    let form = page.form(0).with("email", ADA).with("password", PASSWORD);
    let answer = browser.submit(&form).await;
    let page = browser.follow(answer).await;
    assert_eq!(page.heading(), "Check your email");
    page.hides("/sign-in/password");
    let password = browser
        .get(&page_of(&page.form(0), "/sign-in/password"))
        .await;
    assert!(
        password.location().starts_with("/sign-in?"),
        "{}",
        password.location()
    );
    assert_eq!(world.app.hashing.computed(), 0);
    // Where there are none, the password is better than nothing.
    set_methods(&world, "SignIn", &[PASSWORD_ALONE]).await;
    assert!(world.browser().visit(&asked).await.asks_for("password"));
}

async fn without_passwords_their_page_leads_back_and_its_form_tries_nothing(world: World) {
    let (world, _folder) = provider(world, "", &[CODE_ALONE]).await;
    add(&world, ADA).await;
    let (mut browser, page) = at_code_page(&world, ADA).await;
    page.hides("/sign-in/password");
    let form = page.form(0);
    let leads_back = page_of(&form, "/sign-in");
    let asked = browser.get(&page_of(&form, "/sign-in/password")).await;
    assert_eq!(asked.location(), leads_back);
    let form = forged(&form, "/sign-in/password");
    for form in [
        form.clone().with("password", PASSWORD),
        form.clone().with("password", "wrong"),
        form.with("way", "code"),
    ] {
        let sent = browser.submit(&form).await;
        assert_eq!(sent.location(), leads_back);
    }
    assert!(!is_signed_in(&browser));
    assert_eq!(world.app.hashing.computed(), 0);
    assert_eq!(counted(&world, "password").await, 0);
    assert_eq!(world.number(SESSIONS).await, 0);
    assert_eq!(world.mails(ADA).await.len(), 1);
    let by_code = browser.type_code(&page, &world.code(ADA).await).await;
    assert!(by_code.parameter("code").is_some());
}

async fn without_passwords_one_that_is_sent_all_the_same_is_not_looked_at(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    let mut browser = world.browser();
    let page = first_page(&mut browser).await;
    // The page was shown before the operator closed that way.
    set_methods(&world, "SignInAndRegister", &[CODE_ALONE]).await;
    let form = naming(&page, ADA).with("password", PASSWORD);
    let answer = browser.submit(&form).await;
    let page = browser.follow(answer).await;
    assert_eq!(page.heading(), "Check your email");
    assert!(!is_signed_in(&browser));
    assert_eq!(world.app.hashing.computed(), 0);
}

async fn a_password_is_taken_for_the_kinds_of_identifier_that_have_it_alone(world: World) {
    let (world, _folder) = provider(world, "", &[CODE_ALONE, BY_NAME]).await;
    add(&world, ADA).await;
    let mut browser = world.browser();
    let page = first_page(&mut browser).await;
    // By the username one would get to the page of the password, and by the address one does not.
    let answer = browser.submit(&naming(&page, ADA)).await;
    let form = browser.follow(answer).await.form(0);
    let leads_back = page_of(&form, "/sign-in");
    let asked = browser.get(&page_of(&form, "/sign-in/password")).await;
    assert_eq!(asked.location(), leads_back);
    let form = forged(&form, "/sign-in/password").with("password", PASSWORD);
    // Whose password it is follows from what was typed before, not from the form.
    let answer = browser.submit(&form.with("identifier", "ada_l")).await;
    assert_eq!(answer.location(), leads_back);
    assert!(!is_signed_in(&browser));
    assert_eq!(counted(&world, "password").await, 0);
}

async fn without_codes_none_is_mailed_by_any_form_and_their_page_leads_back(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    set_methods(&world, "SignIn", &[PASSWORD_ALONE]).await;
    add(&world, ADA).await;
    let (mut browser, answer) = type_both(&world, ADA, "wrong").await;
    assert_wrong(&answer);
    let page = browser.follow(answer).await;
    page.hides("name=\"way\"");
    let form = page.form(0);
    let leads_back = page_of(&form, "/sign-in");
    let asked = browser
        .get(&page_of(&form, "/sign-in/verification-code"))
        .await;
    assert_eq!(asked.location(), leads_back);
    for path in [
        "/sign-in/verification-code",
        "/sign-in/verification-code/resend",
    ] {
        let sent = forged(&form, path).with("code", "123456");
        assert_eq!(browser.submit(&sent).await.location(), leads_back, "{path}");
    }
    for path in ["/sign-in", "/sign-in/password"] {
        let wish = forged(&form, path).with("way", "code");
        let answer = browser.submit(&wish).await;
        assert_eq!(answer.status, 400, "{path}");
    }
    assert!(world.mails(ADA).await.is_empty());
    let answer = browser.submit(&form.with("password", PASSWORD)).await;
    assert!(browser.follow(answer).await.parameter("code").is_some());
}

async fn where_nobody_signs_in_a_password_leads_to_the_page_for_new_accounts(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    let (mut browser, answer) = type_both(&world, ADA, "wrong").await;
    let form = browser.follow(answer).await.form(0);
    set_methods(&world, "Register", &[PASSWORD_FIRST]).await;
    let elsewhere = page_of(&form, "/register");
    let asked = browser.get(&page_of(&form, "/sign-in/password")).await;
    assert_eq!(asked.location(), elsewhere);
    for path in ["/sign-in", "/sign-in/password"] {
        let form = forged(&form, path).with("password", PASSWORD);
        assert_eq!(browser.submit(&form).await.location(), elsewhere, "{path}");
    }
    assert!(!is_signed_in(&browser));
    assert_eq!(counted(&world, "password").await, 1);
}

async fn an_identifier_of_a_kind_that_nobody_signs_in_by_is_refused(world: World) {
    let (world, _folder) = provider(world, "", &[CODE_FIRST]).await;
    add(&world, ADA).await;
    add(&world, "ada_l").await;
    for (mode, method, other) in [
        ("SignInAndRegister", PASSWORD_FIRST, "ada_l"),
        ("SignIn", BY_NAME, ADA),
    ] {
        set_methods(&world, mode, &[method]).await;
        let (browser, answer) = type_both(&world, other, PASSWORD).await;
        assert_eq!(answer.status, 400, "{other}");
        let form = answer.form(0);
        let stands = [form.value("email"), form.value("identifier")];
        assert!(stands.contains(&other), "{stands:?}");
        assert!(!is_signed_in(&browser));
    }
    assert_eq!(world.app.hashing.computed(), 0);
    assert_eq!(counted(&world, "password").await, 0);
}
