//! Where the Bookstore stands and what its provider knows it as.

use url::Url;

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
}
