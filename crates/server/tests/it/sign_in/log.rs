//! What is logged at any level while people sign in holds nothing of theirs (T-70).

use oidc_core::time::Lifetime;
use testkit::secrets::Secrets;

use super::steps::{resend, wrong};
use crate::kit::{Browser, Line, Tokens, VERIFIER, Witness, World, on_both};

on_both! {
    t_70_a_whole_walk_logs_no_code_token_secret_or_address,
}

const EMAIL: &str = "very.private@address.example";

/// Everything in a browser's cookies and on its way.
fn remember(secrets: &mut Secrets, browser: &Browser) {
    browser.jar.values().for_each(|value| secrets.saw(value));
}

/// What the walk sends that nobody else made.
const SENT: [&str; 4] = [
    "not-a-token-but-private",
    "state-of-this-walk",
    "nonce-of-it",
    "not-the-verifier",
];

async fn walk(world: &World, secrets: &mut Secrets) {
    let web = world.relying_party("web");
    let mut browser = world.browser();
    let hint = [
        ("login_hint", EMAIL),
        ("state", "state-of-this-walk"),
        ("nonce", "nonce-of-it"),
    ];
    let page = browser.visit(&web.request_with(&hint)).await;
    remember(secrets, &browser);
    let page = browser.ask_for_code(&page, EMAIL).await;
    secrets.saw(page.form(0).value("csrf"));
    secrets.saw_code(world.code(EMAIL).await);
    let page = resend(world, &mut browser, &page).await;
    let code = world.code(EMAIL).await;
    let guess = wrong(&code, 0);
    browser.type_code(&page, &guess).await;
    secrets.saw_code(&code);
    secrets.saw_code(guess);
    let offer = browser.type_code(&page, &code).await;
    let answer = browser.submit(&offer.form(0)).await;
    remember(secrets, &browser);
    let callback = browser.follow(answer).await;
    let code = callback.parameter("code").unwrap();
    let verifier = "not-the-verifier-of-this-walk-not-at-all-no";
    web.redeem_with(&code, &[("code_verifier", verifier)]).await;
    let tokens = Tokens::of(&web.redeem(&code).await);
    let fresh = Tokens::of(&web.refresh(tokens.refresh()).await);
    web.refresh(fresh.refresh()).await;
    world.pass(Lifetime::minutes(5));
    web.refresh(tokens.refresh()).await;
    web.userinfo(&tokens.access).await;
    web.userinfo("not-a-token-but-private").await;
    web.redeem(&code).await;
    web.post("/oidc/token/revocation", &[("token", &tokens.access)])
        .await;
    let sign_out = format!(
        "/oidc/session/end?id_token_hint={}",
        tokens.id.as_deref().unwrap()
    );
    browser.get(&sign_out).await;
    // And again, now that there is an account.
    let callback = browser.sign_in(&web.request(), EMAIL).await;
    secrets.saw_code(world.code(EMAIL).await);
    secrets.saw(callback.parameter("code").unwrap());
    remember(secrets, &browser);
    secrets.saw(code);
    for secret in SENT {
        secrets.saw(secret);
    }
    for tokens in [tokens, fresh] {
        secrets.saw(tokens.refresh());
        secrets.saw(tokens.id());
        secrets.saw(tokens.access);
    }
}

async fn t_70_a_whole_walk_logs_no_code_token_secret_or_address(world: World) {
    let witness = Witness::new();
    let mut secrets = Secrets::default();
    witness.watch(walk(&world, &mut secrets)).await;
    let web = world.relying_party("web");
    secrets.saw(web.secret.unwrap());
    secrets.saw(web.basic().unwrap());
    for secret in [VERIFIER, EMAIL, "very.private"] {
        secrets.saw(secret);
    }
    assert!(secrets.count() > 20, "{}", secrets.count());
    let lines = witness.lines();
    let ours = |line: &&Line| line.target.starts_with("signet");
    assert!(lines.iter().filter(ours).count() > 20, "it did listen");
    assert!(
        lines.iter().any(|line| line.target == "store::statement"),
        "at trace"
    );
    for line in &lines {
        assert_eq!(secrets.leaks(&line.text), [""; 0], "{}", line.target);
    }
}
