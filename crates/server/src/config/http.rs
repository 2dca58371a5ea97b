//! `[http]`: where to listen and whom to believe.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use engine::span::Span;
use ipnet::IpNet;
use serde::Deserialize;

use super::{error::ConfigError, lenient};

/// Open connections, unless something else is configured.
const MAX_CONNECTIONS: usize = 4_096;

/// As written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// One address or several; `localhost:3001` is 127.0.0.1 and `[::1]`.
    #[serde(deserialize_with = "lenient::list")]
    pub listen: Vec<String>,
    /// Addresses or networks whose `X-Forwarded-For` is believed.
    #[serde(deserialize_with = "lenient::list")]
    pub trusted_proxies: Vec<String>,
    /// Open connections; with all of them open, the oldest that has not asked makes room.
    #[serde(deserialize_with = "lenient::optional")]
    pub max_connections: Option<usize>,
    /// Open connections of one IPv4 address or IPv6 /64, `trusted_proxies` excepted.
    #[serde(deserialize_with = "lenient::optional")]
    pub max_connections_per_ip: Option<usize>,
    /// For the head of a request to arrive, and for an idle connection to stay.
    pub header_timeout: Option<Span>,
    /// For the body of a request to arrive and for its answer to be made.
    pub request_timeout: Option<Span>,
    /// For requests in flight when the server is told to stop.
    pub shutdown_timeout: Option<Span>,
}

/// Checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Http {
    /// Where to listen.
    pub listen: Listen,
    /// Whose `X-Forwarded-For` is believed (T-49).
    pub trusted_proxies: Vec<IpNet>,
    /// Open connections (T-68).
    pub max_connections: usize,
    /// Open connections of one IPv4 address or IPv6 /64 (T-68).
    pub max_connections_per_ip: usize,
    /// For the head of a request to arrive, and for an idle connection to stay (T-68).
    pub header_timeout: Span,
    /// For the body of a request to arrive and for its answer to be made (T-68).
    pub request_timeout: Span,
    /// For requests in flight when the server is told to stop.
    pub shutdown_timeout: Span,
}

impl Section {
    /// Reads addresses and networks; `default` is where to listen when nothing is said.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] names the address that cannot be read.
    pub fn check(&self, default: &Listen) -> Result<Http, ConfigError> {
        let listen = if self.listen.is_empty() {
            default.clone()
        } else {
            Listen::parse("http.listen", &self.listen)?
        };
        let trusted = self.trusted_proxies.iter().map(|text| network(text));
        let max_connections = self.max_connections.unwrap_or(MAX_CONNECTIONS);
        let share = (max_connections / 8).max(32);
        let max_connections_per_ip = self.max_connections_per_ip.unwrap_or(share);
        for (key, value) in [
            ("http.max_connections", max_connections),
            ("http.max_connections_per_ip", max_connections_per_ip),
        ] {
            if value == 0 {
                return Err(ConfigError::setting(key, "must be at least 1."));
            }
        }
        Ok(Http {
            listen,
            trusted_proxies: trusted.collect::<Result<_, _>>()?,
            max_connections,
            max_connections_per_ip,
            header_timeout: self.header_timeout.unwrap_or(Span::seconds(30)),
            request_timeout: self.request_timeout.unwrap_or(Span::seconds(30)),
            shutdown_timeout: self.shutdown_timeout.unwrap_or(Span::seconds(10)),
        })
    }
}

fn network(text: &str) -> Result<IpNet, ConfigError> {
    let net = text
        .parse::<IpNet>()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    net.map_err(|_| {
        let problem = format!("has {text:?}, which is neither an address nor a network.");
        ConfigError::setting("http.trusted_proxies", problem)
    })
}

/// One port, on one address or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listen(Vec<Address>);

/// One address to listen on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// Address and port.
    pub socket: SocketAddr,
    /// Whether the machine may lack this address: `localhost` on a machine without IPv6.
    pub optional: bool,
}

