//! The shop over the wire: a small provider on a loopback socket, a browser that keeps cookies, and
//! what they make of each other.

#![expect(clippy::unwrap_used, reason = "a broken helper is a failed test")]

mod alone;
mod api;
mod api_token;
mod backchannel_logout;
mod browser;
mod log;
mod provider;
mod refusal;
mod session;
mod sign_in;

use demo_app::{Api, Config, Lookups};

use self::{
    browser::{Browser, Shop},
    provider::Provider,
};

pub(crate) const BASE: &str = "http://localhost:3000";
pub(crate) const CLIENT: &str = "bookstore";
pub(crate) const SECRET: &str = "not a real secret";
pub(crate) const API: &str = "https://api.bookstore.example";
pub(crate) const API_CLIENT: &str = "bookstore-api";
pub(crate) const API_SECRET: &str = "nor is this one";

/// The shop in front of a provider.
pub(crate) fn shop(provider: &Provider) -> Shop {
    shop_at(BASE, &provider.issuer)
}

pub(crate) fn shop_at(base: &str, issuer: &str) -> Shop {
    shop_of(base, issuer, None, Lookups::default())
}

fn shop_of(base: &str, issuer: &str, api: Option<Api>, lookups: Lookups) -> Shop {
    let config = Config {
        issuer: issuer.into(),
        client_id: CLIENT.into(),
        client_secret: Some(SECRET.into()),
        base_url: base.parse().unwrap(),
        cookie_secret: "the same over restarts".into(),
        api,
        lookups,
    };
    Shop {
        router: demo_app::router(&config).unwrap(),
        public_url: config.base_url,
    }
}

/// The shop with its API.
pub(crate) async fn scene_with_api() -> (Provider, Browser) {
    scene_with_lookups(Lookups::default()).await
}

/// The same, where the provider is looked up so often.
pub(crate) async fn scene_with_lookups(lookups: Lookups) -> (Provider, Browser) {
    let provider = Provider::start().await;
    let api = Api {
        indicator: API.into(),
        client_id: API_CLIENT.into(),
        client_secret: API_SECRET.into(),
    };
    let browser = Browser::new(shop_of(BASE, &provider.issuer, Some(api), lookups));
    (provider, browser)
}

/// A provider and a browser in front of its shop.
pub(crate) async fn scene() -> (Provider, Browser) {
    let provider = Provider::start().await;
    let browser = Browser::new(shop(&provider));
    (provider, browser)
}

/// A browser that has just been signed in.
pub(crate) async fn signed_in(provider: &Provider, browser: &mut Browser) {
    let request = browser.get("/sign-in").await.location().to_owned();
    let callback = provider.approve(&request);
    let answer = browser.get(&callback).await;
    assert_eq!(answer.location(), "/", "{}", answer.body);
}
