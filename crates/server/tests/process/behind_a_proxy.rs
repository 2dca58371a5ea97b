//! `public_url` with a path, behind a proxy that strips it and one that does not; and https, which
//! ends at the proxy.

use std::sync::Arc;

use crate::kit::{
    Browser, Journey, Mailgun, Post, Prefix, Proxy, Server, Setup, Socket, World, on_both,
};

on_both!(
    the_walk_behind_a_proxy_that_strips_the_path,
    the_walk_behind_a_proxy_that_keeps_the_path,
    under_https_every_cookie_is_secure_and_for_this_host_alone,
    under_https_with_a_path_every_cookie_is_secure_and_below_the_path,
);

async fn the_walk_behind_a_proxy_that_strips_the_path(world: World) {
    walk_below_a_path(world, Prefix::Stripped("/id/auth")).await;
}

async fn the_walk_behind_a_proxy_that_keeps_the_path(world: World) {
    walk_below_a_path(world, Prefix::Kept("/id/auth")).await;
}

async fn walk_below_a_path(world: World, prefix: Prefix) {
    let mut proxy = Proxy::new();
    let public_url = format!("http://localhost:{}/id/auth", proxy.port);
    let server = world.server(Setup::dev().at(&public_url)).await;
    proxy.forward(prefix, server.port).await;
    let browser = Browser::new(Socket::new(
        &public_url,
        &proxy.address(),
        world.witness.clone(),
    ));
    metadata_leads_back(&browser, &public_url).await;
    Journey::new(browser.clone(), Post::Mailbox)
        .whole("ada@example.com")
        .await;
    assets_are_found(browser).await;
}

/// Every endpoint is below the public URL and is found through the proxy.
async fn metadata_leads_back(browser: &Browser, public_url: &str) {
    let mut program = browser.without_cookies();
    let url = browser.net.url("/oidc/.well-known/openid-configuration");
    let metadata = program.get(&url).await.json();
    assert_eq!(metadata["issuer"], format!("{public_url}/oidc"));
    for (name, value) in metadata.as_object().unwrap() {
        let Some(endpoint) = value.as_str().filter(|_| name.ends_with("_endpoint")) else {
            continue;
        };
        let below = endpoint.strip_prefix(&format!("{public_url}/oidc/"));
        assert!(below.is_some(), "{name}: {endpoint}");
    }
    for (name, status) in [
        ("jwks_uri", 200),
        ("userinfo_endpoint", 401),
        ("authorization_endpoint", 400),
        ("end_session_endpoint", 303),
    ] {
        let answer = program.get(metadata[name].as_str().unwrap()).await;
        assert_eq!(answer.status, status, "{name}");
    }
}

/// What a page loads comes from below the public URL too.
async fn assets_are_found(mut browser: Browser) {
    let shop = Journey::new(browser.clone(), Post::Mailbox).shop;
    let page = browser.visit(&shop.request()).await;
    let links = ["href=\"", "src=\""]
        .iter()
        .flat_map(|start| page.body.split(start).skip(1));
    let links: Vec<&str> = links.map(|rest| rest.split('"').next().unwrap()).collect();
    let assets: Vec<_> = links
        .iter()
        .filter(|link| link.contains("/static/"))
        .collect();
    assert!(!assets.is_empty(), "{}", page.body);
    for asset in assets {
        assert_eq!(browser.get(asset).await.status, 200, "{asset}");
    }
}

/// A server whose https ends at the proxy, walked; the browser, for its cookies.
async fn walked_under_https(world: &World, public_url: &str, prefix: Prefix) -> (Browser, Server) {
    let mailgun = Arc::new(Mailgun::open().await);
    let setup = Setup::serve(mailgun.port, "").at(public_url);
    let setup = setup.with("SIGNET__HTTP__TRUSTED_PROXIES", "127.0.0.1");
    let server = world.server(setup).await;
    let mut proxy = Proxy::new();
    proxy.forward(prefix, server.port).await;
    let browser = Browser::new(Socket::new(
        public_url,
        &proxy.address(),
        world.witness.clone(),
    ));
    metadata_leads_back(&browser, public_url).await;
    let mut journey = Journey::new(browser, Post::Mailgun(mailgun));
    journey.whole("ada@example.com").await;
    journey.sign_in("ada@example.com").await;
    (journey.browser, server)
}

async fn under_https_every_cookie_is_secure_and_for_this_host_alone(world: World) {
    let public_url = "https://id.shop.example";
    let (browser, _server) = walked_under_https(&world, public_url, Prefix::Kept("")).await;
    let names = browser.cookie_names();
    let expected = ["browser", "device", "session"].map(|name| format!("__Host-signet_{name}"));
    assert_eq!(names, expected);
    assert!(browser.all_secure_below("/"));
}

async fn under_https_with_a_path_every_cookie_is_secure_and_below_the_path(world: World) {
    let public_url = "https://id.example.org/auth";
    let prefix = Prefix::Stripped("/auth");
    let (browser, _server) = walked_under_https(&world, public_url, prefix).await;
    let names = browser.cookie_names();
    assert_eq!(names, ["signet_browser", "signet_device", "signet_session"]);
    assert!(browser.all_secure_below("/auth"));
}
