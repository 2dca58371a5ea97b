//! The look-up of a name, once per connection, with what must not be reached left out.

use std::{
    fmt, io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::special::is_special;

/// Who knows the addresses of a name.
pub(super) trait Lookup: Send + Sync {
    /// All of them.
    fn addresses(
        &self,
        host: String,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;
}

/// The machine's own resolver.
pub(super) struct System;

impl Lookup for System {
    fn addresses(
        &self,
        host: String,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Which addresses a name may lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Those on the public internet.
    Public,
    /// All.
    Any,
}

/// The resolver of a client. What it gives is what the client connects to.
pub(super) struct Guard {
    lookup: Arc<dyn Lookup>,
    reach: Reach,
}

/// No address of the name is on the public internet.
#[derive(Debug)]
pub(super) struct OnlySpecial;

impl fmt::Display for OnlySpecial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name leads to no public address")
    }
}

impl std::error::Error for OnlySpecial {}

impl Guard {
    pub(super) fn new(lookup: Arc<dyn Lookup>, reach: Reach) -> Self {
        Self { lookup, reach }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.reach;
        let found = self.lookup.addresses(name.as_str().to_owned());
        Box::pin(async move {
            let mut found = found.await?;
            if reach == Reach::Public {
                let all = found.len();
                found.retain(|address| !is_special(*address));
                if found.is_empty() && all > 0 {
                    return Err(OnlySpecial.into());
                }
            }
            // Port 0 stands for that of the address that is called.
            let found = found.into_iter().map(|ip| SocketAddr::new(ip, 0));
            Ok(Box::new(found) as Addrs)
        })
    }
}
