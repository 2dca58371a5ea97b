//! Calls to addresses that others registered: one client for all of them, which reaches no address
//! inside (T-62 to T-64).
//!
//! A name is resolved once, by the resolver of the connection itself, which leaves out what is not
//! on the public internet: there is no second look-up that could answer differently (DNS rebinding).
//! No redirects, no proxies from the environment, nothing unpacked, and an end to time and size.
//! Plain http, and addresses that are not public, are for hosts and ports that the operator lists.

mod answer;
mod error;
mod resolver;
mod special;
mod target;
mod trust;

use std::{
    collections::HashSet,
    fmt,
    net::{IpAddr, SocketAddr},
    path::Path,
    sync::Arc,
    time::Duration,
};

use reqwest::{
    Certificate, Client, ClientBuilder, RequestBuilder, header::CONTENT_TYPE, redirect::Policy,
};
use tokio::sync::OnceCell;
use url::{Host, Url};

pub use self::{
    answer::Answer,
    error::{OutboundError, UnusableAuthorities},
    target::{InvalidTarget, Target},
    trust::Trust,
};
use self::{
    resolver::{Guard, Lookup, Reach, System},
    special::is_special,
};
use crate::{error::chain, limits::Limits};

/// How long one call may take when nobody says otherwise.
pub const TIME_LIMIT: Duration = Duration::from_secs(10);

/// What an operator may say about outgoing calls.
#[derive(Clone)]
pub struct OutboundConfig {
    /// Hosts and ports that may be called though they are not public, and over plain http.
    pub allow: HashSet<Target>,
    /// Authorities that are trusted beside the machine's own.
    pub authorities: Authorities,
    /// For one call, from the look-up of the name to the last octet of the answer.
    pub time_limit: Duration,
}

impl Default for OutboundConfig {
    fn default() -> Self {
        Self {
            allow: HashSet::new(),
            authorities: Authorities::default(),
            time_limit: TIME_LIMIT,
        }
    }
}

impl fmt::Debug for OutboundConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutboundConfig")
            .field("allow", &self.allow)
            .field("authorities", &self.authorities.0.len())
            .field("time_limit", &self.time_limit)
            .finish()
    }
}

/// Certificates of authorities.
#[derive(Clone, Default)]
pub struct Authorities(Vec<Certificate>);

impl Authorities {
    /// Reads a file of PEM certificates.
    ///
    /// # Errors
    /// [`UnusableAuthorities`] when it cannot be read or holds none.
    pub fn read(path: &Path) -> Result<Self, UnusableAuthorities> {
        let pem = std::fs::read(path).map_err(|error| UnusableAuthorities(error.to_string()))?;
        let found = Certificate::from_pem_bundle(&pem)
            .map_err(|error| UnusableAuthorities(chain(&error)))?;
        if found.is_empty() {
            return Err(UnusableAuthorities("no certificate in it".to_owned()));
        }
        Ok(Self(found))
    }
}

impl fmt::Debug for Authorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} authorities", self.0.len())
    }
}

/// The client for addresses that others registered. Cheap to clone.
#[derive(Clone)]
pub struct Outbound(Arc<Parts>);

struct Parts {
    config: OutboundConfig,
    lookup: Arc<dyn Lookup>,
    /// Made at the first call: the roots of the machine are many, and a start should not wait.
    clients: OnceCell<Clients>,
}

struct Clients {
    public: Client,
    listed: Client,
}

impl Outbound {
    /// One that resolves names as the machine does.
    pub fn new(config: OutboundConfig) -> Self {
        Self::with(config, Arc::new(System))
    }

    fn with(config: OutboundConfig, lookup: Arc<dyn Lookup>) -> Self {
        Self(Arc::new(Parts {
            config,
            lookup,
            clients: OnceCell::new(),
        }))
    }

    /// The longest that one call takes, its answer read to the end.
    pub fn time_limit(&self) -> Duration {
        self.0.config.time_limit
    }

    /// Asks for a document.
    ///
    /// # Errors
    /// [`OutboundError`]; an answer with a status of failure is an answer.
    pub async fn get(&self, url: &Url) -> Result<Answer, OutboundError> {
        let client = self.client(url).await?;
        send(client.get(url.clone())).await
    }

    /// Posts a form, encoded already.
    ///
    /// # Errors
    /// [`OutboundError`]; an answer with a status of failure is an answer.
    pub async fn post_form(&self, url: &Url, form: String) -> Result<Answer, OutboundError> {
        let client = self.client(url).await?;
        let form_type = "application/x-www-form-urlencoded";
        send(
            client
                .post(url.clone())
                .header(CONTENT_TYPE, form_type)
                .body(form),
        )
        .await
    }

