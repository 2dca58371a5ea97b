//! Where a server listens.

use std::net::{TcpListener, TcpStream};

use crate::kit::Home;

fn answers_on_both(home: &Home) {
    let reaches = |host: &str| TcpStream::connect((host, home.port)).is_ok();
    assert!(reaches("127.0.0.1"));
    // A machine without IPv6 refuses the address itself.
    assert!(reaches("::1") || TcpListener::bind("[::1]:0").is_err());
}

#[test]
fn both_wildcard_addresses_may_be_listed_in_either_order() {
    let home = Home::new();
    let (four, six) = (
        format!("0.0.0.0:{}", home.port),
        format!("[::]:{}", home.port),
    );
    for listen in [[&four, &six], [&six, &four]] {
        let listen = listen.map(String::as_str).join(",");
        let server = home.start(&["--no-demo"], &[("SIGNET__HTTP__LISTEN", &listen)]);
        answers_on_both(&home);
        server.stop();
    }
}

#[test]
fn the_wildcard_of_ipv6_may_stand_beside_one_address_of_ipv4() {
    let home = Home::new();
    let listen = format!("127.0.0.1:{0},[::]:{0}", home.port);
    let server = home.start(&["--no-demo"], &[("SIGNET__HTTP__LISTEN", &listen)]);
    answers_on_both(&home);
    server.stop();
}

#[test]
fn the_wildcard_of_ipv6_alone_takes_ipv4_along() {
    let home = Home::new();
    let listen = format!("[::]:{}", home.port);
    let server = home.start(&["--no-demo"], &[("SIGNET__HTTP__LISTEN", &listen)]);
    answers_on_both(&home);
    server.stop();
}

#[test]
fn an_address_of_another_machine_is_named() {
    let home = Home::new();
    let listen = format!("192.0.2.1:{}", home.port);
    let said = home.refused(&["dev"], &[("SIGNET__HTTP__LISTEN", &listen)]);
    assert!(
        said.contains("no address 192.0.2.1") && said.contains("http.listen"),
        "{said}"
    );
}
