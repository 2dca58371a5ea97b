//! `signet keys` and `signet app secret`, beside a running server.

use std::time::{Duration, Instant};

use crate::kit::{Home, get};

async fn published(home: &Home) -> String {
    get(&home.url("/oidc/jwks")).await.1
}

/// The names of the keys in a stage, as `signet keys list` shows them.
fn listed(home: &Home, stage: &str) -> Vec<String> {
    let said = home.done(&["keys", "list"], &[]);
    let lines = said.lines().map(|line| line.split_whitespace().collect());
    let lines = lines.filter(|words: &Vec<&str>| words.get(2) == Some(&stage));
    lines.map(|words| words[0].to_owned()).collect()
}

#[tokio::test]
async fn a_running_server_publishes_a_new_key_within_a_second_and_lets_it_sign_in_time() {
    let home = Home::new();
    home.configure("[oidc]\nkey_propagation = \"3s\"\n");
    let server = home.start(&["--no-demo"], &[]);
    let old = listed(&home, "current");
    let said = home.done(&["keys", "rotate", "--alg", "ES256"], &[]);
    let next = listed(&home, "next");
    assert!(next.len() == 1 && said.contains(&next[0]), "{said}");
    let again = home.done(&["keys", "rotate"], &[]);
    assert!(again.contains("on its way already"), "{again}");
    let begun = Instant::now();
    while !published(&home).await.contains(&next[0]) {
        assert!(begun.elapsed() < Duration::from_secs(2), "not published");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let begun = Instant::now();
    while listed(&home, "current") != next {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "it does not sign"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(listed(&home, "previous"), old);
    assert!(published(&home).await.contains(&old[0]));
    server.stop();
}

#[test]
fn what_cannot_be_done_with_keys_is_said_in_one_sentence() {
    let home = Home::new();
    let said = home.done(&["keys", "list"], &[]);
    assert!(said.contains("no signing key yet"), "{said}");
    let said = home.refused(&["keys", "rotate"], &[]);
    assert!(said.contains("no signing key yet"), "{said}");
    let server = home.start(&["--no-demo"], &[]);
    let said = home.refused(&["keys", "rotate", "--alg", "ES384"], &[]);
    assert!(said.contains("ES384"), "{said}");
    let current = &listed(&home, "current")[0];
    for force in [&["--force"][..], &[]] {
        let said = home.refused(&[&["keys", "remove", current], force].concat(), &[]);
        assert!(said.contains("signet keys rotate"), "{said}");
    }
    for nobody in ["nobody", "-dnobody", "-hV", "--nobody"] {
        for args in [
            &["keys", "remove", nobody][..],
            &["keys", "remove", nobody, "--force"],
        ] {
            let said = home.refused(args, &[]);
            assert!(said.contains("signet keys list"), "{said}");
        }
    }
    let said = home.done(&["keys", "rotate", "--now"], &[]);
    assert!(
        said.contains("signs from now on") && said.contains("--force"),
        "{said}"
    );
    let said = home.refused(&["keys", "remove", current], &[]);
    assert!(said.contains("--force"), "{said}");
    home.done(&["keys", "remove", current, "--force"], &[]);
    assert!(listed(&home, "previous").is_empty());
    home.done(&["keys", "rotate"], &[]);
    let next = &listed(&home, "next")[0];
    home.done(&["keys", "remove", next], &[]);
    assert!(listed(&home, "next").is_empty());
    server.stop();
}

#[test]
fn a_schedule_that_leaves_a_key_no_time_to_sign_is_named() {
    let home = Home::new();
    home.configure("[oidc]\nkey_propagation = \"2d\"\nkey_rotation = \"1d\"\n");
    let said = home.refused(&["config", "check"], &[]);
    assert!(said.contains("oidc.key_rotation"), "{said}");
    home.configure("[oidc]\nkey_rotation = \"monthly\"\n");
    let said = home.refused(&["config", "check"], &[]);
    assert!(said.contains("signet.toml, line 2"), "{said}");
}

/// What the token endpoint says to a client with a code that does not exist: `invalid_grant` when the
/// secret is taken.
async fn try_secret(home: &Home, secret: &str) -> String {
    let form = format!(
        "grant_type=authorization_code&code=none&redirect_uri=http%3A%2F%2Flocalhost%3A9%2Fcb&\
         client_id=shop&client_secret={secret}"
    );
    let request = reqwest::Client::new()
        .post(home.url("/oidc/token"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    let answer = request.send().await.unwrap().text().await.unwrap();
    let json: serde_json::Value = serde_json::from_str(&answer).unwrap();
    json["error"].as_str().unwrap().to_owned()
}

fn secret_of(said: &str) -> String {
    let line = said
        .lines()
        .find_map(|line| line.trim().strip_prefix("Client secret"));
    line.unwrap().trim().to_owned()
}

#[tokio::test]
async fn a_running_server_takes_a_new_secret_at_once_and_refuses_a_removed_one_within_a_second() {
    let home = Home::new();
    let server = home.start(&["--no-demo"], &[]);
    let uri = "http://localhost:9/cb";
    let said = home.done(&["app", "add", "--id", "shop", "--redirect-uri", uri], &[]);
    let old = secret_of(&said);
    assert_eq!(try_secret(&home, &old).await, "invalid_grant");
    let add = [
        "app",
        "secret",
        "add",
        "shop",
        "--name",
        "May 2027",
        "--expires-in",
        "90d",
    ];
    let new = secret_of(&home.done(&add, &[]));
    // No second has passed.
    assert_eq!(try_secret(&home, &new).await, "invalid_grant");
    assert_eq!(try_secret(&home, &old).await, "invalid_grant");
    let shown = home.done(&["app", "secret", "show", "shop", "May 2027"], &[]);
    assert_eq!(shown.trim(), new);
    assert_eq!(secret_of(&home.done(&["app", "show", "shop"], &[])), new);
    let list = home.done(&["app", "secret", "list", "shop"], &[]);
    assert!(
        list.contains("May 2027") && list.contains("default"),
        "{list}"
    );
    assert!(!list.contains(&new) && !list.contains(&old), "{list}");

    home.done(&["app", "secret", "remove", "shop", "default"], &[]);
    let begun = Instant::now();
    while try_secret(&home, &old).await != "invalid_client" {
        assert!(begun.elapsed() < Duration::from_secs(2), "still taken");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let only = ["app", "secret", "remove", "shop", "May 2027"];
    assert!(home.refused(&only, &[]).contains("--force"));
    home.done(&[&only[..], &["--force"]].concat(), &[]);
    server.stop();
}

#[test]
fn what_cannot_be_a_secret_is_said_in_the_words_of_the_command() {
    let home = Home::new();
    let uri = ["--redirect-uri", "http://localhost:9/cb"];
    home.done(&[&["app", "add", "--id", "web"], &uri[..]].concat(), &[]);
    home.done(
        &[&["app", "add", "--id", "page", "--kind", "spa"], &uri[..]].concat(),
        &[],
    );
    let add = |app: &str, more: &[&str]| {
        home.refused(&[&["app", "secret", "add", app], more].concat(), &[])
    };
    for (app, more, says) in [
        ("nobody", &[][..], "signet app list"),
        ("page", &[], "spa"),
        ("web", &["--name", "default"], "--name"),
        ("web", &["--name", " "], "--name"),
        ("web", &["--expires-in", "soon"], "--expires-in"),
        ("web", &["--expires-at", "soon"], "--expires-at"),
        ("web", &["--expires-at", "2020-01-01"], "--expires-at"),
    ] {
        let said = add(app, more);
        assert!(said.contains(says), "{said}");
    }
    let said = home.refused(&["app", "secret", "remove", "web", "none"], &[]);
    assert!(said.contains("signet app secret list web"), "{said}");
}
