//! Who asks, as far as limits are concerned.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
};

use oidc_core::secret::{Digest, MacKey};

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

/// As an operator reads it: what was folded is said.
impl fmt::Display for ClientIp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => address.fmt(f),
            IpAddr::V6(address) => write!(f, "{address}/64"),
        }
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
pub struct NetworkKeys {
    /// The subscriber.
    pub line: Digest,
    /// The network around it.
    pub network: Digest,
    /// Whether the network is more than the line.
    pub is_site: bool,
}

impl NetworkKeys {
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

#[cfg(test)]
mod tests {
    use super::*;

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
        let keys = |text: &str| NetworkKeys::of(Some(ClientIp::new(text.parse().unwrap())), &key);
        let (one, other) = (keys("2001:db8:1:2::1"), keys("2001:db8:1:3::1"));
        assert_eq!(one.network, other.network);
        assert_ne!(one.line, other.line);
        assert_ne!(keys("1.2.3.4").line, keys("1.2.3.4").network);
        assert_ne!(NetworkKeys::of(None, &key).network, keys("1.2.3.4").network);
    }
}
