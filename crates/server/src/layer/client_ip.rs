//! Who is asking, as far as limits are concerned (T-49).
//!
//! `X-Forwarded-For` is believed from the proxies of `http.trusted_proxies` only, and then its
//! right-most hop that is not one of them. `Forwarded` and all other headers are ignored. A hop
//! that cannot be read leaves the address unknown, and all unknown ones are counted as one: limits
//! hold for them, more strictly. Nobody is exempt, loopback included.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use axum::{
    extract::Request,
    http::{HeaderMap, header::FORWARDED},
};
use engine::network::ClientIp;
use ipnet::IpNet;

use crate::app::App;

/// The other end of the connection; the server puts it into every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// Finds the address of whoever asks.
#[derive(Clone)]
pub struct ClientIpResolver {
    app: App,
    /// Whether the log names a proxy that is not trusted.
    has_warned: Arc<AtomicBool>,
}

impl ClientIpResolver {
    /// One that has warned of no proxy yet.
    pub fn new(app: App) -> Self {
        let has_warned = Arc::default();
        Self { app, has_warned }
    }

    /// The state it works with.
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// Finds out who is asking and tells the handlers.
    pub fn determine(&self, request: &mut Request) {
        let peer = request.extensions().get::<Peer>().map(|peer| peer.0.ip());
        self.tell_of_proxy(peer, request.headers());
        let trusted = &self.app.config.http.trusted_proxies;
        if let Some(address) = client(peer, request.headers(), trusted) {
            request.extensions_mut().insert(ClientIp::new(address));
        }
    }

    /// Behind a proxy that is not trusted all visitors are one, and share its limits. Nobody would
    /// know from the outside, so it is said, once.
    fn tell_of_proxy(&self, peer: Option<IpAddr>, headers: &HeaderMap) {
        let trusted = &self.app.config.http.trusted_proxies;
        if is_forgotten_proxy(peer, headers, trusted) && !self.has_warned.swap(true, Relaxed) {
            tracing::warn!(
                "A proxy on this machine or network forwards requests, but it is not trusted: all \
                 visitors are counted as one and share its limits. Put its address into \
                 http.trusted_proxies."
            );
        }
    }
}

/// Whether a proxy of ours seems to be missing from the configuration: somebody near says that it
/// asks for somebody else. A stranger may say so too, and that means nothing.
fn is_forgotten_proxy(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpNet]) -> bool {
    let forwards = headers.contains_key("x-forwarded-for") || headers.contains_key(FORWARDED);
    let Some(peer) = peer.map(|peer| peer.to_canonical()) else {
        return false;
    };
    let is_near = match peer {
        IpAddr::V4(peer) => peer.is_loopback() || peer.is_private(),
        IpAddr::V6(peer) => peer.is_loopback() || peer.is_unique_local(),
    };
    forwards && is_near && !trusted.iter().any(|net| net.contains(&peer))
}

fn client(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpNet]) -> Option<IpAddr> {
    let is_ours = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    let mut farthest = peer?.to_canonical();
    if !is_ours(&farthest) {
        return Some(farthest);
    }
    for line in headers.get_all("x-forwarded-for").iter().rev() {
        // Only what the proxies wrote is read, however garbled the rest is.
        for octets in line.as_bytes().rsplit(|octet| *octet == b',') {
            farthest = hop(std::str::from_utf8(octets).ok()?)?;
            if !is_ours(&farthest) {
                return Some(farthest);
            }
        }
    }
    Some(farthest)
}

