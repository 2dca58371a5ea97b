//! Ports for servers that are killed and come back on the same one.

use std::{
    net::TcpListener,
    sync::atomic::{AtomicU16, Ordering},
};

/// Below the ports the system gives to outgoing connections: nobody takes one of ours by chance
/// while its server is down.
const FIRST: u16 = 10_000;
const MOST: u16 = 20_000;

/// A port that is free on both loopback addresses and that no other test of this run gets.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Two runs at a time begin at different places.
    let start = u16::try_from(std::process::id() % u32::from(MOST)).unwrap();
    for _ in 0..MOST {
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = FIRST + (start.wrapping_mul(17).wrapping_add(step)) % MOST;
        let free = |address: &str| TcpListener::bind((address, port)).is_ok();
        if free("127.0.0.1") && free("::1") {
            return port;
        }
    }
    panic!("no free port");
}
