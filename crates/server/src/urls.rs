//! Every address the provider gives out, made from `public_url` and from nothing else: no request
//! header changes a link, the issuer or a cookie (T-52).

use url::Url;

/// Why a text cannot be the public URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPublicUrl {
    /// Not an absolute URL.
    #[error("is not a URL; write it like https://id.example.com")]
    Malformed,
    /// Another scheme than http or https.
    #[error("must begin with https:// (or http:// on a loopback address)")]
    Scheme,
    /// Its path is more than letters, digits and `-._~` between single slashes.
    #[error("must have a path of letters, digits and -._~ only, between single slashes")]
    Path,
    /// A query, a fragment or a user name has no place in it.
    #[error("must have no query, no fragment and no user name")]
    Extras,
}

/// Makes every link, cookie path and asset address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urls {
    /// `https://id.example.com/auth`, without a slash at the end.
    root: String,
    /// `https://id.example.com`.
    origin: String,
    /// Empty, or `/auth`.
    base: String,
    host: String,
    port: u16,
    https: bool,
    /// What the names of cookies end with.
    cookie_suffix: String,
}

/// Below which the protocol's endpoints stand.
pub const OIDC: &str = "/oidc";
/// Below which the console stands.
pub const CONSOLE: &str = "/console";

impl Urls {
    /// From `public_url`, which may carry a path.
    ///
    /// # Errors
    /// [`InvalidPublicUrl`] says what is wrong with it.
    pub fn new(public_url: &str) -> Result<Self, InvalidPublicUrl> {
        let url: Url = public_url
            .trim()
            .parse()
            .map_err(|_| InvalidPublicUrl::Malformed)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(InvalidPublicUrl::Scheme);
        }
        let host = url
            .host_str()
            .ok_or(InvalidPublicUrl::Malformed)?
            .to_owned();
        let plain = url.query().is_none() && url.fragment().is_none();
        if !plain || !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidPublicUrl::Extras);
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/".contains(c);
        if !url.path().chars().all(plain) || url.path().contains("//") {
            return Err(InvalidPublicUrl::Path);
        }
        let origin = url.origin().ascii_serialization();
        let base = url.path().trim_end_matches('/').to_owned();
        let root = format!("{origin}{base}");
        let https = url.scheme() == "https";
        let usual = if https { 443 } else { 80 };
        Ok(Self {
            cookie_suffix: cookie_suffix(https, url.port(), &base),
            root,
            origin,
            base,
            host,
            port: url.port().unwrap_or(usual),
            https,
        })
    }

    /// The issuer identifier (OpenID Connect Core §2): `<public_url>/oidc`.
    pub fn issuer(&self) -> String {
        self.absolute("/oidc")
    }

    /// Empty, or the path of `public_url` without a slash at its end: `/auth`.
    pub fn base_path(&self) -> &str {
        &self.base
    }

    /// Scheme, host and port, as browsers send them in `Origin`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host without its port; an IPv6 address stands in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port people reach us at.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Whether a request to this host, as its header `Host` has it, is to this address.
    pub fn is_at(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
                (name, port.parse().ok())
            }
            _ => (host, Some(if self.https { 443 } else { 80 })),
        };
        name.eq_ignore_ascii_case(&self.host) && port == Some(self.port)
    }

    /// A path without the path of `public_url`, which the proxy may have stripped already.
    pub fn below<'a>(&self, path: &'a str) -> &'a str {
        let below = path.strip_prefix(&self.base);
        below.filter(|rest| rest.starts_with('/')).unwrap_or(path)
    }

    /// A whole URL, for mails, metadata and redirects to elsewhere. `path` begins with a slash.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    /// A path for links and redirects within. `path` begins with a slash.
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The `Path` of every cookie: `/`, or the path of `public_url`.
    pub fn cookie_path(&self) -> &str {
        if self.base.is_empty() {
            "/"
        } else {
            &self.base
        }
    }

    /// Whether people reach us by https. Cookies are `Secure` exactly then: Safari and most cookie
    /// jars outside browsers do not return Secure cookies over http, loopback included (T-44a).
    pub const fn is_https(&self) -> bool {
        self.https
    }

    /// The full name of a cookie: `__Host-signet_x` under https at the root, which a sibling
    /// subdomain cannot set; else `signet_x` (T-44a). Another port than the scheme's own, and most
    /// paths, stand behind it: `signet_x_3001`, `signet_x_8443+id`.
    pub fn cookie_name(&self, base: &str) -> String {
        let prefix = if self.has_host_prefix() {
            "__Host-"
        } else {
            ""
        };
        format!("{prefix}signet_{base}{}", self.cookie_suffix)
    }

    /// Whether browsers let nobody but this very host set our cookies (RFC 6265bis §4.1.3.2).
    pub const fn has_host_prefix(&self) -> bool {
        self.https && self.base.is_empty()
    }

    /// Whether the public URL names this machine itself: `localhost`, `*.localhost`, 127.0.0.0/8
    /// or `[::1]`.
    pub fn is_loopback(&self) -> bool {
        is_loopback_host(&self.host)
    }
}

