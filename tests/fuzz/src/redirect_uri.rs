//! Redirect URIs: one that is registered, and after a line break one that is asked for (RFC 6749
//! §3.1.2, RFC 8252 §7.3, RFC 9700 §4.1.3).

use oidc_core::{
    authorize::{answer::Answer, callback::Callback},
    client::ClientKind,
    params::Params,
    redirect_uri::{RedirectUri, destination::Destination, printable},
};
use url::{Host, Url};

use crate::{Verdict, registered::client};

/// Checks one pair.
pub fn check(data: &[u8]) -> Verdict {
    let Ok(text) = std::str::from_utf8(data) else {
        return Verdict::Refused;
    };
    let (own, asked) = text.split_once('\n').unwrap_or((text, text));
    must_be_printable(asked);
    let Ok(uri) = own.parse::<RedirectUri>() else {
        return Verdict::Refused;
    };
    must_be_fit_to_register(&uri, own);
    must_lead_where_it_says(&uri);
    for kind in ClientKind::ALL {
        let matches = uri.matches(asked, *kind);
        if matches {
            assert!(
                is_same_or_differs_in_loopback_port(own, asked, *kind),
                "{own} {asked}"
            );
        }
        if let Ok(other) = asked.parse::<RedirectUri>() {
            assert_eq!(other.matches(own, *kind), matches, "{own} {asked}");
        }
        assert!(uri.matches(own, *kind));
        if uri.allowed_for(*kind).is_ok() {
            must_be_answered_only_there(own, asked, *kind);
        }
    }
    any_port_will_do(&uri);
    Verdict::Accepted
}

/// Whether two addresses are the same byte for byte or, for native clients, the same on a loopback
/// IP literal but for the port. Decided by a parser, where the product compares texts.
pub(crate) fn is_same_or_differs_in_loopback_port(
    own: &str,
    asked: &str,
    kind: ClientKind,
) -> bool {
    if own == asked {
        return true;
    }
    let without_port = |text: &str| {
        let mut url = Url::parse(text).ok()?;
        url.set_port(None).ok()?;
        Some(url)
    };
    let is_loopback = |url: &Url| match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    };
    kind == ClientKind::Native
        && without_port(own)
            .zip(without_port(asked))
            .is_some_and(|(own, asked)| own == asked && own.scheme() == "http" && is_loopback(&own))
}

fn must_be_printable(asked: &str) {
    let shown = printable(asked);
    assert!(asked.starts_with(shown) && !shown.contains(['?', '#']));
}

fn must_be_fit_to_register(uri: &RedirectUri, own: &str) {
    assert_eq!(uri.as_str(), own);
    assert_eq!(uri.to_string().parse().as_ref(), Ok(uri));
    let json = serde_json::to_string(uri).expect("it can be kept");
    assert_eq!(
        &serde_json::from_str::<RedirectUri>(&json).expect("it can be read again"),
        uri
    );
    assert!(own.len() <= 2048 && own.bytes().all(|b| b.is_ascii_graphic()));
    assert!(!own.contains(['#', '*', '\\', '"', '<', '>']));
    let url = Url::parse(own).expect("it is an absolute URI");
    assert!(url.fragment().is_none() && url.username().is_empty() && url.password().is_none());
    match url.scheme() {
        "https" => assert!(url.has_host()),
        "http" => assert!(is_this_machine(&url), "{own}"),
        scheme => {
            let runs = [
                "javascript",
                "data",
                "vbscript",
                "file",
                "blob",
                "about",
                "ftp",
                "ws",
                "wss",
            ];
            assert!(!runs.contains(&scheme), "{own}");
            assert!(uri.allowed_for(ClientKind::Native).is_ok());
            assert!(uri.allowed_for(ClientKind::Spa).is_err());
        }
    }
    // What a browser makes of it has as many steps: none was taken back by `..`.
    let path = own.split('?').next().unwrap_or_default();
    if url.has_host() && url.path() != "/" {
        let slashes = |text: &str| text.bytes().filter(|b| *b == b'/').count();
        assert_eq!(slashes(path), slashes(url.path()) + 2, "{own}");
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// What people are told is where a browser goes.
fn must_lead_where_it_says(uri: &RedirectUri) {
    let url = Url::parse(uri.as_str()).expect("it is an absolute URI");
    let is_web = matches!(url.scheme(), "http" | "https");
    for kind in [ClientKind::Native, ClientKind::Traditional] {
        match Destination::of(uri.as_str(), kind) {
            Destination::Site(shown) | Destination::Local(shown) => {
                assert!(is_web);
                let shown = Url::parse(&format!("{}://{shown}", url.scheme())).expect("a site");
                assert_eq!(shown.origin(), url.origin());
            }
            Destination::Device => assert!(is_this_machine(&url) && kind == ClientKind::Native),
            Destination::Scheme(scheme) => assert!(!is_web && scheme == url.scheme()),
        }
    }
    let origin = is_web.then(|| url.origin().ascii_serialization());
    assert_eq!(uri.origin(), origin);
}

fn must_be_answered_only_there(own: &str, asked: &str, kind: ClientKind) {
    let client = client("one", kind, &[own]);
    let encoded: String = url::form_urlencoded::byte_serialize(asked.as_bytes()).collect();
    let Ok(params) = Params::parse(&format!("redirect_uri={encoded}")) else {
        return;
    };
    let Ok(callback) = Callback::resolve(&params, &client) else {
        return;
    };
    if asked.is_empty() {
        assert_eq!(callback.uri(), own);
        return;
    }
    assert_eq!(callback.uri(), asked);
    assert!(is_same_or_differs_in_loopback_port(own, asked, kind));
    let Answer::Redirect(to) = callback.success("c0de", "https://id.example/oidc") else {
        panic!("nobody asked for a form");
    };
    let (url, there) = (Url::parse(asked), Url::parse(&to));
    let (url, there) = (url.expect("a URI"), there.expect("a URI"));
    assert_eq!(url.host(), there.host());
    assert_eq!(url.port(), there.port());
    assert_eq!((url.scheme(), url.path()), (there.scheme(), there.path()));
    assert!(
        there
            .query()
            .is_some_and(|query| query.contains("code=c0de"))
    );
    assert_eq!(there.fragment(), None);
}

/// A native client on a loopback IP literal is answered at every port (RFC 8252 §7.3).
fn any_port_will_do(uri: &RedirectUri) {
    for host in ["http://127.0.0.1", "http://[::1]"] {
        let Some(rest) = uri.as_str().strip_prefix(host) else {
            continue;
        };
        let without = match rest.strip_prefix(':') {
            Some(port) => port.trim_start_matches(|c: char| c.is_ascii_digit()),
            None => rest,
        };
        let is_odd = rest.starts_with(":/")
            || rest.starts_with(":?")
            || rest == ":"
            || rest.starts_with(":0");
        if is_odd || !(without.is_empty() || without.starts_with(['/', '?'])) {
            continue;
        }
        for port in [":1", ":49152", ":65535", ""] {
            let asked = format!("{host}{port}{without}");
            assert!(uri.matches(&asked, ClientKind::Native), "{uri} {asked}");
            assert!(uri.as_str() == asked || !uri.matches(&asked, ClientKind::Spa));
        }
    }
}
