//! The people whose accounts have passwords, by what the operator lets them in, and what they do first.

use oidc_core::{id::UserId, time::Lifetime};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::kit::{Answer, Browser, Form, World};

pub(super) const ADA: &str = "ada@example.com";

/// What most of them type.
pub(super) const PASSWORD: &str = "violet harbour 42";

/// What some of them type, or change it to.
pub(super) const OTHER: &str = "amber lantern 17";

/// Of [`PASSWORD`], brought along, and computed in no time. The first sign-in makes it anew.
const ARGON2ID: &str = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHRvZnNpeHRlZQ$JhK9L9a2eRsqVHchnf7Ztq3K8IZgQyEhb0J0TCIkSU8";

/// The same.
const BCRYPT: &str = "$2b$04$CCCCCCCCCCCCCCCCCCCCC.L8XGseLYrTBHxiRwWEiLAOVedNlETg.";

/// The digest that is computed in no time, as the API takes it.
pub(super) fn quick() -> Value {
    json!({"passwordDigest": ARGON2ID, "passwordAlgorithm": "Argon2id"})
}

/// One that another system made, as the API takes it.
pub(super) fn bcrypt() -> Value {
    json!({"passwordDigest": BCRYPT, "passwordAlgorithm": "Bcrypt"})
}

/// By what people with an identifier of one kind sign in: which kind it is, whether they have a password,
/// whether they get a code, and whether the password is asked for first.
pub(super) type Method = (&'static str, bool, bool, bool);

pub(super) const PASSWORD_FIRST: Method = ("email", true, true, true);
pub(super) const CODE_FIRST: Method = ("email", true, true, false);
pub(super) const CODE_ALONE: Method = ("email", false, true, false);
pub(super) const BY_NAME: Method = ("username", true, false, true);

/// A provider with this in its file, whose operator lets people in by these methods.
pub(super) async fn provider(world: World, more: &str, methods: &[Method]) -> (World, TempDir) {
    let (world, folder) = world.managed(more).await;
    set_methods(&world, "SignInAndRegister", methods).await;
    (world, folder)
}

/// The operator lets people in by these methods from now on, and in this mode.
pub(super) async fn set_methods(world: &World, mode: &str, methods: &[Method]) {
    let methods = methods.iter().map(|(kind, password, code, primary)| {
        json!({
            "identifier": kind, "password": password, "verificationCode": code,
            "isPasswordPrimary": primary,
        })
    });
    let methods: Vec<Value> = methods.collect();
    let settings = json!({"signInMode": mode, "signIn": {"methods": methods}});
    world.manage("PATCH", "/sign-in-exp", &settings).await;
}

/// An account with this address or username, and [`PASSWORD`].
pub(super) async fn add(world: &World, identifier: &str) -> UserId {
    add_with(world, identifier, quick()).await
}

/// An account with this address or username, and what else is said of it.
pub(super) async fn add_with(world: &World, identifier: &str, more: Value) -> UserId {
    let mut account = more;
    let member = if identifier.contains('@') {
        "primaryEmail"
    } else {
        "username"
    };
    account[member] = json!(identifier);
    let made = world.manage("POST", "/users", &account).await;
    made["id"].as_str().unwrap().parse().unwrap()
}

/// The page on which a sign-in begins.
pub(super) async fn first_page(browser: &mut Browser) -> Answer {
    let request = browser.net.relying_party("web").request();
    browser.visit(&request).await
}

/// The same for somebody who is signed in and is asked again.
pub(super) async fn first_page_again(browser: &mut Browser) -> Answer {
    browser.net.pass(Lifetime::millis(1));
    let web = browser.net.relying_party("web");
    browser
        .visit(&web.request_with(&[("prompt", "login")]))
        .await
}

/// The form of that page with the identifier, whatever kinds it takes.
pub(super) fn naming(page: &Answer, identifier: &str) -> Form {
    let form = page.form(0);
    let takes_addresses = form.fields.iter().any(|(name, _)| name == "email");
    form.with(
        if takes_addresses {
            "email"
        } else {
            "identifier"
        },
        identifier,
    )
}

/// The same fields, sent there.
pub(super) fn forged(form: &Form, action: &str) -> Form {
    Form {
        action: action.to_owned(),
        ..form.clone()
    }
}

/// The address of this page of the flow that a form belongs to.
pub(super) fn page_of(form: &Form, path: &str) -> String {
    format!("{path}?flow={}&app_id=web", form.value("flow"))
}

/// A form that asks for both, filled in, in a browser that was never here.
pub(super) async fn filled(world: &World, identifier: &str, password: &str) -> (Browser, Form) {
    let mut browser = world.browser();
    let page = first_page(&mut browser).await;
    let form = naming(&page, identifier).with("password", password);
    (browser, form)
}

/// The same, sent.
pub(super) async fn type_both(
    world: &World,
    identifier: &str,
    password: &str,
) -> (Browser, Answer) {
    let (mut browser, form) = filled(world, identifier, password).await;
    let answer = browser.submit(&form).await;
    (browser, answer)
}

/// Asks for a code on a page that asks for the password, in a browser that was never here.
pub(super) async fn ask_for_code(world: &World, email: &str) -> (Browser, Answer) {
    let mut browser = world.browser();
    let page = first_page(&mut browser).await;
    let form = naming(&page, email).with("way", "code");
    let answer = browser.submit(&form).await;
    let page = browser.follow(answer).await;
    assert_eq!(page.heading(), "Check your email");
    (browser, page)
}

/// From the answer to a right password to the code that the client gets.
pub(super) async fn let_in(browser: &mut Browser, answer: Answer) -> String {
    let callback = browser.follow(answer).await;
    callback.parameter("code").expect("a code")
}

/// Signs in on the page that asks for both, with a browser that was never here.
pub(super) async fn sign_in(world: &World, identifier: &str, password: &str) -> Browser {
    let (mut browser, answer) = type_both(world, identifier, password).await;
    let_in(&mut browser, answer).await;
    browser
}

/// Whether what was typed was judged and is wrong; else it was right.
pub(super) fn is_wrong(answer: &Answer) -> bool {
    answer.parameter("error").as_deref() == Some("wrong")
}

#[track_caller]
pub(super) fn assert_wrong(answer: &Answer) {
    assert!(is_wrong(answer), "{}", answer.location());
}

/// It is not judged now; the page says when to come again.
#[track_caller]
pub(super) fn assert_paused(answer: &Answer) {
    assert_eq!(answer.status, 429, "{}", answer.body);
    let wait: u32 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!(wait > 0 && answer.body.contains("<form"), "{}", answer.body);
}

/// Whether it was judged; else nothing is now.
#[track_caller]
pub(super) fn is_judged(answer: &Answer) -> bool {
    if answer.status == 303 {
        assert_wrong(answer);
        return true;
    }
    assert_paused(answer);
    false
}

pub(super) fn is_signed_in(browser: &Browser) -> bool {
    browser.jar.contains_key(&browser.net.cookie("session"))
}

/// How many failures are counted under this name.
pub(super) async fn counted(world: &World, kind: &str) -> i64 {
    let sum = "select cast(coalesce(sum(count), 0) as bigint) from attempts";
    world.number(&format!("{sum} where kind = '{kind}'")).await
}
