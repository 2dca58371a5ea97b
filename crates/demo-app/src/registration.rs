//! What the provider knows about us: the client, its secret and its two return addresses.

use anyhow::ensure;
use openidconnect::{ClientId, ClientSecret, PostLogoutRedirectUrl, RedirectUrl};
use url::Url;

use crate::config::Config;

/// Where the shop's own API stands, below its origin.
pub(crate) const ORDERS: &str = "/api/orders";

/// What a token for the API must allow, and what is asked for.
pub(crate) const SCOPE: &str = "orders:read";

/// Our side of the agreement with the provider (OIDC Dynamic Registration §2 names the members).
pub(crate) struct Registration {
    pub(crate) client_id: ClientId,
    pub(crate) client_secret: Option<ClientSecret>,
    pub(crate) redirect_uri: RedirectUrl,
    pub(crate) post_logout_redirect_uri: PostLogoutRedirectUrl,
    /// Where the shop's own API answers.
    pub(crate) orders_api: Url,
}

impl Registration {
    /// # Errors
    /// When `base_url` is more than an origin: the pages stand at the root.
    pub(crate) fn new(config: &Config) -> anyhow::Result<Self> {
        let base_url = &config.base_url;
        let plain = base_url.path() == "/" && base_url.query().is_none();
        ensure!(
            plain && base_url.fragment().is_none() && base_url.has_host(),
            "the Bookstore's address (SIGNET_DEMO_BASE_URL) must be a plain origin such as \
             http://localhost:3000, but it is {base_url}"
        );
        let secret = config.client_secret.clone();
        Ok(Self {
            client_id: ClientId::new(config.client_id.clone()),
            client_secret: secret
                .filter(|text| !text.is_empty())
                .map(ClientSecret::new),
            redirect_uri: RedirectUrl::from_url(base_url.join("callback")?),
            post_logout_redirect_uri: PostLogoutRedirectUrl::from_url(base_url.clone()),
            orders_api: base_url.join(ORDERS)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(base_url: &str) -> anyhow::Result<Registration> {
        Registration::new(&Config {
            issuer: "http://localhost:3001/oidc".into(),
            client_id: "bookstore".into(),
            client_secret: None,
            base_url: base_url.parse().unwrap(),
            cookie_secret: "a secret".into(),
            api: None,
        })
    }

    #[test]
    fn the_return_addresses_hang_below_the_origin() {
        let ours = at("http://localhost:3000").unwrap();
        assert_eq!(ours.redirect_uri.as_str(), "http://localhost:3000/callback");
        assert_eq!(
            ours.post_logout_redirect_uri.as_str(),
            "http://localhost:3000/"
        );
    }

    #[test]
    fn an_address_with_a_path_or_a_query_is_refused() {
        assert!(at("http://localhost:3000/shop").is_err());
        assert!(at("http://localhost:3000/?a=b").is_err());
        assert!(at("mailto:ada@example.com").is_err());
    }
}
