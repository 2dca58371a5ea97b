//! What the shop writes down of its visitors when it writes down everything it can.

use testkit::{recorder::Witness, secrets::Secrets};

use crate::{SECRET, scene, signed_in};

#[tokio::test]
async fn t_70_nothing_secret_is_logged_at_trace() {
    let witness = Witness::default();
    let mut secrets = Secrets::default();
    witness.watch(walk(&mut secrets)).await;
    let lines = witness.lines();
    let ours: Vec<&str> = lines
        .iter()
        .filter(|line| line.target.starts_with("demo_app"))
        .map(|line| line.text.as_str())
        .collect();
    let log = ours.join("\n");
    assert!(log.contains("a visitor was stopped"), "{log}");
    assert_eq!(secrets.leaks(&log), [""; 0]);
    for start in ["code-0", "access-0", "refresh-0", "eyJ", "ada@"] {
        assert!(!log.contains(start), "{start:?} is in {log}");
    }
}

/// In, refreshed, and in once more, where the provider refuses.
async fn walk(secrets: &mut Secrets) {
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    browser.post("/refresh", String::new()).await;
    let request = browser.get("/sign-in").await.location().to_owned();
    let asked = provider.read(&request);
    secrets.saw(SECRET);
    for name in ["state", "nonce", "code_challenge"] {
        secrets.saw(&asked[name]);
    }
    browser.jar.values().for_each(|cookie| secrets.saw(cookie));
    provider.lie(|lies| lies.refuse_tokens = Some("invalid_client"));
    browser.get(&provider.approve(&request)).await;
}