/// Tells instances on one host apart: cookies know no ports (RFC 6265 §8.5), and those of a path
/// are sent to all paths below it.
///
/// A path of one segment under https on its own port goes without: the root has `__Host-` there,
/// its siblings have another `Path`, and what is below it carries its path.
fn cookie_suffix(https: bool, port: Option<u16>, base: &str) -> String {
    let port = port.map(|port| format!("_{port}")).unwrap_or_default();
    if https && port.is_empty() && base.matches('/').count() <= 1 {
        return String::new();
    }
    // A slash has no place in a name (RFC 6265 §4.1.1), and a plus sign none in our paths.
    format!("{port}{}", base.replace('/', "+"))
}

/// Whether a host (without port) names this machine itself.
pub fn is_loopback_host(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = host.parse::<std::net::IpAddr>() {
        return address.to_canonical().is_loopback();
    }
    let host = host.to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_issuer_has_no_slash_at_its_end_however_the_public_url_is_written() {
        for (public, issuer) in [
            ("https://id.example.com", "https://id.example.com/oidc"),
            ("https://id.example.com/", "https://id.example.com/oidc"),
            (
                "https://ID.example.com:443/auth/",
                "https://id.example.com/auth/oidc",
            ),
            ("http://localhost:3001", "http://localhost:3001/oidc"),
        ] {
            assert_eq!(Urls::new(public).unwrap().issuer(), issuer, "{public}");
        }
    }

    #[test]
    fn a_path_in_the_public_url_leads_every_link_and_cookie() {
        let urls = Urls::new("https://example.com/auth").unwrap();
        assert_eq!(urls.base_path(), "/auth");
        assert_eq!(urls.path("/sign-in"), "/auth/sign-in");
        assert_eq!(
            urls.absolute("/sign-in"),
            "https://example.com/auth/sign-in"
        );
        assert_eq!(urls.cookie_path(), "/auth");
        assert_eq!(urls.cookie_name("session"), "signet_session");
        assert_eq!(Urls::new("https://example.com").unwrap().cookie_path(), "/");
    }

    #[test]
    fn t_44a_only_https_at_the_root_gets_the_host_prefix() {
        let name = |public: &str| Urls::new(public).unwrap().cookie_name("session");
        assert_eq!(name("https://id.example.com"), "__Host-signet_session");
        assert_eq!(name("https://id.example.com/id"), "signet_session");
        assert_eq!(name("http://localhost"), "signet_session");
    }

    #[test]
    fn instances_on_one_host_have_cookies_of_different_names() {
        let name = |public: &str| Urls::new(public).unwrap().cookie_name("session");
        for (public, expected) in [
            ("http://localhost:3001", "signet_session_3001"),
            ("http://localhost:3001/id", "signet_session_3001+id"),
            ("http://localhost/id", "signet_session+id"),
            ("https://example.com:8443", "__Host-signet_session_8443"),
            ("https://example.com:8443/id", "signet_session_8443+id"),
            ("https://example.com:443/id", "signet_session"),
            ("https://example.com/id/test", "signet_session+id+test"),
        ] {
            assert_eq!(name(public), expected, "{public}");
        }
    }

    #[test]
    fn what_is_not_a_public_url_is_refused() {
        use InvalidPublicUrl::{Extras, Malformed, Path, Scheme};
        for (text, why) in [
            ("id.example.com", Malformed),
            ("", Malformed),
            ("ftp://id.example.com", Scheme),
            ("https://id.example.com?x=1", Extras),
            ("https://id.example.com#x", Extras),
            ("https://ada@id.example.com", Extras),
            ("https://id.example.com/:x", Path),
            ("https://id.example.com/*x", Path),
            ("https://id.example.com//a", Path),
        ] {
            assert_eq!(Urls::new(text), Err(why), "{text:?}");
        }
    }

    #[test]
    fn loopback_is_what_names_this_machine_and_nothing_that_looks_alike() {
        for yes in [
            "localhost",
            "app.localhost",
            "127.0.0.1",
            "127.9.9.9",
            "[::1]",
            "LOCALHOST",
        ] {
            assert!(is_loopback_host(yes), "{yes}");
        }
        for no in [
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "10.0.0.1",
            "[::2]",
            "",
        ] {
            assert!(!is_loopback_host(no), "{no}");
        }
    }
}
