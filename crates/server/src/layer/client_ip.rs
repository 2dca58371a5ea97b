//! Who is asking, as far as limits are concerned (T-49).
//!
//! `X-Forwarded-For` is believed from the proxies of `http.trusted_proxies` only, and then its
//! right-most hop that is not one of them. `Forwarded` and all other headers are ignored. A hop
//! that cannot be read leaves the address unknown, and all unknown ones are counted as one: limits
//! hold for them, more strictly. Nobody is exempt, loopback included.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header::FORWARDED},
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

    /// The network it belongs to.
    pub fn network(self) -> Network {
        Network(match self.0 {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => {
                let [a, b, c, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
            }
        })
    }

    fn digest(self, key: &MacKey) -> Digest {
        keyed(key, b"ip", self.0)
    }
}

/// What one party can have to itself for the asking: an IPv4 address, or an IPv6 /48, which holds
/// 65,536 lines.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network(IpAddr);

impl Network {
    /// Whether it is more than one line.
    pub const fn is_site(&self) -> bool {
        self.0.is_ipv6()
    }
}

/// How counters in the database know whoever asks. Those whose address cannot be told are one.
#[derive(Debug, Clone, Copy)]
pub struct Whence {
    /// The subscriber.
    pub line: Digest,
    /// The network around it.
    pub network: Digest,
    /// Whether the network is more than the line.
    pub is_site: bool,
}

impl Whence {
    /// As digests under a key of this instance.
    pub fn of(ip: Option<ClientIp>, key: &MacKey) -> Self {
        match ip {
            Some(ip) => Self {
                line: ip.digest(key),
                network: keyed(key, b"network", ip.network().0),
                is_site: ip.network().is_site(),
            },
            None => Self {
                line: Digest::keyed(key, &[b"ip", b"unknown"]),
                network: Digest::keyed(key, &[b"network", b"unknown"]),
                is_site: false,
            },
        }
    }
}

fn keyed(key: &MacKey, what: &[u8], address: IpAddr) -> Digest {
    match address {
        IpAddr::V4(address) => Digest::keyed(key, &[what, &address.octets()]),
        IpAddr::V6(address) => Digest::keyed(key, &[what, &address.octets()]),
    }
}

impl std::fmt::Debug for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[network]")
    }
}

impl std::fmt::Debug for ClientIp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[ip]")
    }
}

/// What [`determine`] knows.
#[derive(Clone)]
pub struct Doorkeeper {
    app: App,
    /// Whether a proxy that is not trusted was told of.
    has_told: Arc<AtomicBool>,
}

impl Doorkeeper {
    /// One that has said nothing yet.
    pub fn new(app: App) -> Self {
        let has_told = Arc::default();
        Self { app, has_told }
    }

    /// Behind a proxy that is not trusted all visitors are one, and share its limits. Nobody would
    /// know from the outside, so it is said, once.
    fn tell_of_proxy(&self, peer: Option<IpAddr>, headers: &HeaderMap) {
        let trusted = &self.app.config.http.trusted_proxies;
        if is_forgotten_proxy(peer, headers, trusted) && !self.has_told.swap(true, Relaxed) {
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

/// Finds out who is asking and tells the handlers.
pub async fn determine(
    State(doorkeeper): State<Doorkeeper>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0.ip());
    doorkeeper.tell_of_proxy(peer, request.headers());
    let trusted = &doorkeeper.app.config.http.trusted_proxies;
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

    #[test]
    fn t_49_a_line_of_ipv6_is_one_subscriber() {
        let ip = |text: &str| ClientIp::new(text.parse().unwrap());
        assert_eq!(ip("2001:db8:1:2::1"), ip("2001:db8:1:2:ffff::9"));
        assert_ne!(ip("2001:db8:1:2::1"), ip("2001:db8:1:3::1"));
        assert_eq!(ip("::ffff:1.2.3.4"), ip("1.2.3.4"));
        assert_ne!(ip("1.2.3.4"), ip("1.2.3.5"));
    }

    #[test]
    fn a_site_of_ipv6_is_one_network_and_an_ipv4_address_is_one() {
        let network = |text: &str| ClientIp::new(text.parse().unwrap()).network();
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:ffff::9"));
        assert_ne!(network("2001:db8:1::1"), network("2001:db8:2::1"));
        assert_ne!(network("1.2.3.4"), network("1.2.3.5"));
        assert!(network("2001:db8::1").is_site() && !network("::ffff:1.2.3.4").is_site());
        let key = MacKey::new(&[1; 32]);
        let whence = |text: &str| Whence::of(Some(ClientIp::new(text.parse().unwrap())), &key);
        let (one, other) = (whence("2001:db8:1:2::1"), whence("2001:db8:1:3::1"));
        assert_eq!(one.network, other.network);
        assert_ne!(one.line, other.line);
        assert_ne!(whence("1.2.3.4").line, whence("1.2.3.4").network);
        assert_ne!(Whence::of(None, &key).network, whence("1.2.3.4").network);
    }
}
