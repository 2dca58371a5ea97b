//! Who is asking, as far as limits are concerned (T-49).
//!
//! `X-Forwarded-For` is believed from the proxies of `http.trusted_proxies` only, and then its
//! right-most hop that is not one of them. `Forwarded` and all other headers are ignored. A hop
//! that cannot be read leaves the address unknown, and all unknown ones are counted as one: limits
//! hold for them, more strictly. Nobody is exempt, loopback included.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::{
    extract::{Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};
use ipnet::IpNet;
use oidc_core::secret::{Digest, MacKey};

use crate::app::App;

/// The other end of the connection; the server puts it into every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// One subscriber: an IPv4 address, or the /64 that a whole IPv6 line has to itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientIp(IpAddr);

impl ClientIp {
    /// Folds what one subscriber can vary: an IPv4 address written as IPv6, and the lower half
    /// of an IPv6 address.
    pub fn new(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        })
    }

    /// What counters in the database know it by.
    pub fn digest(&self, key: &MacKey) -> Digest {
        match self.0 {
            IpAddr::V4(address) => Digest::keyed(key, &[b"ip", &address.octets()]),
            IpAddr::V6(address) => Digest::keyed(key, &[b"ip", &address.octets()]),
        }
    }

    /// What counters in the database know all unknown addresses by.
    pub fn unknown_digest(key: &MacKey) -> Digest {
        Digest::keyed(key, &[b"ip", b"unknown"])
    }
}

impl std::fmt::Debug for ClientIp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[ip]")
    }
}

/// Finds out who is asking and tells the handlers.
pub async fn determine(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0.ip());
    let trusted = &app.config.http.trusted_proxies;
    if let Some(address) = client(peer, request.headers(), trusted) {
        request.extensions_mut().insert(ClientIp::new(address));
    }
    next.run(request).await
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
    fn t_49_a_line_of_ipv6_is_one_subscriber() {
        let ip = |text: &str| ClientIp::new(text.parse().unwrap());
        assert_eq!(ip("2001:db8:1:2::1"), ip("2001:db8:1:2:ffff::9"));
        assert_ne!(ip("2001:db8:1:2::1"), ip("2001:db8:1:3::1"));
        assert_eq!(ip("::ffff:1.2.3.4"), ip("1.2.3.4"));
        assert_ne!(ip("1.2.3.4"), ip("1.2.3.5"));
    }
}
