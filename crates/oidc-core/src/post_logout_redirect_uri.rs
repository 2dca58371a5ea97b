//! `post_logout_redirect_uri`: where a browser may go after signing out (`OpenID` Connect
//! RP-Initiated Logout §2).
//!
//! Compared as parsed URLs, so that `http://h` equals `http://h/`: SDKs send their base URL as it
//! was configured, usually without the slash. No code or token ever travels to it, which is why
//! it may be compared less strictly than a redirect URI. A native client's loopback port is as free
//! here as there (RFC 8252 §7.3): it is the same listener that waits for both answers.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    client::kind::ClientKind,
    redirect_uri::registration::{self, InvalidRedirectUri},
};

/// A registered post-logout redirect URI.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PostLogoutRedirectUri(String);

impl PostLogoutRedirectUri {
    /// The string that was registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the URI may be registered for this kind of client.
    ///
    /// # Errors
    /// [`InvalidRedirectUri::CustomScheme`] for a custom scheme on a client that is not native.
    pub fn allowed_for(&self, kind: ClientKind) -> Result<(), InvalidRedirectUri> {
        if registration::origin_of(&self.0).is_some() || kind == ClientKind::Native {
            Ok(())
        } else {
            Err(InvalidRedirectUri::CustomScheme)
        }
    }

    /// Where the browser is sent when this is the URI that was requested: they are compared after
    /// parsing, so that an empty path equals `/`. What could not be registered does not match
    /// anything.
    pub fn matching(&self, requested: &str, kind: ClientKind) -> Option<String> {
        registration::check(requested).ok()?;
        let (own, url) = (Url::parse(&self.0).ok()?, Url::parse(requested).ok()?);
        let same = own == url || (kind == ClientKind::Native && self.differs_in_port_only(&url));
        same.then(|| url.into())
    }

    fn differs_in_port_only(&self, requested: &Url) -> bool {
        // As it was written: the parser would turn other spellings into the loopback address.
        let own = registration::after_loopback(&self.0);
        own.map(|(host, rest)| (host, if rest.is_empty() { "/" } else { rest }))
            .is_some_and(|own| registration::after_loopback(requested.as_str()) == Some(own))
    }
}

impl FromStr for PostLogoutRedirectUri {
    type Err = InvalidRedirectUri;

    fn from_str(text: &str) -> Result<Self, InvalidRedirectUri> {
        registration::check(text).map(|()| Self(text.to_owned()))
    }
}

impl TryFrom<String> for PostLogoutRedirectUri {
    type Error = InvalidRedirectUri;

    fn try_from(text: String) -> Result<Self, InvalidRedirectUri> {
        text.parse()
    }
}

impl From<PostLogoutRedirectUri> for String {
    fn from(uri: PostLogoutRedirectUri) -> Self {
        uri.0
    }
}

impl fmt::Display for PostLogoutRedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_61_an_empty_path_equals_a_slash_and_nothing_else_does() {
        let uri: PostLogoutRedirectUri = "http://localhost:3000".parse().unwrap();
        for requested in ["http://localhost:3000", "http://localhost:3000/"] {
            let target = uri.matching(requested, ClientKind::Traditional);
            assert_eq!(target.as_deref(), Some("http://localhost:3000/"));
        }
        for requested in [
            "http://localhost:3000/x",
            "http://localhost:3000/?x",
            "http://localhost:3000/#x",
            "http://localhost:3001/",
            "https://localhost:3000/",
            "http://a@localhost:3000/",
            "http://localhost:3000/./",
            " http://localhost:3000/",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(
                uri.matching(requested, ClientKind::Native),
                None,
                "{requested}"
            );
        }
    }

    #[test]
    fn it_is_https_or_http_on_this_machine_or_a_scheme_of_a_native_client() {
        let registered = |uri: &str, kind| {
            let uri: PostLogoutRedirectUri = uri.parse().ok()?;
            uri.allowed_for(kind).ok()
        };
        for kind in [ClientKind::Traditional, ClientKind::Spa, ClientKind::Native] {
            for good in [
                "https://rp.example/bye?x=1",
                "https://rp.example:8443",
                "http://localhost:3000",
                "http://127.0.0.1/bye",
            ] {
                assert!(registered(good, kind).is_some(), "{good}");
            }
            for bad in [
                "http://rp.example/bye",
                "https://rp.example/bye#x",
                "https://*.rp.example/bye",
                "javascript:alert(1)",
                "/bye",
                "",
            ] {
                assert!(registered(bad, kind).is_none(), "{bad}");
            }
            let own_scheme = registered("com.example.app:/bye", kind);
            assert_eq!(own_scheme.is_some(), kind == ClientKind::Native);
        }
    }

    #[test]
    fn a_path_keeps_its_slash() {
        let uri: PostLogoutRedirectUri = "https://rp.example/bye".parse().unwrap();
        let matches = |requested| uri.matching(requested, ClientKind::Spa).is_some();
        assert!(matches("https://rp.example/bye"));
        assert!(!matches("https://rp.example/bye/"));
    }

    #[test]
    fn the_port_of_a_native_clients_loopback_address_is_the_one_it_asked_for() {
        for (own, requested, target) in [
            (
                "http://127.0.0.1/bye",
                "http://127.0.0.1:54321/bye",
                "http://127.0.0.1:54321/bye",
            ),
            (
                "http://127.0.0.1:80/bye?x=1",
                "http://127.0.0.1:9/bye?x=1",
                "http://127.0.0.1:9/bye?x=1",
            ),
            (
                "http://127.0.0.1:7000/bye",
                "http://127.0.0.1/bye",
                "http://127.0.0.1/bye",
            ),
            ("http://[::1]", "http://[::1]:54321", "http://[::1]:54321/"),
            ("http://[::1]/", "http://[::1]:54321", "http://[::1]:54321/"),
        ] {
            let uri: PostLogoutRedirectUri = own.parse().unwrap();
            let native = uri.matching(requested, ClientKind::Native);
            assert_eq!(native.as_deref(), Some(target), "{requested}");
            assert_eq!(
                uri.matching(requested, ClientKind::Spa),
                None,
                "{requested}"
            );
        }
    }

    #[test]
    fn t_61_nothing_else_of_a_loopback_address_is_free() {
        for (own, requested) in [
            ("http://127.0.0.1/bye", "http://127.0.0.1:54321/other"),
            ("http://127.0.0.1/bye", "http://127.0.0.1:54321/bye?x"),
            ("http://127.0.0.1/bye", "http://127.0.0.1:0/bye"),
            (
                "http://127.0.0.1/bye",
                "http://127.0.0.1:54321@evil.example/bye",
            ),
            ("http://127.0.0.1/bye", "http://127.0.0.1.evil.example/bye"),
            ("http://127.0.0.1/bye", "https://127.0.0.1:54321/bye"),
            ("http://127.0.0.1/bye", "http://[::1]:54321/bye"),
            ("http://127.0.0.1/bye", "http://127.0.0.2:54321/bye"),
            ("http://127.0.0.1/bye", "http://localhost:54321/bye"),
            ("http://localhost/bye", "http://localhost:54321/bye"),
            ("http://127.0.0.2/bye", "http://127.0.0.2:54321/bye"),
            ("https://127.0.0.1/bye", "https://127.0.0.1:54321/bye"),
        ] {
            let uri: PostLogoutRedirectUri = own.parse().unwrap();
            assert_eq!(
                uri.matching(requested, ClientKind::Native),
                None,
                "{requested}"
            );
        }
    }
}
