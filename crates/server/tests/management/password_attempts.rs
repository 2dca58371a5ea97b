//! Sign-ins that are really tried where passwords let people in, beside what is said of them.

use oidc_core::time::Lifetime;
use serde_json::{Value, json};

use super::{
    caller::{Api, done},
    explain_sign_in::{ADA, check},
    users::create,
};
use crate::kit::{Answer, Browser, World};

pub(super) const NAME: &str = "ada";
pub(super) const PASSWORD: &str = "violet harbour 42";

/// Of [`PASSWORD`], brought along, and computed in no time.
const DIGEST: &str = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHRvZnNpeHRlZQ$JhK9L9a2eRsqVHchnf7Ztq3K8IZgQyEhb0J0TCIkSU8";

/// By what people with an identifier of one kind sign in: which kind it is, whether by a password, which
/// comes first then, and whether by a code.
pub(super) type Method = (&'static str, bool, bool);

pub(super) const ADDRESS: Method = ("email", true, false);
pub(super) const USERNAME: Method = ("username", true, false);
pub(super) const EITHER: Method = ("email", true, true);
pub(super) const CODE: Method = ("email", false, true);

/// The operator lets people in by these methods from now on; new ones, too, where these all sign up.
pub(super) async fn let_in_by(api: &Api, methods: &[Method]) {
    let by_code = |method: &Method| method.2;
    let mode = if methods.iter().any(by_code) {
        "SignInAndRegister"
    } else {
        "SignIn"
    };
    let methods = methods.iter().map(|(kind, password, code)| {
        json!({
            "identifier": kind, "password": password, "verificationCode": code,
            "isPasswordPrimary": password,
        })
    });
    let methods: Vec<Value> = methods.collect();
    let change = json!({"signInMode": mode, "signIn": {"methods": methods}});
    done(&api.patch("/sign-in-exp", change).await, 200);
}

/// An account with this address, and with [`PASSWORD`].
pub(super) async fn with_password(api: &Api, email: &str) -> Value {
    let digest = json!({
        "primaryEmail": email, "passwordDigest": DIGEST, "passwordAlgorithm": "Argon2id",
    });
    create(api, digest).await
}

/// Ada, who has a username and this password, if any.
pub(super) async fn ada(api: &Api, has_password: bool) -> Value {
    let mut new = json!({"primaryEmail": ADA, "username": NAME});
    if has_password {
        new["passwordDigest"] = json!(DIGEST);
        new["passwordAlgorithm"] = json!("Argon2id");
    }
    create(api, new).await
}

/// The first page of a sign-in, in a browser that was never here.
async fn first_page(world: &World) -> (Browser, Answer) {
    world.pass(Lifetime::millis(1));
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    (browser, page)
}

/// Where a sign-in ends that is tried with this password.
pub(super) async fn tried(world: &World, identifier: &str, password: &str) -> Answer {
    let (mut browser, page) = first_page(world).await;
    let name = if page.asks_for("email") {
        "email"
    } else {
        "identifier"
    };
    let form = page.form(0).with(name, identifier);
    let answer = browser.submit(&form.with("password", password)).await;
    browser.follow(answer).await
}

/// Where the wish for a code instead of a password leads.
pub(super) async fn asked_for_code(world: &World, email: &str) -> (Browser, Answer) {
    let (mut browser, page) = first_page(world).await;
    let form = page.form(0).with("email", email).with("way", "code");
    let answer = browser.submit(&form).await;
    let page = browser.follow(answer).await;
    (browser, page)
}

/// Where a sign-in ends that is tried with the right code.
pub(super) async fn tried_by_code(world: &World, email: &str) -> Answer {
    let (mut browser, page) = asked_for_code(world, email).await;
    assert_eq!(page.heading(), "Check your email", "{}", page.body);
    browser.type_code(&page, &world.code(email).await).await
}

/// What a check came to, and why.
#[track_caller]
pub(super) fn told<'a>(explained: &'a Value, id: &str) -> (&'a str, &'a str) {
    let found = check(explained, id);
    let (verdict, because) = (&found["verdict"], &found["because"]);
    (verdict.as_str().unwrap(), because.as_str().unwrap())
}
