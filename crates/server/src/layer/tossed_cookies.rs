//! Takes back a cookie that came twice with different values (T-44a).
//!
//! Such a cookie counts as none, and below a path, where there is no `__Host-`, a sibling can toss
//! one for good: every sign-in would end where it began. A `Cookie` line does not say where its
//! cookies were set, but a domain or path that does not cover this request cannot be among them
//! (RFC 6265 §5.4), so the ones that can are few, and each is told to forget the name. Ours goes
//! with it; what the answer sets anew stands behind and stays.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};

use super::request_id::RequestId;
use crate::{
    extract::cookies::Cookies,
    respond::cookie::{self, CookieKind, Reach},
    urls::Urls,
};

/// The most lines in one answer, so that the proxy in front still has room for its headers.
/// Another name, or a longer path, has its turn with the next request.
const MOST: usize = 24;

/// Puts the lines that take cookies back before those of the answer itself.
pub fn put_first(id: &RequestId, response: &mut Response, lines: Vec<HeaderValue>) {
    if !lines.is_empty() {
        tracing::info!(
            id = id.as_str(),
            "took back a cookie that came with two values"
        );
        behind(response.headers_mut(), lines);
    }
}

/// Puts what is there already behind these lines: the last one counts.
fn behind(headers: &mut HeaderMap, lines: Vec<HeaderValue>) {
    let own: Vec<HeaderValue> = headers
        .get_all(header::SET_COOKIE)
        .iter()
        .cloned()
        .collect();
    headers.remove(header::SET_COOKIE);
    for line in lines.into_iter().chain(own) {
        headers.append(header::SET_COOKIE, line);
    }
}

/// The lines that take back a cookie of a request that contradicts itself. It concerns the request,
/// whatever page it is for.
pub fn lines(urls: &Urls, headers: &HeaderMap, path: &str) -> Vec<HeaderValue> {
    // Nobody but us can have set those, wherever they stand.
    if urls.has_host_prefix() || !headers.contains_key(header::COOKIE) {
        return Vec::new();
    }
    let Some(name) = contradictory(urls, &Cookies::read(headers)) else {
        return Vec::new();
    };
    let path = urls.path(urls.below(path));
    let domains = domains(urls.host());
    let reaches = paths(&path).flat_map(|path| {
        let of = |domain| Reach { path, domain };
        std::iter::once(of(None)).chain(domains.iter().map(move |domain| of(Some(*domain))))
    });
    let line = |reach: Reach<'_>| cookie::forget(urls, &name, &reach);
    reaches.take(MOST).filter_map(line).collect()
}

/// The name of one of our cookies that contradicts itself.
fn contradictory(urls: &Urls, cookies: &Cookies) -> Option<String> {
    let single = [CookieKind::Session, CookieKind::Browser, CookieKind::Device];
    let single = single.map(|kind| kind.name(urls));
    let proofs = CookieKind::proofs(urls);
    let proofs = cookies
        .behind(&proofs)
        .map(|flow| format!("{proofs}{flow}"));
    let mut names = single.into_iter().chain(proofs);
    names.find(|name| cookies.has(name) && cookies.agreed(name).is_none())
}

/// The host and those above it; an address of numbers has none.
fn domains(host: &str) -> Vec<&str> {
    if host.starts_with('[') || host.parse::<std::net::IpAddr>().is_ok() {
        return Vec::new();
    }
    let all = std::iter::successors(Some(host), |host| Some(host.split_once('.')?.1));
    // A browser keeps nothing for a whole top-level domain.
    all.filter(|domain| domain.contains('.')).take(4).collect()
}

/// Every path a cookie sent to this one can have (RFC 6265 §5.1.4), the widest first.
fn paths(path: &str) -> impl Iterator<Item = &str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~%/".contains(c);
    let usable = path.find(|c| !plain(c)).map_or(path, |end| &path[..end]);
    let slashes = usable.match_indices('/').map(|(at, _)| at);
    let cuts = slashes.flat_map(|at| [at, at + 1]).chain([path.len()]);
    let mut last = 0;
    cuts.filter(move |cut| {
        *cut > last && *cut <= usable.len() && {
            last = *cut;
            true
        }
    })
    .map(move |cut| &usable[..cut])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_44a_every_path_that_covers_the_request_is_among_them() {
        let all = |path| paths(path).collect::<Vec<_>>();
        assert_eq!(
            all("/id/oidc/auth"),
            ["/", "/id", "/id/", "/id/oidc", "/id/oidc/", "/id/oidc/auth"]
        );
        assert_eq!(all("/"), ["/"]);
        assert_eq!(all("/id/"), ["/", "/id", "/id/"]);
        // What cannot stand in the attribute cannot have been set either.
        assert_eq!(all("/id/a;b/c"), ["/", "/id", "/id/"]);
    }

    #[test]
    fn t_44a_the_domains_are_the_host_and_those_above_it() {
        assert_eq!(
            domains("id.example.test"),
            ["id.example.test", "example.test"]
        );
        for none in ["localhost", "127.0.0.1", "[::1]"] {
            assert!(domains(none).is_empty(), "{none}");
        }
    }

    #[test]
    fn t_44a_agreement_and_the_host_prefix_cost_nothing() {
        let lines = |public: &str, sent: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_static(sent));
            super::lines(&Urls::new(public).unwrap(), &headers, "/id/sign-in").len()
        };
        let below = "https://example.test/id";
        assert_eq!(lines(below, "signet_session=a; signet_session=b"), 8);
        assert_eq!(lines(below, "signet_proof.x=a; signet_proof.x=b"), 8);
        assert_eq!(lines(below, "signet_session=a; signet_session=a"), 0);
        assert_eq!(
            lines(below, "theirs=a; theirs=b; signet_lang=fr; signet_lang=en"),
            0
        );
        let root = "https://example.test";
        assert_eq!(
            lines(root, "__Host-signet_session=a; __Host-signet_session=b"),
            0
        );
        let deep = "https://a.b.c.example.test/id";
        assert_eq!(lines(deep, "signet_session=a; signet_session=b"), 20);
    }
}
