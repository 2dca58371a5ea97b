//! `signet app`, and the applications of the file.

use std::time::{Duration, Instant};

use crate::kit::{Home, get};

/// Status of an authorization request: 303 when client and redirect URI are known.
async fn authorize(home: &Home, id: &str) -> u16 {
    let query = "redirect_uri=http%3A%2F%2Flocalhost%3A9%2Fcb&response_type=code&scope=openid";
    get(&home.url(&format!("/oidc/auth?client_id={id}&{query}")))
        .await
        .0
}

async fn within_a_second(home: &Home, id: &str, status: u16) {
    let begun = Instant::now();
    while authorize(home, id).await != status {
        assert!(
            begun.elapsed() < Duration::from_secs(1),
            "not seen within a second"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_running_server_sees_a_new_application_within_a_second_and_its_removal_too() {
    let home = Home::new();
    let server = home.start(&["--no-demo"], &[]);
    assert_eq!(authorize(&home, "shop").await, 400);
    let arguments = ["app", "add", "--id", "shop", "--name", "My shop"];
    let said = home.done(
        &[&arguments[..], &["--redirect-uri", "http://localhost:9/cb"]].concat(),
        &[],
    );
    assert!(
        said.contains("Client ID       shop") && said.contains("Client secret"),
        "{said}"
    );
    assert!(said.contains(&home.url("/oidc")), "{said}");
    within_a_second(&home, "shop", 303).await;
    assert!(home.done(&["app", "list"], &[]).contains("My shop"));
    home.done(&["app", "remove", "shop"], &[]);
    within_a_second(&home, "shop", 400).await;
    server.stop();
}

#[test]
fn a_secret_can_be_looked_up_again_and_public_applications_have_none() {
    let home = Home::new();
    let uri = ["--redirect-uri", "http://localhost:9/cb"];
    let said = home.done(&[&["app", "add", "--id", "web"], &uri[..]].concat(), &[]);
    let secret = said
        .lines()
        .find(|line| line.contains("Client secret"))
        .unwrap();
    assert!(
        home.done(&["app", "show", "web"], &[])
            .contains(secret.trim())
    );
    let said = home.done(&[&["app", "add", "--kind", "spa"], &uri[..]].concat(), &[]);
    assert!(
        !said.contains("Client secret") && said.contains("PKCE"),
        "{said}"
    );
}

#[test]
fn what_cannot_be_registered_is_said_in_the_words_of_the_command() {
    let home = Home::new();
    let said = home.refused(
        &["app", "add", "--redirect-uri", "javascript:alert(1)"],
        &[],
    );
    assert!(said.starts_with("--redirect-uri"), "{said}");
    assert!(
        home.refused(&["app", "add"], &[])
            .starts_with("--redirect-uri")
    );
    assert!(
        home.refused(&["app", "show", "nobody"], &[])
            .contains("signet app list")
    );
    let twice = [
        "app",
        "add",
        "--id",
        "x",
        "--redirect-uri",
        "http://localhost:9/cb",
    ];
    home.done(&twice, &[]);
    assert!(home.refused(&twice, &[]).contains("--id"));
}

#[test]
fn an_application_may_have_access_tokens_that_live_shorter_than_the_api_says() {
    let home = Home::new();
    let add = |id: &'static str, seconds: &'static str| {
        let lifetime = ["--access-token-lifetime", seconds];
        let uri = ["--redirect-uri", "http://localhost:9/cb"];
        [&["app", "add", "--id", id][..], &uri, &lifetime].concat()
    };
    let told = "Access tokens   live 300 s at most";
    assert!(home.done(&add("web", "300"), &[]).contains(told));
    assert!(home.done(&["app", "show", "web"], &[]).contains(told));
    for seconds in ["59", "86401"] {
        let said = home.refused(&add("other", seconds), &[]);
        assert_eq!(
            said,
            "--access-token-lifetime must be between 60 seconds and 86400 (one day).\n"
        );
    }
    home.done(&add("other", "60"), &[]);
}

const SHOP: &str = "[[applications]]\nid = \"shop\"\nsecret = \"open-sesame-open\"\n\
    kind = \"traditional\"\nredirect_uris = [\"http://localhost:9/cb\"]\n";

#[tokio::test]
async fn an_application_dropped_from_the_file_is_disabled_and_comes_back_with_it() {
    let home = Home::new();
    home.configure(SHOP);
    let server = home.start(&["--no-demo"], &[]);
    assert_eq!(authorize(&home, "shop").await, 303);
    assert!(
        home.refused(&["app", "remove", "shop"], &[])
            .contains("signet.toml")
    );
    server.stop();
    home.configure("");
    let server = home.start(&["--no-demo"], &[]);
    assert_eq!(authorize(&home, "shop").await, 400);
    assert!(home.done(&["app", "list"], &[]).contains("(disabled)"));
    server.stop();
    home.configure(SHOP);
    let server = home.start(&["--no-demo"], &[]);
    assert_eq!(authorize(&home, "shop").await, 303);
    server.stop();
}

#[test]
fn an_id_that_belongs_to_another_source_stops_the_start() {
    let home = Home::new();
    let added = [
        "app",
        "add",
        "--id",
        "shop",
        "--redirect-uri",
        "http://localhost:9/cb",
    ];
    home.done(&added, &[]);
    home.configure(SHOP);
    let said = home.refused(&["dev"], &[]);
    assert!(
        said.contains("shop") && said.contains("signet app"),
        "{said}"
    );
}

#[tokio::test]
async fn the_demo_app_makes_room_for_an_application_on_its_port() {
    let home = Home::new();
    home.configure(&SHOP.replace("localhost:9", "localhost:3000"));
    let said = home.done(&["config", "check"], &[]);
    assert!(said.contains("is good"), "{said}");
}

#[test]
fn an_application_shows_where_it_is_told_of_a_sign_out_and_whether_it_was() {
    let home = Home::new();
    let uri = [
        "app",
        "add",
        "--id",
        "web",
        "--redirect-uri",
        "https://web.example/cb",
    ];
    let told = ["--backchannel-logout-uri", "https://web.example/out"];
    home.done(&[&uri[..], &told[..]].concat(), &[]);
    let said = home.done(&["app", "show", "web"], &[]);
    assert!(
        said.contains("Sign-out call   https://web.example/out"),
        "{said}"
    );
    assert!(
        said.contains("none delivered in the last days; none waits"),
        "{said}"
    );
    for flag in ["--backchannel-logout-uri", "--frontchannel-logout-uri"] {
        let bad = [
            &uri[..3],
            &["x"],
            &uri[4..],
            &[flag, "http://web.example/out"],
        ]
        .concat();
        let said = home.refused(&bad, &[]);
        assert!(said.starts_with(flag), "{said}");
    }
}
