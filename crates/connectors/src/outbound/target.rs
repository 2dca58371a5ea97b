//! A host and a port: what a call is addressed to.

use std::{fmt, net::IpAddr, str::FromStr};

use url::{Host, Url};

/// A host and a port.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    host: Host<String>,
    port: u16,
}

/// The text names no host with its port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a host with its port, like \"rp.internal:8443\" or \"[fd00::1]:443\"")]
pub struct InvalidTarget;

impl Target {
    /// A host, which may be written as a bare address, and a port.
    pub(crate) fn new(host: &str, port: u16) -> Option<Self> {
        let host = match host.parse() {
            Ok(IpAddr::V4(address)) => Host::Ipv4(address),
            Ok(IpAddr::V6(address)) => Host::Ipv6(address),
            Err(_) => Host::parse(host).ok()?,
        };
        Some(Self { host, port })
    }

    /// What an http or https address is addressed to.
    pub fn of(url: &Url) -> Option<Self> {
        if !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        Some(Self {
            host: url.host()?.to_owned(),
            port: url.port_or_known_default()?,
        })
    }

    /// Its host; an address that was written in another way (decimal, octal) is an address here.
    pub const fn host(&self) -> &Host<String> {
        &self.host
    }
}

impl FromStr for Target {
    type Err = InvalidTarget;

    fn from_str(text: &str) -> Result<Self, InvalidTarget> {
        let (host, port) = text.trim().rsplit_once(':').ok_or(InvalidTarget)?;
        let digits = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
        let port = port.parse().ok().filter(|port| *port > 0 && digits);
        Ok(Self {
            host: Host::parse(host).map_err(|_| InvalidTarget)?,
            port: port.ok_or(InvalidTarget)?,
        })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_the_host_and_port_of_the_address_it_is_for() {
        for (entry, url) in [
            ("rp.internal:443", "https://rp.internal/logout"),
            ("RP.internal:8443", "https://rp.internal:8443/"),
            ("localhost:80", "http://localhost/x?y"),
            ("[::1]:3000", "http://[::1]:3000/"),
            ("127.0.0.1:3000", "http://2130706433:3000/"),
        ] {
            let target: Target = entry.parse().unwrap();
            assert_eq!(Target::of(&url.parse().unwrap()), Some(target), "{entry}");
        }
    }

    #[test]
    fn what_is_no_host_with_a_port_is_refused() {
        for text in [
            "",
            "rp.internal",
            "rp.internal:",
            ":443",
            "rp.internal:0",
            "rp.internal:65536",
            "rp.internal:+1",
            "https://rp.internal:443",
            "rp.internal:443/x",
            "::1",
            "10.0.0.0/8:1",
            "*.internal:443 x",
        ] {
            assert_eq!(text.parse::<Target>(), Err(InvalidTarget), "{text:?}");
        }
        for url in ["ftp://rp.example/", "data:x", "file:///etc/passwd"] {
            assert_eq!(Target::of(&url.parse().unwrap()), None);
        }
    }
}
