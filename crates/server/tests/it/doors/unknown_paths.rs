//! What is not there: each door says so in its own dialect, and the log does not repeat it.

use super::routes::{Speaks, ask, assert_speaks};
use crate::kit::{Answer, Setup, Witness, World};

const UNKNOWN: &[(&str, Speaks)] = &[
    ("/no/such/page", Speaks::Page),
    ("/sign-in/x", Speaks::Page),
    ("/healthz/x", Speaks::Page),
    ("/oidc", Speaks::Json),
    ("/oidc/", Speaks::Json),
    ("/oidc/nowhere", Speaks::Json),
    ("/oidc/token/x", Speaks::Json),
    ("/.well-known", Speaks::Json),
    ("/.well-known/", Speaks::Json),
    ("/.well-known/x", Speaks::Json),
    ("/api", Speaks::Plain),
    ("/api/", Speaks::Plain),
    ("/api/nowhere", Speaks::Plain),
    ("/static", Speaks::Plain),
    ("/static/", Speaks::Plain),
    ("/static/a/b", Speaks::Plain),
];

#[tokio::test]
async fn what_is_not_there_is_told_in_the_dialect_of_its_door() {
    let world = World::with(Setup::default()).await;
    all_are_unknown(&world, "").await;
    let file = "/static/nothing.css";
    let answer = ask(&world, "GET", file, "text/html").await;
    assert_eq!(answer.status, 404);
    assert_speaks(Speaks::Plain, true, &answer, file);
}

#[tokio::test]
async fn what_is_not_there_is_told_so_below_a_base_path_as_well() {
    let setup = Setup {
        public_url: Some("http://localhost:3001/id"),
        ..Setup::default()
    };
    all_are_unknown(&World::with(setup).await, "/id").await;
}

#[tokio::test]
async fn under_oidc_it_is_told_in_words_that_programs_know() {
    let below = Setup {
        public_url: Some("http://localhost:3001/id"),
        ..Setup::default()
    };
    for (setup, base) in [(Setup::default(), ""), (below, "/id")] {
        let world = World::with(setup).await;
        for (method, path, named) in [
            ("GET", "/oidc/nonexistent", "GET on /nonexistent"),
            ("POST", "/oidc/token/x?code=secret", "POST on /token/x"),
            ("GET", "/oidc/oidc/x", "GET on /oidc/x"),
            ("DELETE", "/oidc/", "DELETE on /"),
            ("GET", "/oidc", "GET on /"),
        ] {
            let answer = ask(&world, method, &format!("{base}{path}"), "*/*").await;
            assert_eq!(answer.status, 404, "{path}");
            let said = format!("unrecognized route or not allowed method ({named})");
            let expected = serde_json::json!({
                "code": "oidc.invalid_request",
                "error": "invalid_request",
                "error_description": said,
                "message": "Request is invalid.",
            });
            assert_eq!(answer.json(), expected, "{path}");
        }
    }
}

async fn all_are_unknown(world: &World, base: &str) {
    for &(path, speaks) in UNKNOWN {
        let path = format!("{base}{path}");
        for method in ["GET", "POST", "DELETE"] {
            let answer = ask(world, method, &path, "text/html").await;
            assert_eq!(answer.status, 404, "{method} {path}");
            assert_speaks(speaks, true, &answer, &path);
        }
        let get = ask(world, "GET", &path, "text/html").await;
        let head = ask(world, "HEAD", &path, "text/html").await;
        assert_eq!(head.status, 404, "{path}");
        let kind = |answer: &Answer| answer.header("content-type").map(str::to_owned);
        assert_eq!(kind(&head), kind(&get), "{path}");
    }
}

#[tokio::test]
async fn a_path_that_merely_begins_like_the_base_path_or_a_door_is_not_it() {
    let setup = Setup {
        public_url: Some("http://localhost:3001/auth"),
        ..Setup::default()
    };
    let world = World::with(setup).await;
    for (path, status) in [
        ("/auth", 200),
        ("/auth/", 200),
        ("/auth?app_id=web", 200),
        ("/", 200),
        ("/author", 404),
        ("/authoidc/jwks", 404),
        ("/auth/oidc/jwks", 200),
        ("/auth/auth/oidc/jwks", 404),
        ("/auth/oidcs", 404),
        ("/oidc/jwks", 200),
        ("//auth//oidc//jwks", 200),
    ] {
        let answer = ask(&world, "GET", path, "text/html").await;
        assert_eq!(answer.status, status, "{path}");
        if status == 404 {
            assert_speaks(Speaks::Page, true, &answer, path);
        }
    }
    let json = ask(&world, "GET", "/auth/oidc/nowhere", "text/html").await;
    assert_speaks(Speaks::Json, true, &json, "/auth/oidc/nowhere");
}

#[tokio::test]
async fn a_parameter_that_cannot_be_read_is_refused_in_the_dialect_of_its_door() {
    let world = World::with(Setup::default()).await;
    for (path, speaks) in [
        ("/oidc/auth/%ff", Speaks::Browser),
        ("/static/%ff", Speaks::Plain),
        ("/dev/mailbox/messages?to=a&to=b", Speaks::Page),
    ] {
        let answer = ask(&world, "GET", path, "text/html").await;
        assert_eq!(answer.status, 400, "{path}");
        assert_speaks(speaks, true, &answer, path);
    }
}

/// In the place of a token that somebody pasted behind the wrong address.
const TOKEN: &str = "a-token-that-somebody-pasted";

#[tokio::test]
async fn t_70_what_stands_in_an_address_is_not_logged() {
    let world = World::with(Setup::default()).await;
    let witness = Witness::new();
    for target in [
        format!("/{TOKEN}"),
        format!("/oidc/{TOKEN}"),
        format!("/oidc/token/{TOKEN}?x={TOKEN}"),
        format!("/oidc/auth/{TOKEN}"),
        format!("/static/{TOKEN}"),
        format!("/.well-known/{TOKEN}"),
        format!("/dev/mailbox/messages?to={TOKEN}"),
        format!("/oidc/me?access_token={TOKEN}"),
        format!("/oidc/auth?client_id=web&{TOKEN}=1&{TOKEN}=2"),
        format!("/oidc/auth?client_id={TOKEN}"),
        format!("/oidc/session/end?id_token_hint={TOKEN}&post_logout_redirect_uri={TOKEN}"),
        format!("/oidc/auth?client_id=web&redirect_uri=https://x.example/?code={TOKEN}"),
        format!("/oidc/auth?client_id=web&redirect_uri=https://x.example/%23code={TOKEN}"),
        format!("/oidc/session/end?client_id=web&post_logout_redirect_uri=https://x/?x={TOKEN}"),
        format!("/sign-in?flow={TOKEN}"),
    ] {
        let referer = [("referer", target.as_str()), ("origin", TOKEN)];
        witness
            .watch(world.call("GET", &target, &referer, ""))
            .await;
        let body = format!("{TOKEN}=1&{TOKEN}=2&token={TOKEN}");
        witness
            .watch(world.call("POST", &target, &referer, &body))
            .await;
        witness
            .watch(world.call(TOKEN, &target, &referer, ""))
            .await;
    }
    let lines = witness.lines();
    let spans = lines
        .iter()
        .filter(|line| line.text.contains("/static/{name}"));
    assert!(spans.count() > 0, "the route itself is logged: {lines:#?}");
    for line in lines {
        assert!(!line.text.contains(TOKEN), "{}: {}", line.target, line.text);
    }
}
