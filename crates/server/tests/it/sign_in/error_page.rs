//! The error page: words for people, a reference for the operator, and a hint for developers where
//! only they can see it.

use scraper::{Html, Selector};

use super::steps::{get_with, words};
use crate::kit::{Answer, Setup, Witness, World};

const HTML: [(&str, &str); 1] = [("accept", "text/html")];

fn reference(page: &Answer) -> String {
    let document = Html::parse_document(&page.body);
    let found = document
        .select(&Selector::parse("code.reference").unwrap())
        .next();
    found.expect("a reference").text().collect()
}

#[tokio::test]
async fn every_error_page_shows_the_reference_that_stands_in_header_and_log() {
    let world = World::with(Setup::default()).await;
    let mut seen = Vec::new();
    for (target, status) in [
        ("/no/such/page", 404),
        ("/oidc/auth", 400),
        ("/oidc/auth?client_id=nobody", 400),
        (
            "/oidc/auth?client_id=web&redirect_uri=https://evil.example",
            400,
        ),
        (
            "/oidc/session/end?client_id=web&post_logout_redirect_uri=https://evil.example",
            400,
        ),
    ] {
        let witness = Witness::new();
        let chosen = [HTML[0], ("x-request-id", "chosen-by-a-stranger")];
        let page = witness.watch(get_with(&world, target, &chosen)).await;
        assert_eq!(page.status, status, "{target}");
        let reference = reference(&page);
        assert_eq!(
            page.header("x-request-id"),
            Some(reference.as_str()),
            "{target}"
        );
        let logged = witness
            .lines()
            .iter()
            .any(|line| line.text.contains(&reference));
        assert!(logged, "{target}: {reference} stands in the log");
        assert!(!page.body.contains("chosen-by-a-stranger"));
        seen.push(reference);
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 5, "each its own");
}

#[tokio::test]
async fn in_development_the_page_names_the_exact_uri_to_add_and_in_production_it_does_not() {
    let smtp = "[email]\nconnector = \"smtp\"\n[email.smtp]\nhost = \"127.0.0.1\"\n\
        security = \"none\"\nfrom = \"a@example.com\"";
    let uri = "http://localhost:3000/call%20back?x=1&y=<b>";
    for production in [false, true] {
        let more = if production { smtp } else { "" };
        let world = World::with(Setup {
            more,
            production,
            ..Setup::default()
        })
        .await;
        let request = world
            .relying_party("web")
            .request_with(&[("redirect_uri", uri)]);
        let witness = Witness::new();
        let page = witness.watch(get_with(&world, &request, &HTML)).await;
        assert_eq!((page.status.as_u16(), page.header("location")), (400, None));
        assert_eq!(page.heading(), "This application can’t sign you in");
        assert_eq!(words(&page).contains(uri), !production, "{}", words(&page));
        assert!(!page.body.contains("<b>"), "escaped");
        assert!(
            !words(&page).contains("https://rp.example/cb"),
            "nor what is registered"
        );
        let logged = witness
            .lines()
            .iter()
            .any(|line| line.text.contains("localhost:3000"));
        assert!(
            logged,
            "the log says what was compared: {:#?}",
            witness.lines()
        );
    }
}

#[tokio::test]
async fn what_is_not_a_browser_gets_json_for_a_request_that_cannot_be_answered_elsewhere() {
    let world = World::with(Setup::default()).await;
    let answer = world.get("/oidc/auth?client_id=nobody").await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["error"], "invalid_client");
}
