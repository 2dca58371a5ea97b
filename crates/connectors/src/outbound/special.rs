//! Addresses that are not on the public internet: the registries of special-purpose addresses
//! (RFC 6890, as IANA keeps them), multicast, and what carries an IPv4 address inside.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::LazyLock,
};

use ipnet::{Ipv4Net, Ipv6Net};

const IPV4: [(&str, &str); 16] = [
    ("0.0.0.0/8", "this network, RFC 791 §3.2"),
    ("10.0.0.0/8", "private, RFC 1918"),
    ("100.64.0.0/10", "carrier-grade NAT, RFC 6598"),
    ("127.0.0.0/8", "loopback, RFC 1122 §3.2.1.3"),
    ("169.254.0.0/16", "link-local, RFC 3927; cloud metadata"),
    ("172.16.0.0/12", "private, RFC 1918"),
    ("192.0.0.0/24", "protocol assignments, RFC 6890 §2.1"),
    ("192.0.2.0/24", "documentation, RFC 5737"),
    ("192.31.196.0/24", "AS112, RFC 7535"),
    ("192.88.99.0/24", "relays of 6to4, RFC 7526"),
    ("192.168.0.0/16", "private, RFC 1918"),
    ("198.18.0.0/15", "benchmarks, RFC 2544"),
    ("198.51.100.0/24", "documentation, RFC 5737"),
    ("203.0.113.0/24", "documentation, RFC 5737"),
    ("224.0.0.0/4", "multicast, RFC 5771"),
    (
        "240.0.0.0/4",
        "reserved and broadcast, RFC 1112 §4, RFC 919",
    ),
];

/// Whatever is not global unicast is special, so that loopback, unique local (RFC 4193),
/// link-local, multicast, IPv4-mapped (RFC 4291 §2.5.5.2), NAT64 (RFC 6052, RFC 8215) and what is
/// assigned one day need no line.
const GLOBAL_UNICAST: &str = "2000::/3";

const IPV6: [(&str, &str); 4] = [
    (
        "2001::/23",
        "protocol assignments, RFC 2928; Teredo, RFC 4380",
    ),
    ("2001:db8::/32", "documentation, RFC 3849"),
    ("2002::/16", "6to4, RFC 3056"),
    ("3fff::/20", "documentation, RFC 9637"),
];

/// Whether an address is not on the public internet.
pub(super) fn is_special(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_special_v4(address),
        IpAddr::V6(address) => is_special_v6(address),
    }
}

fn is_special_v4(address: Ipv4Addr) -> bool {
    static NETS: LazyLock<Vec<Ipv4Net>> = LazyLock::new(|| {
        let nets = IPV4.iter().map(|(net, _)| net.parse());
        nets.filter_map(Result::ok).collect()
    });
    NETS.iter().any(|net| net.contains(&address))
}

fn is_special_v6(address: Ipv6Addr) -> bool {
    static GLOBAL: LazyLock<Option<Ipv6Net>> = LazyLock::new(|| GLOBAL_UNICAST.parse().ok());
    static NETS: LazyLock<Vec<Ipv6Net>> = LazyLock::new(|| {
        let nets = IPV6.iter().map(|(net, _)| net.parse());
        nets.filter_map(Result::ok).collect()
    });
    let global = GLOBAL.is_some_and(|net| net.contains(&address));
    !global || NETS.iter().any(|net| net.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn special(text: &str) -> bool {
        is_special(text.parse().unwrap())
    }

    #[test]
    fn every_line_of_the_tables_can_be_read() {
        assert!(IPV4.iter().all(|(net, _)| net.parse::<Ipv4Net>().is_ok()));
        assert!(IPV6.iter().all(|(net, _)| net.parse::<Ipv6Net>().is_ok()));
        assert!(GLOBAL_UNICAST.parse::<Ipv6Net>().is_ok());
    }

    #[test]
    fn t_62_what_is_not_on_the_public_internet_is_special() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(special(address), "{address}");
        }
    }

    #[test]
    fn their_neighbours_are_public() {
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2003::1",
            "2606:4700::1111",
            "2a00::1",
            "3ffe::1",
        ] {
            assert!(!special(address), "{address}");
        }
    }
}
