//! A form that is refused for its origin says which origin it came from and which one counts.

use super::steps::words;
use crate::kit::{Answer, Browser, Line, Witness, World, on_both};

on_both! {
    a_form_from_another_origin_names_both_and_leads_home,
    a_form_from_another_origin_is_refused_in_french_too,
    what_was_sent_as_an_origin_is_escaped_and_bounded,
    a_form_from_another_origin_is_one_line_in_the_log,
}

async fn refused(world: &World, origin: &str, language: &str) -> Answer {
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    let mut elsewhere: Browser = browser.with_header("accept-language", language);
    elsewhere.headers.push(("origin", origin.to_owned()));
    let answer = elsewhere
        .submit(&page.form(0).with("email", "ada@example.com"))
        .await;
    assert_eq!(answer.status, 403, "{}", answer.body);
    answer
}

async fn a_form_from_another_origin_names_both_and_leads_home(world: World) {
    let answer = refused(&world, "http://127.0.0.1:3001", "en").await;
    let shown = words(&answer);
    for origin in ["http://127.0.0.1:3001", "http://localhost:3001"] {
        assert!(shown.contains(origin), "{shown}");
    }
    assert!(
        answer.body.contains("href=\"http://localhost:3001\""),
        "{}",
        answer.body
    );
    let end = world
        .browser()
        .with_header("origin", "null")
        .post("/oidc/session/end/confirm", String::new())
        .await;
    assert_eq!(end.status, 403);
}

async fn a_form_from_another_origin_is_refused_in_french_too(world: World) {
    let english = refused(&world, "http://127.0.0.1:3001", "en").await;
    let french = refused(&world, "http://127.0.0.1:3001", "fr").await;
    assert!(french.body.contains("<html lang=\"fr\""));
    assert_ne!(english.heading(), french.heading());
    assert!(words(&french).contains("http://127.0.0.1:3001"));
}

async fn what_was_sent_as_an_origin_is_escaped_and_bounded(world: World) {
    let hostile = format!("http://<script>alert(1)</script>{}", "x".repeat(5_000));
    let answer = refused(&world, &hostile, "en").await;
    assert!(!answer.body.contains("<script>alert"), "{}", answer.body);
    assert!(!answer.body.contains(&"x".repeat(200)));
}

async fn a_form_from_another_origin_is_one_line_in_the_log(world: World) {
    let witness = Witness::new();
    let body = String::from("flow=x");
    let headers = [
        ("origin", "http://127.0.0.1:3001"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    witness
        .watch(world.call("POST", "/sign-in", &headers, &body))
        .await;
    let lines: Vec<Line> = witness.lines();
    let told: Vec<&Line> = lines
        .iter()
        .filter(|line| line.text.contains("refused a form"))
        .collect();
    assert_eq!(told.len(), 1);
    let text = &told[0].text;
    assert!(
        text.contains("http://localhost:3001") && text.contains("http://127.0.0.1:3001"),
        "{text}"
    );
}
