//! What may be registered as an address to return to, whatever it is for (RFC 6749 §3.1.2,
//! RFC 9700 §4.1.3).

use url::{Host, Url};

/// A longer URI is refused: browsers and proxies cut them.
const MAX_LENGTH: usize = 2048;

/// Schemes that run, read or hide something instead of going somewhere (T-03), and those that
/// have no page at their end.
const REFUSED_SCHEMES: [&str; 12] = [
    "javascript",
    "data",
    "vbscript",
    "file",
    "about",
    "blob",
    "filesystem",
    "view-source",
    "mailto",
    "ftp",
    "ws",
    "wss",
];

/// Why a URI cannot be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRedirectUri {
    /// Not an absolute URI.
    #[error("is not an absolute URI")]
    NotAbsolute,
    /// More than 2048 bytes.
    #[error("is longer than 2048 bytes")]
    TooLong,
    /// A character that RFC 3986 does not allow: control characters, blanks, backslashes, ….
    #[error("holds a character that a URI cannot hold; percent-encode it")]
    Character,
    /// A part after `#` (RFC 6749 §3.1.2).
    #[error("must not have a fragment")]
    Fragment,
    /// A name before `@`.
    #[error("must not hold a user name or password")]
    UserInfo,
    /// A character that no name of a host holds: `,` and `;` would begin something new in the
    /// headers that name it.
    #[error("has a host with a character that names of hosts do not hold")]
    Host,
    /// An address that no page may show in a frame.
    #[error(
        "names an IPv6 address, which browsers do not let a page show in a frame; write localhost"
    )]
    Ipv6Frame,
    /// `.` or `..` as a path segment, plain, percent-encoded or before a `;`.
    #[error("must not have `.` or `..` in its path")]
    DotSegment,
    /// A `*`: URIs are compared exactly.
    #[error("must not have a wildcard; register each URI")]
    Wildcard,
    /// A scheme that is never allowed.
    #[error("has a scheme that is not allowed")]
    Scheme,
    /// Plain `http` to anywhere but this machine.
    #[error("must use https (http is for 127.0.0.1, [::1] and localhost only)")]
    PlainHttp,
    /// A scheme of an installed application, on a client that is not one.
    #[error("has a custom scheme, which only native clients may use")]
    CustomScheme,
}

/// Which loopback IP literal a URI names, and what follows its optional port.
pub(crate) fn after_loopback(uri: &str) -> Option<(&'static str, &str)> {
    let hosts = ["http://127.0.0.1", "http://[::1]"];
    let mut hosts = hosts.into_iter();
    hosts.find_map(|host| Some((host, uri.strip_prefix(host).and_then(after_port)?)))
}

/// What follows the optional port; nothing when the host goes on instead.
fn after_port(rest: &str) -> Option<&str> {
    let rest = match rest.strip_prefix(':') {
        None => rest,
        Some(port) => {
            let end = port.bytes().take_while(u8::is_ascii_digit).count();
            let (digits, rest) = port.split_at(end);
            digits.parse::<u16>().ok().filter(|port| *port > 0)?;
            rest
        }
    };
    (rest.is_empty() || rest.starts_with(['/', '?'])).then_some(rest)
}

/// The rules of registration that hold for every client, shared with post-logout URIs.
pub(crate) fn check(text: &str) -> Result<(), InvalidRedirectUri> {
    if text.len() > MAX_LENGTH {
        return Err(InvalidRedirectUri::TooLong);
    }
    if !text
        .bytes()
        .all(|b| b.is_ascii_graphic() && !b"\\\"<>`{}|^".contains(&b))
    {
        return Err(InvalidRedirectUri::Character);
    }
    if text.contains('#') {
        return Err(InvalidRedirectUri::Fragment);
    }
    if text.contains('*') {
        return Err(InvalidRedirectUri::Wildcard);
    }
    let (scheme, rest) = text
        .split_once(':')
        .ok_or(InvalidRedirectUri::NotAbsolute)?;
    let scheme = scheme.to_ascii_lowercase();
    if REFUSED_SCHEMES.contains(&scheme.as_str()) {
        return Err(InvalidRedirectUri::Scheme);
    }
    let url = Url::parse(text).map_err(|_| InvalidRedirectUri::NotAbsolute)?;
    let authority = rest.strip_prefix("//").map(|rest| {
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        rest.split_at(end)
    });
    if authority.is_some_and(|(authority, _)| authority.contains('@')) {
        return Err(InvalidRedirectUri::UserInfo);
    }
    if has_dot_segment(authority.map_or(rest, |(_, path)| path)) {
        return Err(InvalidRedirectUri::DotSegment);
    }
    match scheme.as_str() {
        // `https:host` and `https:///host` parse too; written plainly or not at all.
        "https" | "http" if authority.is_none_or(|(authority, _)| authority.is_empty()) => {
            Err(InvalidRedirectUri::NotAbsolute)
        }
        "https" | "http" if !has_plain_host(&url) => Err(InvalidRedirectUri::Host),
        "https" => Ok(()),
        "http" if is_loopback(&url) => Ok(()),
        "http" => Err(InvalidRedirectUri::PlainHttp),
        // `Url` has lower-cased its scheme: a custom one must have been written that way.
        _ if is_custom_scheme(text) && !rest.is_empty() => Ok(()),
        _ => Err(InvalidRedirectUri::Scheme),
    }
}

/// Letters, digits, `-`, `_` and dots, as browsers write them (RFC 1123 §2.1, and `_`, which is in use);
/// or the address of a machine.
fn has_plain_host(url: &Url) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    match url.host() {
        Some(Host::Domain(name)) => name.bytes().all(plain),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    }
}

/// `[a-z][0-9a-z_+-]*(\.…)*`, as in the SDK contract.
fn is_custom_scheme(text: &str) -> bool {
    let scheme = text.split(':').next().unwrap_or_default();
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_+-".contains(&b);
    scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(plain))
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn has_dot_segment(path: &str) -> bool {
    let path = path
        .split('?')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    path.replace("%2f", "/")
        .replace("%5c", "/")
        .replace("%2e", ".")
        .replace("%3b", ";")
        .split('/')
        .any(|segment| matches!(segment.split(';').next(), Some("." | "..")))
}

/// Whether a browser opens it as a page.
pub(crate) fn is_web(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// The origin as a browser writes it; none for custom schemes.
pub(crate) fn origin_of(text: &str) -> Option<String> {
    let url = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))?;
    Some(url.origin().ascii_serialization())
}
