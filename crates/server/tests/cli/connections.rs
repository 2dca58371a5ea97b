//! Connections at their limits (T-68), and requests in flight when the server stops.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use crate::kit::{Home, Running, get};

fn connect(server: &Running) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    stream
}

/// Everything until the server closes, or resets because more was sent than it wanted to read.
fn answer(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

const FORM: &str = "POST /oidc/token HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
    content-type: application/x-www-form-urlencoded\r\n";

#[test]
fn sigterm_finishes_the_request_in_flight_and_then_exits_cleanly() {
    let home = Home::new();
    let mut server = home.start(&["--no-demo"], &[]);
    let mut stream = connect(&server);
    let body = "grant_type=refresh_token";
    write!(
        stream,
        "{FORM}content-length: {}\r\n\r\n{}",
        body.len(),
        &body[..5]
    )
    .unwrap();
    std::thread::sleep(Duration::from_millis(300));
    server.tell_to_stop();
    std::thread::sleep(Duration::from_millis(300));
    assert!(
        TcpStream::connect(("127.0.0.1", server.port())).is_err(),
        "still accepting"
    );
    stream.write_all(&body.as_bytes()[5..]).unwrap();
    let answer = answer(stream);
    assert_eq!(status(&answer), "400", "{answer}");
    assert!(answer.contains("invalid_"), "{answer}");
    assert_eq!(server.ended(), Some(0));
}

#[test]
fn a_request_that_never_ends_does_not_keep_the_server_from_stopping() {
    let home = Home::new();
    let mut server = home.start(&["--no-demo"], &[("SIGNET__HTTP__SHUTDOWN_TIMEOUT", "1s")]);
    let mut stream = connect(&server);
    write!(stream, "{FORM}content-length: 10\r\n\r\nx").unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let begun = Instant::now();
    server.tell_to_stop();
    assert_eq!(server.ended(), Some(0));
    assert!(
        begun.elapsed() < Duration::from_secs(9),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn sigterm_waits_neither_for_half_a_head_nor_for_who_may_ask_again() {
    let home = Home::new();
    let mut server = home.start(&["--no-demo"], &[]);
    let mut fresh = connect(&server);
    fresh.write_all(b"GET /healthz HTTP/1.1\r\nho").unwrap();
    let _silent = connect(&server);
    let mut kept: Vec<TcpStream> = (0..2).map(|_| connect(&server)).collect();
    for stream in &mut kept {
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
            .unwrap();
        assert!(stream.read(&mut [0; 512]).unwrap() > 0);
    }
    kept[1].write_all(b"GET /healthz HTTP/1.1\r\nho").unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let begun = Instant::now();
    server.tell_to_stop();
    assert_eq!(server.ended(), Some(0));
    // The time-out is ten seconds.
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn t_68_what_is_slow_or_huge_is_cut_and_others_are_served_meanwhile() {
    let home = Home::new();
    let short = [
        ("SIGNET__HTTP__HEADER_TIMEOUT", "1s"),
        ("SIGNET__HTTP__REQUEST_TIMEOUT", "2s"),
    ];
    let server = home.start(&["--no-demo"], &short);

    let mut drip = connect(&server);
    drip.write_all(b"GET /healthz HTTP/1.1\r\nhost: loc")
        .unwrap();
    let mut trickle = connect(&server);
    write!(trickle, "{FORM}content-length: 100\r\n\r\ngrant_type=").unwrap();
    assert_eq!(get(&home.url("/healthz")).await.0, 200);

    let mut head = connect(&server);
    let huge = format!(
        "GET /healthz HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n",
        "a".repeat(1 << 20)
    );
    let _ = head.write_all(huge.as_bytes());
    let refused = answer(head);
    assert!(refused.is_empty() || status(&refused) == "431", "{refused}");

    let mut body = connect(&server);
    write!(body, "{FORM}content-length: 10000000\r\n\r\n").unwrap();
    let refused = answer(body);
    assert!(matches!(status(&refused), "400" | "413"), "{refused}");

    let begun = Instant::now();
    let cut = answer(drip);
    assert!(cut.is_empty() || status(&cut) == "408", "{cut}");
    assert_eq!(status(&answer(trickle)), "408");
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "{:?}",
        begun.elapsed()
    );
    server.stop();
}

#[tokio::test]
async fn t_49_a_flood_from_one_address_is_cut_and_metadata_stays_free() {
    let home = Home::new();
    let server = home.start(&["--no-demo"], &[("SIGNET__LIMITS__PAGES_PER_IP", "3/1h")]);
    for _ in 0..3 {
        assert_eq!(get(&home.url("/sign-in")).await.0, 200);
    }
    let response = reqwest::get(home.url("/sign-in")).await.unwrap();
    assert_eq!(response.status(), 429);
    assert!(response.headers().contains_key("retry-after"));
    assert!(response.headers().contains_key("x-request-id"));
    assert_eq!(
        get(&home.url("/oidc/.well-known/openid-configuration"))
            .await
            .0,
        200
    );
    let forged = reqwest::Client::new().get(home.url("/sign-in"));
    let forged = forged
        .header("x-forwarded-for", "203.0.113.7")
        .send()
        .await
        .unwrap();
    assert_eq!(
        forged.status(),
        429,
        "an untrusted peer cannot choose its address"
    );
    server.stop();
}
