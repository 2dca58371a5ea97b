//! A wrong password tells nothing of the account: not by the answer, not by the work that is done for it
//! (T-71).

use serde_json::json;

use super::people::{
    ADA, CODE_FIRST, Method, OTHER, PASSWORD, PASSWORD_FIRST, add, add_with, assert_wrong, bcrypt,
    filled, is_signed_in, provider, set_methods, type_both,
};
use crate::{
    kit::{Answer, Browser, Form, Witness, World, on_both},
    sign_in::{
        enumeration::told,
        steps::{at_code_page, link, suspend},
    },
};

on_both! {
    t_71_whatever_the_account_a_wrong_password_is_answered_alike,
    t_71_whatever_the_account_a_wrong_password_runs_the_same_statements,
    t_71_whatever_the_account_as_many_digests_are_computed,
    t_71_a_suspended_account_is_told_after_the_right_password_only,
}

/// As long as each other. Ada has a password, Ida one and is suspended, Eve has none, Joe one that was
/// brought along, and Bob has no account.
const PEOPLE: [&str; 5] = [
    "bob@example.com",
    ADA,
    "ida@example.com",
    "eve@example.com",
    "joe@example.com",
];

async fn with_people(world: &World) {
    add_with(world, ADA, json!({"password": PASSWORD})).await;
    add(world, "ida@example.com").await;
    suspend(world, "ida@example.com").await;
    add_with(world, "eve@example.com", json!({})).await;
    add_with(world, "joe@example.com", bcrypt()).await;
}

/// A browser that was never here, and the form of either page, filled in but for the password.
async fn at_form(world: &World, is_one_page: bool, email: &str) -> (Browser, Form) {
    if is_one_page {
        return filled(world, email, "").await;
    }
    let (mut browser, page) = at_code_page(world, email).await;
    let page = browser.get(&link(&page, "Use your password")).await;
    let form = page.form(0);
    (browser, form)
}

/// The settings for the page that asks for both, and for the page that asks for the password alone.
const PAGES: [(bool, Method); 2] = [(true, PASSWORD_FIRST), (false, CODE_FIRST)];

/// Every answer, as one browser sees it.
async fn steps(world: &World, is_one_page: bool, email: &str) -> Vec<String> {
    let (mut browser, form) = at_form(world, is_one_page, email).await;
    let mut seen = Vec::new();
    let mut keep = |answer: &Answer, browser: &Browser| {
        let cookies: Vec<&String> = browser.jar.keys().collect();
        seen.push(format!("{cookies:?}\n{}", told(answer, email)));
    };
    let answer = browser.submit(&form.clone().with("password", OTHER)).await;
    assert_wrong(&answer);
    keep(&answer, &browser);
    let page = browser.follow(answer).await;
    keep(&page, &browser);
    let again = page.form(0).with("password", "cafe\u{301}");
    keep(&browser.submit(&again).await, &browser);
    keep(&browser.submit(&form.with("password", "")).await, &browser);
    seen
}

async fn t_71_whatever_the_account_a_wrong_password_is_answered_alike(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    with_people(&world).await;
    for (is_one_page, method) in PAGES {
        set_methods(&world, "SignInAndRegister", &[method]).await;
        let expected = steps(&world, is_one_page, PEOPLE[0]).await;
        for known in &PEOPLE[1..] {
            let seen = steps(&world, is_one_page, known).await;
            for (step, (seen, expected)) in seen.iter().zip(&expected).enumerate() {
                assert_eq!(seen, expected, "step {step}, {known}");
            }
            assert_eq!(seen.len(), 4);
        }
    }
}

/// The statements of a wrong password, and of the page it leads to.
async fn statements(world: &World, is_one_page: bool, email: &str) -> [Vec<String>; 2] {
    let witness = Witness::new();
    let (mut browser, form) = at_form(world, is_one_page, email).await;
    let form = form.with("password", OTHER);
    let answer = witness.watch(browser.submit(&form)).await;
    assert_wrong(&answer);
    let post = witness.take_statements();
    witness.watch(browser.follow(answer)).await;
    [post, witness.take_statements()]
}

async fn t_71_whatever_the_account_a_wrong_password_runs_the_same_statements(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    with_people(&world).await;
    for (is_one_page, method) in PAGES {
        set_methods(&world, "SignInAndRegister", &[method]).await;
        let [post, page] = statements(&world, is_one_page, PEOPLE[0]).await;
        for known in &PEOPLE[1..] {
            let ran = statements(&world, is_one_page, known).await;
            assert_eq!(ran, [post.clone(), page.clone()], "{known}");
        }
        // It does see: the try is counted first, and then the account is read in one statement.
        let place = |what: &str| {
            let found = post.iter().position(|sql| sql.contains(what));
            found.unwrap_or_else(|| panic!("{what}: {post:#?}"))
        };
        assert!(place("into attempts") < place("sealed_password"));
        let asks = |ran: &[String]| ran.iter().filter(|sql| sql.contains(" users")).count();
        assert_eq!((asks(&post), asks(&page)), (1, 0), "{post:#?} {page:#?}");
    }
}

async fn t_71_whatever_the_account_as_many_digests_are_computed(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    with_people(&world).await;
    // Typed as it is prepared, and otherwise.
    for (typed, digests) in [(OTHER, 1), ("caf\u{e9} 17", 1), ("cafe\u{301} 17", 2)] {
        for email in PEOPLE {
            let before = world.app.hashing.computed();
            let (_, answer) = type_both(&world, email, typed).await;
            assert_wrong(&answer);
            let computed = world.app.hashing.computed() - before;
            assert_eq!(computed, digests, "{email}, {typed:?}");
        }
    }
}

async fn t_71_a_suspended_account_is_told_after_the_right_password_only(world: World) {
    let (world, _folder) = provider(world, "", &[PASSWORD_FIRST]).await;
    with_people(&world).await;
    let (mut browser, form) = filled(&world, "ida@example.com", OTHER).await;
    assert_wrong(&browser.submit(&form).await);
    let right = form.with("password", PASSWORD);
    let answer = browser.submit(&right).await;
    assert_eq!(answer.status, 403, "{}", answer.body);
    assert_eq!(answer.heading(), "Your account is suspended");
    assert!(!is_signed_in(&browser));
    // Nor does what was proven stay.
    let flow = right.value("flow");
    let answer = browser.visit(&format!("/oidc/auth/{flow}")).await;
    assert_eq!(answer.heading(), "Sign in");
    assert_eq!(world.number("select count(*) from sessions").await, 0);
}
