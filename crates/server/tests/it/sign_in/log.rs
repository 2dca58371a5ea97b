//! What is logged at any level while people sign in holds nothing of theirs (T-70).

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};
use oidc_core::time::Lifetime;

use super::steps::{resend, wrong};
use crate::kit::{Browser, Line, Tokens, VERIFIER, Witness, World, occurs, on_both};

on_both! {
    t_70_a_whole_walk_logs_no_code_token_secret_or_address,
}

const EMAIL: &str = "very.private@address.example";

/// Everything in a browser's cookies and on its way.
fn remember(secrets: &mut BTreeSet<String>, browser: &Browser) {
    secrets.extend(
        browser
            .jar
            .values()
            .filter(|value| value.len() > 4)
            .cloned(),
    );
}

async fn walk(world: &World, secrets: &mut BTreeSet<String>) {
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
    secrets.insert(page.form(0).value("csrf").to_owned());
    secrets.insert(world.code(EMAIL).await);
    let page = resend(world, &mut browser, &page).await;
    let code = world.code(EMAIL).await;
    let guess = wrong(&code, 0);
    browser.type_code(&page, &guess).await;
    secrets.extend([code.clone(), guess]);
    let offer = browser.type_code(&page, &code).await;
    let answer = browser.submit(&offer.form(0)).await;
    remember(secrets, &browser);
    let callback = browser.follow(answer).await;
    let code = callback.parameter("code").unwrap();
    web.redeem_with(
        &code,
        &[(
            "code_verifier",
            "not-the-verifier-of-this-walk-not-at-all-no",
        )],
    )
    .await;
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
    secrets.insert(world.code(EMAIL).await);
    secrets.insert(callback.parameter("code").unwrap());
    remember(secrets, &browser);
    secrets.extend([
        code,
        "not-a-token-but-private".to_owned(),
        "state-of-this-walk".to_owned(),
    ]);
    secrets.extend(["nonce-of-it".to_owned(), "not-the-verifier".to_owned()]);
    for tokens in [tokens, fresh] {
        secrets.extend([tokens.access, tokens.refresh.unwrap(), tokens.id.unwrap()]);
    }
}

async fn t_70_a_whole_walk_logs_no_code_token_secret_or_address(world: World) {
    let witness = Witness::new();
    let mut secrets = BTreeSet::new();
    witness.watch(walk(&world, &mut secrets)).await;
    let secret = world.relying_party("web").secret.unwrap();
    secrets.extend([
        secret.to_owned(),
        STANDARD.encode(format!("web:{secret}")),
        VERIFIER.to_owned(),
        EMAIL.to_owned(),
        EMAIL.replace('@', "%40"),
        "very.private".to_owned(),
    ]);
    assert!(secrets.len() > 20, "{}", secrets.len());
    let lines = witness.lines();
    let ours = |line: &&Line| line.target.starts_with("signet");
    assert!(lines.iter().filter(ours).count() > 20, "it did listen");
    assert!(
        lines.iter().any(|line| line.target == "store::statement"),
        "at trace"
    );
    for line in &lines {
        for secret in &secrets {
            let text = line.text.as_bytes();
            assert!(
                !occurs(text, secret),
                "{}: {} holds {secret}",
                line.target,
                line.text
            );
        }
    }
}
