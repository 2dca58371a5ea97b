//! The development mailbox: there in development on this machine, and nowhere else.

use axum::{body::Body, http::Request};
use signet::layer::client_ip::Peer;

use super::steps::{at_code_page, words};
use crate::kit::{Answer, Setup, World, on_both};

on_both! {
    the_json_of_the_mailbox_has_the_names_that_scripts_rely_on,
    the_mailbox_page_shows_the_mail_and_lets_none_of_it_run,
}

async fn from(world: &World, peer: &str, host: Option<&str>, target: &str) -> Answer {
    let mut request = Request::get(target).extension(Peer(peer.parse().unwrap()));
    if let Some(host) = host {
        request = request.header("host", host);
    }
    world.send(request.body(Body::empty()).unwrap()).await
}

const PAGES: [&str; 2] = ["/dev/mailbox", "/dev/mailbox/messages"];

async fn the_json_of_the_mailbox_has_the_names_that_scripts_rely_on(world: World) {
    at_code_page(&world, "ada@example.com").await;
    let asked_at = world.clock.now().as_millis();
    at_code_page(&world, "bob@example.com").await;
    world.mails("ada@example.com").await;
    let all = from(&world, "127.0.0.1:9", Some("localhost:3001"), PAGES[1]).await;
    assert_eq!(all.header("content-type"), Some("application/json"));
    assert_eq!(all.header("cache-control"), Some("no-store"));
    let all = all.json();
    let to: Vec<&str> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["to"].as_str().unwrap())
        .collect();
    assert_eq!(to, ["bob@example.com", "ada@example.com"], "newest first");
    let mail = all[1].as_object().unwrap();
    let mut names: Vec<&str> = mail.keys().map(String::as_str).collect();
    names.sort_unstable();
    let promised = [
        "code",
        "created_at",
        "from",
        "html",
        "id",
        "subject",
        "text",
        "to",
        "usage_type",
    ];
    assert_eq!(names, promised);
    assert_eq!(mail["created_at"], asked_at);
    assert_eq!(mail["usage_type"], "SignIn");
    assert_eq!(mail["from"], "no-reply@signet.localhost");
    let code = mail["code"].as_str().unwrap();
    assert_eq!(
        mail["subject"],
        format!("{code} is your code for Bookstore")
    );
    assert!(mail["text"].as_str().unwrap().contains(code));
    assert!(mail["html"].as_str().unwrap().contains(code));
    // Asked for as it was typed.
    assert_eq!(world.mails(" ADA@Example.com ").await.len(), 1);
    assert!(world.mails("nobody@example.com").await.is_empty());
}

async fn the_mailbox_page_shows_the_mail_and_lets_none_of_it_run(world: World) {
    at_code_page(&world, "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    let page = from(&world, "[::1]:9", Some("[::1]:3001"), PAGES[0]).await;
    assert_eq!(page.status, 200);
    assert!(words(&page).contains("ada@example.com") && page.body.contains(&code));
    assert!(
        page.body.contains("<iframe sandbox title="),
        "a sandbox without allowances"
    );
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'self'"), "{policy}");
    assert!(!policy.contains("unsafe-eval") && !policy.contains("script-src 'self' 'unsafe"));
}

#[tokio::test]
async fn strangers_and_foreign_names_get_no_mailbox() {
    let world = World::with(Setup::default()).await;
    at_code_page(&world, "ada@example.com").await;
    world.mails("ada@example.com").await;
    for target in PAGES {
        for (peer, host) in [
            ("192.0.2.7:9", Some("localhost:3001")),
            ("[2001:db8::1]:9", Some("localhost:3001")),
            ("127.0.0.1:9", Some("rebound.example:3001")),
            ("127.0.0.1:9", Some("localhost.evil.example")),
            ("127.0.0.1:9", Some("127.0.0.1.evil.example")),
            ("127.0.0.1:9", Some("")),
            ("127.0.0.1:9", None),
        ] {
            let answer = from(&world, peer, host, target).await;
            assert_eq!(answer.status, 404, "{target} {peer} {host:?}");
            assert!(!answer.body.contains("ada@example.com"));
        }
        let answer = from(&world, "[::ffff:127.0.0.1]:9", Some("localhost"), target).await;
        assert_eq!(answer.status, 200, "{target}");
    }
}

#[tokio::test]
async fn where_others_could_reach_it_there_is_no_mailbox() {
    let smtp = "[email]\nconnector = \"smtp\"\n[email.smtp]\nhost = \"127.0.0.1\"\n\
        security = \"none\"\nfrom = \"a@example.com\"";
    let open = "[http]\nlisten = [\"0.0.0.0:3001\"]";
    for (why, setup) in [
        (
            "production",
            Setup {
                more: smtp,
                production: true,
                ..Setup::default()
            },
        ),
        (
            "a public name",
            Setup {
                public_url: Some("https://id.example.com"),
                ..Setup::default()
            },
        ),
        (
            "an open listener",
            Setup {
                more: open,
                ..Setup::default()
            },
        ),
    ] {
        let world = World::with(setup).await;
        let (_, page) = at_code_page(&world, "ada@example.com").await;
        assert!(
            !page.body.contains("/dev/mailbox"),
            "{why}: nor a link to it"
        );
        for target in PAGES {
            let answer = from(&world, "127.0.0.1:9", Some("localhost:3001"), target).await;
            assert_eq!(answer.status, 404, "{why}: {target}");
        }
    }
}
