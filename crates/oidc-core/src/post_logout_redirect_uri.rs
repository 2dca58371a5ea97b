//! `post_logout_redirect_uri`: where a browser may go after signing out (`OpenID` Connect
//! RP-Initiated Logout §2).
//!
//! Compared as parsed URLs, so that `http://h` equals `http://h/`: SDKs send their base URL as it
//! was configured, usually without the slash. No code or token ever travels to it, which is why
//! it may be compared less strictly than a redirect URI.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    client::ClientKind,
    redirect_uri::{self, InvalidRedirectUri},
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
        if redirect_uri::origin_of(&self.0).is_some() || kind == ClientKind::Native {
            Ok(())
        } else {
            Err(InvalidRedirectUri::CustomScheme)
        }
    }

    /// Whether a requested URI is this one after parsing: an empty path equals `/`. What could
    /// not be registered does not match anything.
    pub fn matches(&self, requested: &str) -> bool {
        redirect_uri::check(requested).is_ok()
            && Url::parse(requested).is_ok_and(|url| Ok(url) == Url::parse(&self.0))
    }

    /// The URI as it is sent to the browser.
    pub fn normalised(&self) -> String {
        Url::parse(&self.0).map_or_else(|_| self.0.clone(), String::from)
    }
}

impl FromStr for PostLogoutRedirectUri {
    type Err = InvalidRedirectUri;

    fn from_str(text: &str) -> Result<Self, InvalidRedirectUri> {
        redirect_uri::check(text).map(|()| Self(text.to_owned()))
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
        assert!(uri.matches("http://localhost:3000"));
        assert!(uri.matches("http://localhost:3000/"));
        assert_eq!(uri.normalised(), "http://localhost:3000/");
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
            assert!(!uri.matches(requested), "{requested}");
        }
    }

    #[test]
    fn a_path_keeps_its_slash() {
        let uri: PostLogoutRedirectUri = "https://rp.example/bye".parse().unwrap();
        assert!(uri.matches("https://rp.example/bye"));
        assert!(!uri.matches("https://rp.example/bye/"));
    }
}
