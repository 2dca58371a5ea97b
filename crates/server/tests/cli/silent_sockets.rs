//! Whoever connects and asks for nothing keeps no seat from whoever asks (T-68).

use std::{
    io::{ErrorKind, Read, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use socket2::{Domain, Socket, Type};

use crate::kit::{Home, Running};

/// How soon somebody who asks is answered, whatever the others do.
const PROMPT: Duration = Duration::from_secs(1);
const HEALTH: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
const HEALTH_AND_STAY: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";

/// From a loopback address of one's own. None: this process may not open more files.
fn connect_from(server: &Running, last: u8) -> Option<TcpStream> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).ok()?;
    let from = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)), 0);
    socket.bind(&from.into()).unwrap();
    let to = SocketAddr::from(([127, 0, 0, 1], server.port()));
    socket.connect(&to.into()).unwrap();
    let stream = TcpStream::from(socket);
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    Some(stream)
}

fn connect(server: &Running) -> TcpStream {
    connect_from(server, 1).unwrap()
}

/// The status line of the answer that comes next.
fn status(stream: &mut TcpStream) -> String {
    let mut bytes = [0; 512];
    let read = stream.read(&mut bytes).unwrap_or(0);
    let text = String::from_utf8_lossy(&bytes[..read]).into_owned();
    text.split(' ').nth(1).unwrap_or_default().to_owned()
}

fn is_answered_promptly(server: &Running, last: u8) {
    let begun = Instant::now();
    let mut stream = connect_from(server, last).unwrap();
    stream.write_all(HEALTH).unwrap();
    assert_eq!(status(&mut stream), "200", "from 127.0.0.{last}");
    assert!(begun.elapsed() < PROMPT, "{:?}", begun.elapsed());
}

/// Whether the other end has closed it, which takes it a moment.
fn is_closed(stream: &mut TcpStream) -> bool {
    stream
        .set_read_timeout(Some(Duration::from_millis(500)))
        .unwrap();
    match stream.read(&mut [0; 1]) {
        Ok(read) => read == 0,
        Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    }
}

/// As many as the server has seats, or as this process may open.
fn silent(server: &Running, from: &[u8]) -> Vec<TcpStream> {
    let sockets = from.iter().copied().cycle().take(4_096);
    let mut silent: Vec<_> = sockets
        .map_while(|last| connect_from(server, last))
        .collect();
    silent.truncate(silent.len().saturating_sub(4));
    assert!(silent.len() > 500, "{}", silent.len());
    silent
}

#[test]
fn t_68_silent_sockets_of_one_address_delay_nobody() {
    let home = Home::new();
    let server = home.start(&["--no-demo"], &[]);
    let _silent = silent(&server, &[1]);
    for last in [1, 2, 1] {
        is_answered_promptly(&server, last);
    }
    server.stop();
}

#[test]
fn t_68_silent_sockets_of_many_addresses_delay_nobody() {
    let home = Home::new();
    let server = home.start(&["--no-demo"], &[]);
    let many: Vec<u8> = (2..=33).collect();
    let _silent = silent(&server, &many);
    for last in [1, 2, 33, 34] {
        is_answered_promptly(&server, last);
    }
    server.stop();
}

#[test]
fn t_68_half_sent_heads_delay_nobody_either() {
    let home = Home::new();
    let server = home.start(&["--no-demo"], &[("SIGNET__HTTP__MAX_CONNECTIONS", "8")]);
    let mut half: Vec<_> = (2..=9)
        .map(|last| connect_from(&server, last).unwrap())
        .collect();
    for stream in &mut half {
        stream.write_all(&HEALTH[..20]).unwrap();
    }
    for last in [1, 2, 10] {
        is_answered_promptly(&server, last);
    }
    server.stop();
}

#[test]
fn a_server_without_files_to_open_ends_silent_sockets_too() {
    let home = Home::new();
    let limited = format!(
        "ulimit -n 64 && exec {} --no-demo",
        env!("CARGO_BIN_EXE_signet")
    );
    let server = home.start_as("sh", &["-c", &limited], &[]);
    let _silent: Vec<_> = (0..100).map(|_| connect(&server)).collect();
    is_answered_promptly(&server, 2);
    server.stop();
}

#[test]
fn a_network_with_its_share_makes_room_among_its_own() {
    let home = Home::new();
    let server = home.start(
        &["--no-demo"],
        &[("SIGNET__HTTP__MAX_CONNECTIONS_PER_IP", "2")],
    );
    let mut neighbour = connect_from(&server, 2).unwrap();
    let mut oldest = connect(&server);
    let _younger = connect(&server);
    is_answered_promptly(&server, 1);
    assert!(is_closed(&mut oldest));
    assert!(!is_closed(&mut neighbour));
    server.stop();
}

#[test]
fn a_trusted_proxy_has_no_share() {
    let home = Home::new();
    let variables = [
        ("SIGNET__HTTP__MAX_CONNECTIONS_PER_IP", "1"),
        ("SIGNET__HTTP__TRUSTED_PROXIES", "127.0.0.1"),
    ];
    let server = home.start(&["--no-demo"], &variables);
    let mut first = connect(&server);
    is_answered_promptly(&server, 1);
    assert!(!is_closed(&mut first));
    server.stop();
}

#[test]
fn silent_ones_go_before_idle_ones_and_idle_ones_before_those_who_are_asking() {
    let home = Home::new();
    let server = home.start(&["--no-demo"], &[("SIGNET__HTTP__MAX_CONNECTIONS", "3")]);
    let mut asking = connect(&server);
    let body = "grant_type=x";
    write!(
        asking,
        "POST /oidc/token HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )
    .unwrap();
    let mut idle = connect(&server);
    idle.write_all(HEALTH_AND_STAY).unwrap();
    assert_eq!(status(&mut idle), "200");
    let mut silent = connect(&server);
    std::thread::sleep(Duration::from_millis(200));

    let mut newcomer = connect(&server);
    newcomer.write_all(HEALTH_AND_STAY).unwrap();
    assert_eq!(status(&mut newcomer), "200");
    assert!(is_closed(&mut silent));
    assert!(!is_closed(&mut idle));

    let mut another = connect(&server);
    another.write_all(HEALTH_AND_STAY).unwrap();
    assert_eq!(status(&mut another), "200");
    assert!(is_closed(&mut idle));

    asking.write_all(body.as_bytes()).unwrap();
    let answered = status(&mut asking);
    assert!(matches!(answered.as_str(), "400" | "401"), "{answered}");
    server.stop();
}
