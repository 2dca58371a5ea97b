//! Signet with a clock that stands still until it is told to go on, or that goes on its own and is
//! ahead of the machine's. Only tests use it, so that they can let a code expire without waiting, and
//! have nodes whose clocks differ; the product has no such door.
//!
//! `CLOCKWORK_LISTEN=127.0.0.1:4000 clockwork dev --config signet.toml`, then
//! `POST http://127.0.0.1:4000/advance?seconds=600`; or `CLOCKWORK_AHEAD=2 clockwork dev`.

use std::{
    io::{self, BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    process::ExitCode,
    thread,
    time::Duration,
};

use engine::clock::Clock;
use oidc_core::time::Lifetime;

#[expect(
    clippy::disallowed_methods,
    reason = "the control socket is no setting of the product"
)]
fn main() -> ExitCode {
    let clock = Clock::fixed(Clock::system().now());
    let ahead = std::env::var("CLOCKWORK_AHEAD").ok();
    if let Some(seconds) = ahead.and_then(|seconds| seconds.parse().ok()) {
        go_ahead(&clock, Lifetime::seconds(seconds));
        return signet::cli::main(&clock);
    }
    let Some(listener) = std::env::var("CLOCKWORK_LISTEN")
        .ok()
        .and_then(|address| TcpListener::bind(address).ok())
    else {
        eprintln!("CLOCKWORK_LISTEN must be an address nobody listens on.");
        return ExitCode::FAILURE;
    };
    let hand = clock.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A test that went away is no reason to stop.
            let _ = answer(&stream, &hand);
        }
    });
    signet::cli::main(&clock)
}

/// Lets the clock go, ahead of the machine's.
fn go_ahead(clock: &Clock, by: Lifetime) {
    let (hand, system) = (clock.clone(), Clock::system());
    hand.set(system.now().plus(by));
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_millis(5));
            hand.set(system.now().plus(by));
        }
    });
}

fn answer(mut stream: &TcpStream, clock: &Clock) -> io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let seconds = request
        .strip_prefix("POST /advance?seconds=")
        .and_then(|rest| rest.split(' ').next())
        .and_then(|seconds| seconds.parse().ok());
    let status = match seconds {
        Some(seconds) => {
            clock.advance(Lifetime::seconds(seconds));
            "200 OK"
        }
        None => "400 Bad Request",
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    )
}
