//! Each door puts everything that goes wrong outside of a handler into its own words; one more
//! dialect stands beside the others without touching them.

use std::time::Duration;

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::Request,
    http::{StatusCode, header},
    response::{AppendHeaders, IntoResponse, Response},
    routing::{get, post},
};
use signet::{
    app::App,
    door::{Dialect, Door},
    layer::{self, client_ip::Peer, floods::Kind},
    respond::{browser::Browser, oauth::OAuth, page::Html, plain::Plain},
};
use tower::ServiceExt;

use super::routes::{Speaks, assert_speaks};
use crate::kit::{Answer, Setup, Witness, World};

/// The dialect of an interface that is not there yet.
struct Api;

impl Dialect for Api {
    type Asked = String;

    fn listen(_: &App, request: &mut Request) -> String {
        request.method().to_string()
    }

    fn refuse(_: &App, method: &String, status: StatusCode) -> Response {
        let body = serde_json::json!({ "code": status.as_u16(), "method": method });
        (status, Json(body)).into_response()
    }
}

async fn panics() -> &'static str {
    let secret = String::from("a secret in a panic");
    panic!("{secret}");
}

async fn sleeps() {
    tokio::time::sleep(Duration::from_mins(1)).await;
}

async fn reads(_: Bytes) {}

/// Refuses with a header of two lines.
async fn repeats() -> impl IntoResponse {
    let lines = [("x-line", "one"), ("x-line", "two")];
    (StatusCode::CONFLICT, AppendHeaders(lines))
}

fn behind<D: Dialect>(app: &App) -> Router<App> {
    Door::<D>::new(app, Some(Kind::Page))
        .free("/panics", get(panics))
        .free("/sleeps", get(sleeps))
        .free("/reads", post(reads))
        .free("/repeats", get(repeats))
        .call("/flooded", get(reads))
        .and_all_else()
        .open()
}

/// Four doors and a fifth, surrounded by what surrounds every request.
fn doors(app: &App) -> Router {
    let routes = behind::<Html>(app)
        .nest("/json", behind::<OAuth>(app))
        .nest("/browser", behind::<Browser>(app))
        .nest("/plain", behind::<Plain>(app))
        .nest("/api", behind::<Api>(app));
    layer::around(app.clone(), routes)
}

const DOORS: [(&str, Option<Speaks>); 5] = [
    ("", Some(Speaks::Page)),
    ("/json", Some(Speaks::Json)),
    ("/browser", Some(Speaks::Browser)),
    ("/plain", Some(Speaks::Plain)),
    ("/api", None),
];

async fn ask(router: &Router, method: &str, target: String, body: Body) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(target)
        .header(header::ACCEPT, "text/html")
        .extension(Peer("192.0.2.7:4711".parse().unwrap()))
        .body(body);
    let response = router.clone().oneshot(request.unwrap()).await;
    crate::kit::read(response.unwrap()).await
}

#[track_caller]
fn assert_refused(answer: &Answer, status: u16, speaks: Option<Speaks>, what: &str) {
    assert_eq!(answer.status, status, "{what}");
    assert!(answer.header("x-request-id").is_some(), "{what}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    match speaks {
        Some(speaks) => assert_speaks(speaks, true, answer, what),
        None => assert_eq!(answer.json()["code"], status, "{what}"),
    }
}

async fn world() -> World {
    World::with(Setup {
        more: "[http]\nrequest_timeout = \"1s\"\n[limits]\ncalls_per_ip = \"5/1h\"",
        ..Setup::default()
    })
    .await
}

#[tokio::test]
async fn a_panic_is_answered_in_the_dialect_of_its_door_and_tells_nothing() {
    let world = world().await;
    let router = doors(&world.app);
    for (door, speaks) in DOORS {
        let witness = Witness::new();
        let target = format!("{door}/panics");
        let answer = witness
            .watch(ask(&router, "GET", target, Body::empty()))
            .await;
        assert_refused(&answer, 500, speaks, door);
        assert!(!answer.body.contains("a secret"), "{}", answer.body);
        for line in witness.lines() {
            assert!(!line.text.contains("a secret"), "{}", line.text);
        }
    }
}

#[tokio::test]
async fn what_is_missing_wrong_or_too_much_is_answered_in_the_dialect_of_its_door() {
    let world = world().await;
    let router = doors(&world.app);
    for (door, speaks) in DOORS {
        let answer = ask(&router, "GET", format!("{door}/x"), Body::empty()).await;
        assert_refused(&answer, 404, speaks, door);
        let answer = ask(&router, "PUT", format!("{door}/reads"), Body::empty()).await;
        assert_refused(&answer, 405, speaks, door);
        assert_eq!(answer.header("allow"), Some("POST"), "{door}");
        // Its length is not known beforehand.
        let chunks = (0..10).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 7_000]));
        let endless = Body::from_stream(futures_util::stream::iter(chunks));
        let answer = ask(&router, "POST", format!("{door}/reads"), endless).await;
        assert_refused(&answer, 413, speaks, door);
        let full = Body::from("x".repeat(7_000));
        let answer = ask(&router, "POST", format!("{door}/reads"), full).await;
        assert_eq!(answer.status, 200, "{door}");
    }
}

#[tokio::test]
async fn a_header_of_several_lines_keeps_all_of_them() {
    let world = world().await;
    let router = doors(&world.app);
    for (door, speaks) in DOORS {
        let answer = ask(&router, "GET", format!("{door}/repeats"), Body::empty()).await;
        assert_refused(&answer, 409, speaks, door);
        let lines = answer.headers.get_all("x-line").iter();
        let lines: Vec<_> = lines.map(|line| line.to_str().unwrap()).collect();
        assert_eq!(lines, ["one", "two"], "{door}");
    }
}

#[tokio::test]
async fn a_flood_is_answered_in_the_dialect_of_its_door_with_a_time_to_come_back() {
    let world = world().await;
    let router = doors(&world.app);
    for (number, (door, speaks)) in DOORS.into_iter().enumerate() {
        let allowed = if number == 0 { 5 } else { 0 };
        for _ in 0..allowed {
            let answer = ask(&router, "GET", format!("{door}/flooded"), Body::empty()).await;
            assert_eq!(answer.status, 200);
        }
        let answer = ask(&router, "GET", format!("{door}/flooded"), Body::empty()).await;
        assert_refused(&answer, 429, speaks, door);
        assert!(answer.header("retry-after").is_some(), "{door}");
    }
}

#[tokio::test]
async fn what_takes_too_long_is_answered_in_the_dialect_of_its_door() {
    let world = world().await;
    let router = doors(&world.app);
    let asked = DOORS.map(|(door, _)| ask(&router, "GET", format!("{door}/sleeps"), Body::empty()));
    let answers = futures_util::future::join_all(asked).await;
    for ((door, speaks), answer) in DOORS.iter().zip(&answers) {
        assert_refused(answer, 408, *speaks, door);
    }
}
