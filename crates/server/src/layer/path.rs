//! The address as the routes know it: without the path of `public_url`, whether or not the proxy in
//! front took it off, and with single slashes.

use axum::{
    extract::{OriginalUri, Request},
    http::{Uri, uri::PathAndQuery},
};

/// Rewrites the address of a request before it is routed.
pub fn rewrite(base: &str, mut request: Request) -> Request {
    if let Some(uri) = rewritten(base, request.uri()) {
        *request.uri_mut() = uri;
        // Links on the page start from the address that exists.
        request.extensions_mut().remove::<OriginalUri>();
    }
    request
}

/// None: it stays as it is.
fn rewritten(base: &str, uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    let single = path.contains("//").then(|| single_slashes(path));
    let single = single.as_deref().unwrap_or(path);
    let below = match single.strip_prefix(base) {
        Some("") => "/",
        Some(rest) if rest.starts_with('/') => rest,
        _ => single,
    };
    if below == path {
        return None;
    }
    let mut text = below.to_owned();
    if let Some(query) = uri.query() {
        text.push('?');
        text.push_str(query);
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(text).ok()?);
    Uri::from_parts(parts).ok()
}

/// An SDK given an endpoint or an issuer with a slash at its end asks for `//oidc/…`.
fn single_slashes(path: &str) -> String {
    let mut single = String::with_capacity(path.len());
    for c in path.chars() {
        if c != '/' || !single.ends_with('/') {
            single.push(c);
        }
    }
    single
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(base: &str, uri: &str) -> Option<String> {
        rewritten(base, &uri.parse().unwrap()).map(|uri| uri.to_string())
    }

    #[test]
    fn double_slashes_in_the_path_become_single_ones_and_the_query_stays() {
        let uri = "//oidc//auth?redirect_uri=https://rp.example//cb";
        let single = "/oidc/auth?redirect_uri=https://rp.example//cb";
        assert_eq!(at("", uri).as_deref(), Some(single));
        assert_eq!(at("", "/oidc/auth?x=a//b"), None);
        assert_eq!(at("/auth", "/oidc/auth?x=a//b"), None);
    }

    #[test]
    fn the_base_path_is_taken_off_once_and_only_as_a_whole() {
        for (uri, below) in [
            ("/auth/oidc/jwks?x=/auth", Some("/oidc/jwks?x=/auth")),
            ("/auth//oidc", Some("/oidc")),
            ("/auth/auth/x", Some("/auth/x")),
            ("/auth/", Some("/")),
            ("/auth", Some("/")),
            ("/auth?x=1", Some("/?x=1")),
            ("/author", None),
            ("/x/auth/", None),
            ("/", None),
        ] {
            assert_eq!(at("/auth", uri).as_deref(), below, "{uri}");
        }
    }
}
