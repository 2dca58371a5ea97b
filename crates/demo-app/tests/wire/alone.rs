//! The program that runs the shop alone, and what it says of wrong settings.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
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

#[test]
fn the_shop_is_served_where_the_settings_say() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = free.local_addr().unwrap().to_string();
    drop(free);
    let mut program = program(&[("SIGNET_DEMO_LISTEN", &listen), COOKIES]);
    let mut running = program.stdout(Stdio::null()).spawn().unwrap();
    let mut answer = String::new();
    for _ in 0..100 {
        if let Ok(mut socket) = TcpStream::connect(&listen) {
            write!(socket, "GET /healthz HTTP/1.0\r\n\r\n").unwrap();
            socket.read_to_string(&mut answer).unwrap();
            break;
        }
        sleep(Duration::from_millis(50));
    }
    running.kill().unwrap();
    running.wait().unwrap();
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