impl Listen {
    /// 127.0.0.1 and `[::1]`, so that `localhost` reaches us however it resolves.
    pub fn loopback(port: u16) -> Self {
        let address = |ip, optional| Address {
            socket: SocketAddr::new(ip, port),
            optional,
        };
        Self(vec![
            address(IpAddr::V4(Ipv4Addr::LOCALHOST), false),
            address(IpAddr::V6(Ipv6Addr::LOCALHOST), true),
        ])
    }

    /// Every IPv4 address of the machine.
    pub fn everywhere(port: u16) -> Self {
        let socket = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), port);
        Self(vec![Address {
            socket,
            optional: false,
        }])
    }

    /// Reads `127.0.0.1:3001`, `[::]:3001` or `localhost:3001`.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] for `key` names the address that cannot be read.
    pub fn parse(key: &str, texts: &[String]) -> Result<Self, ConfigError> {
        let mut addresses = Vec::new();
        for text in texts {
            let port = text
                .strip_prefix("localhost:")
                .and_then(|port| port.parse().ok());
            match (port, text.parse()) {
                (Some(port), _) => addresses.extend(Self::loopback(port).0),
                (None, Ok(socket)) => addresses.push(Address {
                    socket,
                    optional: false,
                }),
                (None, Err(_)) => {
                    let problem = format!(
                        "has {text:?}, which is not an address with a port; write it like \
                         \"127.0.0.1:3001\" or \"localhost:3001\"."
                    );
                    return Err(ConfigError::setting(key, problem));
                }
            }
        }
        Ok(Self(addresses))
    }

    /// The addresses, in the order in which they were written.
    pub fn addresses(&self) -> &[Address] {
        &self.0
    }

    /// The port of the first address.
    pub fn port(&self) -> u16 {
        self.0.first().map_or(0, |address| address.socket.port())
    }

    /// Whether nobody but this machine can reach us.
    pub fn is_loopback(&self) -> bool {
        self.0
            .iter()
            .all(|address| address.socket.ip().to_canonical().is_loopback())
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<_> = self
            .0
            .iter()
            .map(|address| address.socket.to_string())
            .collect();
        f.write_str(&texts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<Http, ConfigError> {
        toml::from_str::<Section>(text)
            .unwrap()
            .check(&Listen::loopback(3001))
    }

    #[test]
    fn localhost_is_both_loopback_addresses() {
        let http = check("listen = \"localhost:4001\"").unwrap();
        assert_eq!(http.listen.to_string(), "127.0.0.1:4001, [::1]:4001");
        assert!(http.listen.is_loopback());
        assert_eq!(check("").unwrap().listen.port(), 3001);
    }

    #[test]
    fn a_list_may_be_written_as_one_text_with_commas() {
        let one = check("listen = \"127.0.0.1:1, 0.0.0.0:2\"").unwrap();
        assert_eq!(
            one,
            check("listen = [\"127.0.0.1:1\", \"0.0.0.0:2\"]").unwrap()
        );
        assert!(!one.listen.is_loopback());
    }

    #[test]
    fn one_network_has_an_eighth_of_the_connections_unless_something_else_is_said() {
        assert_eq!(check("").unwrap().max_connections_per_ip, 512);
        let http = check("max_connections = 100").unwrap();
        assert_eq!(http.max_connections_per_ip, 32);
        let http = check("max_connections_per_ip = 4096").unwrap();
        assert_eq!(http.max_connections_per_ip, 4_096);
    }

    #[test]
    fn proxies_are_addresses_or_networks() {
        let http = check("trusted_proxies = [\"10.0.0.0/8\", \"::1\"]").unwrap();
        assert!(http.trusted_proxies[0].contains(&"10.1.2.3".parse::<IpAddr>().unwrap()));
        assert!(http.trusted_proxies[1].contains(&"::1".parse::<IpAddr>().unwrap()));
        assert!(check("trusted_proxies = \"proxy.internal\"").is_err());
        assert!(check("listen = \"3001\"").is_err());
        assert!(check("max_connections = 0").is_err());
        assert!(check("max_connections_per_ip = 0").is_err());
    }
}