/// An address, with or without a port behind it.
fn hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let address = text.parse::<IpAddr>().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    let in_brackets = || {
        text.strip_prefix('[')?
            .strip_suffix(']')?
            .parse::<IpAddr>()
            .ok()
    };
    address
        .or_else(with_port)
        .or_else(in_brackets)
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn asked(peer: &str, forwarded: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(
                "x-forwarded-for",
                HeaderValue::from_bytes(line.as_bytes()).unwrap(),
            );
        }
        headers.append("forwarded", HeaderValue::from_static("for=9.9.9.9"));
        headers.append("x-real-ip", HeaderValue::from_static("9.9.9.9"));
        let trusted = [
            "10.0.0.0/8".parse().unwrap(),
            "127.0.0.1/32".parse().unwrap(),
        ];
        client(Some(peer.parse().unwrap()), &headers, &trusted).map(|ip| ip.to_string())
    }

    #[test]
    fn t_49_a_stranger_cannot_choose_its_address() {
        assert_eq!(
            asked("203.0.113.9", &["1.2.3.4"]).as_deref(),
            Some("203.0.113.9")
        );
        assert_eq!(
            asked("::ffff:203.0.113.9", &["1.2.3.4"]).as_deref(),
            Some("203.0.113.9")
        );
    }

    #[test]
    fn t_49_behind_a_proxy_the_right_most_stranger_counts() {
        assert_eq!(asked("10.0.0.1", &["1.2.3.4"]).as_deref(), Some("1.2.3.4"));
        assert_eq!(
            asked("10.0.0.1", &["6.6.6.6, 1.2.3.4"]).as_deref(),
            Some("1.2.3.4")
        );
        assert_eq!(
            asked("10.0.0.1", &["1.2.3.4, 10.9.9.9"]).as_deref(),
            Some("1.2.3.4")
        );
        assert_eq!(
            asked("10.0.0.1", &["6.6.6.6", "1.2.3.4"]).as_deref(),
            Some("1.2.3.4")
        );
        assert_eq!(
            asked("::ffff:10.0.0.1", &["[2001:db8::1]:443"]).as_deref(),
            Some("2001:db8::1")
        );
        assert_eq!(
            asked("10.0.0.1", &["::ffff:1.2.3.4"]).as_deref(),
            Some("1.2.3.4")
        );
        assert_eq!(
            asked("10.0.0.1", &["1.2.3.4:5678"]).as_deref(),
            Some("1.2.3.4")
        );
    }

    #[test]
    fn t_49_garbage_from_a_proxy_leaves_the_address_unknown() {
        for garbage in [
            "a",
            "",
            "1.2.3.4, \u{e9}",
            "1.2.3.4, a",
            "1.2.3.4,",
            "unknown",
            "1.2.3.4.5",
        ] {
            assert_eq!(asked("10.0.0.1", &[garbage]), None, "{garbage:?}");
        }
        for garbage in ["a, 1.2.3.4", "caf\u{e9}, 1.2.3.4"] {
            assert_eq!(
                asked("10.0.0.1", &[garbage]).as_deref(),
                Some("1.2.3.4"),
                "{garbage}"
            );
        }
    }

    #[test]
    fn t_49_a_proxy_that_says_nothing_counts_as_itself_and_loopback_is_not_exempt() {
        assert_eq!(asked("10.0.0.1", &[]).as_deref(), Some("10.0.0.1"));
        assert_eq!(
            asked("127.0.0.1", &["10.1.1.1"]).as_deref(),
            Some("10.1.1.1")
        );
        assert_eq!(client(None, &HeaderMap::new(), &[]), None);
    }

    #[test]
    fn a_proxy_that_is_near_forwards_and_is_not_trusted_was_forgotten() {
        let trusted: [IpNet; 1] = ["10.0.0.1/32".parse().unwrap()];
        let forgotten = |peer: &str, header: &'static str| {
            let mut headers = HeaderMap::new();
            headers.append(header, HeaderValue::from_static("x"));
            is_forgotten_proxy(Some(peer.parse().unwrap()), &headers, &trusted)
        };
        for near in [
            "127.0.0.1",
            "::ffff:127.0.0.1",
            "10.0.0.2",
            "::1",
            "fd00::1",
        ] {
            assert!(forgotten(near, "x-forwarded-for"), "{near}");
            assert!(forgotten(near, "forwarded"), "{near}");
            assert!(!forgotten(near, "accept"), "{near}");
        }
        for other in ["10.0.0.1", "203.0.113.9", "2001:db8::1"] {
            assert!(!forgotten(other, "x-forwarded-for"), "{other}");
        }
    }
}
