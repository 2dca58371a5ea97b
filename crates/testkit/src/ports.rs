//! Ports for servers that are killed and come back on the same one.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    sync::atomic::{AtomicU16, Ordering},
    thread::sleep,
    time::{Duration, Instant},
};

use socket2::{Domain, Socket, Type};

/// Below the ports the system gives to outgoing connections: nobody takes one of ours by chance
/// while its server is down.
const FIRST: u16 = 10_100;
const MOST: u16 = 20_000;

/// How long a port may stay taken by what listened on it before: a program that this process is
/// just starting has every file of this process, until its first instruction.
const PATIENCE: Duration = Duration::from_secs(10);

/// A port that is free on both loopback addresses and that no other test of this run gets.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Two runs at a time begin at different places.
    let start = u16::try_from(std::process::id() % u32::from(MOST)).unwrap();
    for _ in 0..MOST {
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = FIRST + (start.wrapping_mul(17).wrapping_add(step)) % MOST;
        if is_free(Ipv4Addr::LOCALHOST.into(), port) && is_free(Ipv6Addr::LOCALHOST.into(), port) {
            return port;
        }
    }
    panic!("no free port");
}

/// Whether nothing listens there. It is not listened there to find out: where another thread is
/// starting a program, the port would be taken until that has begun.
fn is_free(address: IpAddr, port: u16) -> bool {
    let address = SocketAddr::from((address, port));
    let bound = Socket::new(Domain::for_address(address), Type::STREAM, None).and_then(|socket| {
        socket.set_reuse_address(true)?;
        socket.bind(&address.into())
    });
    bound.is_ok()
}

/// Listens on a port of [`free_port`] on 127.0.0.1, where something may have listened just before.
pub fn listener(port: u16) -> TcpListener {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && Instant::now() < deadline => {
                sleep(Duration::from_millis(5));
            }
            bound => return bound.unwrap(),
        }
    }
}

/// [`listener`] for a task.
pub async fn async_listener(port: u16) -> tokio::net::TcpListener {
    let listener = tokio::task::spawn_blocking(move || listener(port));
    let listener = listener.await.unwrap();
    listener.set_nonblocking(true).unwrap();
    tokio::net::TcpListener::from_std(listener).unwrap()
}

#[cfg(test)]
mod tests {
    use std::{
        process::Command,
        sync::atomic::AtomicBool,
        thread::{scope, yield_now},
    };

    use super::*;

    #[test]
    fn a_free_port_can_be_listened_on_at_once_while_programs_are_started() {
        let done = AtomicBool::new(false);
        scope(|threads| {
            for _ in 0..4 {
                threads.spawn(|| {
                    while !done.load(Ordering::Relaxed) {
                        Command::new("true").status().unwrap();
                    }
                });
            }
            let refused = (0..500).find_map(|_| {
                yield_now();
                TcpListener::bind((Ipv4Addr::LOCALHOST, free_port())).err()
            });
            done.store(true, Ordering::Relaxed);
            assert!(refused.is_none(), "{refused:?}");
        });
    }

    #[test]
    fn a_port_that_is_listened_on_is_not_free() {
        let port = free_port();
        let _taken = listener(port);
        assert!(!is_free(Ipv4Addr::LOCALHOST.into(), port));
    }
}