    /// The client that may call this address. A host that is written as an address is judged here:
    /// the resolver is asked for names only.
    async fn client(&self, url: &Url) -> Result<&Client, OutboundError> {
        let reach = self.reach(url)?;
        let clients = self.clients().await?;
        Ok(match reach {
            Reach::Any => &clients.listed,
            Reach::Public => &clients.public,
        })
    }

    fn reach(&self, url: &Url) -> Result<Reach, OutboundError> {
        let target = Target::of(url).ok_or(OutboundError::NoWebAddress)?;
        let reach = self.reach_of(&target)?;
        if reach == Reach::Public && url.scheme() != "https" {
            return Err(OutboundError::PlainHttp { target });
        }
        Ok(reach)
    }

    /// How far a name may lead; a host that is written as an address is judged at once.
    fn reach_of(&self, target: &Target) -> Result<Reach, OutboundError> {
        if self.0.config.allow.contains(target) {
            return Ok(Reach::Any);
        }
        let special = match target.host() {
            Host::Ipv4(address) => is_special((*address).into()),
            Host::Ipv6(address) => is_special((*address).into()),
            Host::Domain(_) => false,
        };
        if special {
            let target = target.clone();
            return Err(OutboundError::NotPublic { target });
        }
        Ok(Reach::Public)
    }

    /// A client for one configured address. The operator's is called wherever it leads; whether it
    /// may be plain http is for the caller to judge.
    ///
    /// # Errors
    /// When the address may not be called, or the machine trusts nobody.
    pub(crate) fn dedicated(
        &self,
        url: &Url,
        trust: Trust,
        limits: Limits,
    ) -> Result<Client, OutboundError> {
        let reach = match trust {
            Trust::Operator => Reach::Any,
            Trust::Administrator => self.reach(url)?,
        };
        self.build(reach, |client| {
            let client = client
                .https_only(url.scheme() == "https")
                .connect_timeout(limits.connect)
                .timeout(limits.whole);
            match reach {
                Reach::Any => client.pool_max_idle_per_host(usize::MAX),
                Reach::Public => client,
            }
        })
    }

    /// Whether an administrator's host and port may be connected to, as far as it can be told without
    /// looking up a name.
    ///
    /// # Errors
    /// [`OutboundError`] when it may not.
    pub(crate) fn may_connect(&self, host: &str, port: u16) -> Result<(), OutboundError> {
        let target = Target::new(host, port).ok_or(OutboundError::NoWebAddress)?;
        self.reach_of(&target).map(drop)
    }

    /// Where an administrator's host and port may be connected to by another protocol, whose library
    /// resolves names by itself otherwise. Whoever connects takes these addresses and not the name,
    /// so that there is no second look-up.
    ///
    /// # Errors
    /// [`OutboundError`] when there is none.
    pub(crate) async fn addresses(
        &self,
        host: &str,
        port: u16,
    ) -> Result<Vec<SocketAddr>, OutboundError> {
        let target = Target::new(host, port).ok_or(OutboundError::NoWebAddress)?;
        let reach = self.reach_of(&target)?;
        let mut found: Vec<IpAddr> = match target.host() {
            Host::Ipv4(address) => vec![(*address).into()],
            Host::Ipv6(address) => vec![(*address).into()],
            Host::Domain(name) => {
                let found = self.0.lookup.addresses(name.clone()).await;
                found.map_err(|error| OutboundError::Unreachable {
                    detail: error.to_string(),
                })?
            }
        };
        if reach == Reach::Public {
            found.retain(|address| !is_special(*address));
        }
        if found.is_empty() {
            return Err(OutboundError::LeadsInside);
        }
        Ok(found
            .into_iter()
            .map(|address| SocketAddr::new(address, port))
            .collect())
    }

    async fn clients(&self) -> Result<&Clients, OutboundError> {
        let made = self.0.clients.get_or_try_init(|| async {
            Ok(Clients {
                public: self.build(Reach::Public, |client| client.https_only(true))?,
                listed: self.build(Reach::Any, |client| client)?,
            })
        });
        made.await
    }

    fn build(
        &self,
        reach: Reach,
        more: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Result<Client, OutboundError> {
        let config = &self.0.config;
        let client = Client::builder()
            .user_agent("signet")
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            // Every call is judged anew.
            .pool_max_idle_per_host(0)
            .timeout(config.time_limit)
            .tls_certs_merge(config.authorities.0.iter().cloned())
            .dns_resolver(Guard::new(Arc::clone(&self.0.lookup), reach));
        more(client)
            .build()
            .map_err(|error| OutboundError::NoRoots {
                detail: chain(&error),
            })
    }
}

impl fmt::Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Outbound").field(&self.0.config).finish()
    }
}

async fn send(request: RequestBuilder) -> Result<Answer, OutboundError> {
    let response = request.send().await.map_err(OutboundError::of)?;
    Ok(Answer::new(response))
}

#[cfg(test)]
mod tests;
