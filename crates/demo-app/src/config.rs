//! Where the Bookstore stands and what its provider knows it as.

use url::Url;

use crate::known::Lookups;

/// Where the shop's API stands, below its origin.
pub(crate) const ORDERS_PATH: &str = "/api/orders";

/// What a token for it must allow.
pub(crate) const ORDERS_SCOPE: &str = "orders:read";

/// The settings of one shop. It holds two secrets and therefore cannot be printed.
pub struct Config {
    /// The provider's issuer, exactly as its discovery document states it, e.g.
    /// `http://localhost:3001/oidc`.
    pub issuer: String,
    /// The client identifier the provider gave us.
    pub client_id: String,
    /// The client's secret; without one, the Bookstore is a public client (PKCE alone).
    pub client_secret: Option<String>,
    /// Our own origin, e.g. `http://localhost:3000`.
    pub base_url: Url,
    /// Any text; the key that seals the cookies is derived from it. Keep it across restarts.
    pub cookie_secret: String,
    /// The shop's own API, if the provider knows it.
    pub api: Option<Api>,
    /// How often the provider is looked up.
    pub lookups: Lookups,
}

/// An API, and the client as which it asks about tokens. It holds a secret and cannot be printed.
#[derive(Clone)]
pub struct Api {
    /// What the provider knows it as: the `resource` of requests and the `aud` of its tokens
    /// (RFC 8707 §2). A name, which need not be an address.
    pub indicator: String,
    /// The client identifier of the API itself.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
}
