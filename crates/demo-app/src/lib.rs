//! The Bookstore: an honest relying party that shows what happens.
//!
//! It knows its OpenID provider only over the wire, through a client library anyone may use, and
//! keeps everything it must remember in sealed cookies: stopping and starting it in the middle of
//! a sign-in loses nothing, and it needs no database.
//!
//! | module | specification |
//! | --- | --- |
//! | `provider` | OpenID Connect Discovery 1.0 |
//! | `sign_in`, `pending` | OIDC Core §3.1.2.1 (the request), §4 (sign-in begun by someone else), RFC 7636 (PKCE) |
//! | `callback` | OIDC Core §3.1.2.5, RFC 9207 (`iss` of the answer) |
//! | `token` | OIDC Core §3.1.3.1 and §3.1.3.3 (tokens), §5.3 (userinfo) |
//! | `id_token` | OIDC Core §3.1.3.7 (the checks) |
//! | `refresh` | OIDC Core §12 |
//! | `sign_out` | OpenID Connect RP-Initiated Logout 1.0 |

mod abbreviate;
mod app;
mod assets;
mod callback;
mod claim;
pub mod cli;
mod clock;
mod id_token;
mod jar;
mod journal;
mod moment;
mod page;
mod pending;
mod provider;
mod refresh;
mod registration;
mod session;
mod shop;
mod sign_in;
mod sign_out;
pub mod telemetry;
mod token;
mod transport;
mod trouble;

use std::fmt;

use axum::Router;
use url::Url;

/// Where the Bookstore stands and what its provider knows it as.
pub struct Config {
    /// The provider's issuer, exactly as its discovery document states it, e.g.
    /// `http://localhost:3001/oidc`.
    pub issuer: Url,
    /// The client identifier the provider gave us.
    pub client_id: String,
    /// The client's secret; `None` makes the Bookstore a public client (PKCE alone).
    pub client_secret: Option<String>,
    /// Our own origin, e.g. `http://localhost:3000`.
    pub base_url: Url,
    /// Any text; the key that seals the cookies is derived from it. Keep it across restarts.
    pub cookie_secret: String,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("issuer", &self.issuer.as_str())
            .field("client_id", &self.client_id)
            .field(
                "client_secret",
                &self.client_secret.as_ref().map(|_| "redacted"),
            )
            .field("base_url", &self.base_url.as_str())
            .field("cookie_secret", &"redacted")
            .finish()
    }
}

/// The whole shop as a router, to be served at the root of `config.base_url`.
///
/// Nothing is fetched here: the provider is discovered when somebody first signs in.
///
/// # Errors
/// When `base_url` is not a plain origin, `cookie_secret` is empty, or a template is broken.
pub fn router(config: Config) -> anyhow::Result<Router> {
    Ok(app::App::new(config)?.router())
}
