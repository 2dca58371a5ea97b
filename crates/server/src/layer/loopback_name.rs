//! A page that was opened under another name of this machine than the one in `public_url`:
//! `127.0.0.1` for `localhost`, for example. Its cookies would be kept for that name, and its
//! forms would come from another origin than ours, so the browser is sent to `public_url` first.
//!
//! Only from one loopback name to another, and only on the port of `public_url`: a proxy that
//! rewrites `Host` to where it connects must not send anybody round in circles. Where it leads
//! is taken from the configuration; the header only decides whether (T-52).

use axum::{
    extract::{OriginalUri, Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};

use crate::{
    app::App,
    extract::host,
    respond::redirect::see_other,
    urls::{Urls, is_loopback_host},
};

/// Goes around the pages, before any of them sets a cookie.
pub async fn lead_home(State(app): State<App>, request: Request, next: Next) -> Response {
    let asks = request.method() == Method::GET;
    match host::of(request.headers()).filter(|host| asks && is_astray(&app.urls, host)) {
        Some(_) => see_other(&at_home(&app.urls, &request)),
        None => next.run(request).await,
    }
}

fn is_astray(urls: &Urls, host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
            (name, port.parse().ok())
        }
        // What stands before us is reached by http; a header without a port means that one.
        _ => (host, Some(80)),
    };
    urls.is_loopback()
        && is_loopback_host(name)
        && port == Some(urls.port())
        && !name.eq_ignore_ascii_case(urls.host())
}

/// The same page under `public_url`.
fn at_home(urls: &Urls, request: &Request) -> String {
    let whole = request.extensions().get::<OriginalUri>();
    let uri = whole.map_or(request.uri(), |whole| &whole.0);
    let home = urls.absolute(urls.below(uri.path()));
    match uri.query() {
        Some(query) => format!("{home}?{query}"),
        None => home,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_52_only_another_loopback_name_on_our_port_is_astray() {
        let astray = |public: &str, host: &str| is_astray(&Urls::new(public).unwrap(), host);
        assert!(astray("http://localhost:3001", "127.0.0.1:3001"));
        assert!(astray("http://[::1]:3001", "localhost:3001"));
        assert!(astray("http://localhost", "127.0.0.1"));
        assert!(astray("https://localhost:8443", "127.0.0.1:8443"));
        for (public, host) in [
            ("http://localhost:3001", "LOCALHOST:3001"),
            ("http://localhost:3001", "127.0.0.1"),
            ("http://localhost:3001", "127.0.0.1:3002"),
            ("http://localhost:3001", "127.0.0.1:"),
            ("http://localhost:3001", "127.0.0.1:99999999"),
            ("http://localhost:3001", "evil.example:3001"),
            ("https://localhost", "127.0.0.1"),
            ("https://id.example.com", "localhost:443"),
        ] {
            assert!(!astray(public, host), "{public} {host}");
        }
    }
}
