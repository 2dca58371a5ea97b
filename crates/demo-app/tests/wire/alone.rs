//! The program that runs the shop alone, and what it says of wrong settings.

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::{Command, Output, Stdio},
    thread::sleep,
    time::Duration,
};

fn program(settings: &[(&str, &str)]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_demo-app"));
    program.env_clear().envs(settings.iter().copied());
    program
}

const COOKIES: (&str, &str) = ("SIGNET_DEMO_COOKIE_SECRET", "a secret of cookies");

/// What `/healthz` says there; nothing when the answer does not arrive in full.
fn health(listen: &str) -> Option<String> {
    let mut socket = TcpStream::connect(listen).ok()?;
    let request = format!("GET /healthz HTTP/1.1\r\nhost: {listen}\r\nconnection: close\r\n\r\n");
    socket.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    socket.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// Starts the shop on a port that was free a moment ago; nothing when another program has taken it since.
fn served() -> Option<String> {
    let listen = format!("127.0.0.1:{}", testkit::ports::free_port());
    let mut program = program(&[("SIGNET_DEMO_LISTEN", &listen), COOKIES]);
    let program = program.stdout(Stdio::null()).stderr(Stdio::null());
    let mut running = program.spawn().unwrap();
    let mut answer = None;
    for _ in 0..200 {
        if running.try_wait().unwrap().is_some() {
            return None;
        }
        answer = health(&listen);
        if answer.is_some() {
            break;
        }
        sleep(Duration::from_millis(50));
    }
    running.kill().unwrap();
    running.wait().unwrap();
    answer
}

#[test]
fn the_shop_is_served_where_the_settings_say() {
    let answer = (0..5).find_map(|_| served()).unwrap();
    assert!(answer.contains("200 OK"), "{answer}");
}

#[test]
fn a_wrong_setting_is_one_sentence_with_its_name_and_exit_code_2() {
    for (name, wrong) in [
        ("SIGNET_DEMO_ISSUER", "nowhere"),
        ("SIGNET_DEMO_BASE_URL", "http://localhost:3000/shop"),
        ("SIGNET_DEMO_BASE_URL", "localhost"),
        ("SIGNET_DEMO_COOKIE_SECRET", ""),
        ("SIGNET_DEMO_LISTEN", "everywhere"),
        ("SIGNET_DEMO_LISTEN", "192.0.2.1:1"),
    ] {
        let Output { status, stderr, .. } = program(&[COOKIES, (name, wrong)]).output().unwrap();
        let said = String::from_utf8(stderr).unwrap();
        assert_eq!(status.code(), Some(2), "{name}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(
            said.starts_with("demo-app: ") && said.contains(name),
            "{said}"
        );
        assert!(!said.contains(COOKIES.1), "{said}");
    }
}
