//! `redirect_uri`: where an answer may be sent (RFC 6749 §3.1.2, RFC 9700 §4.1.3).
//!
//! A registered URI is checked once, when it is registered, and from then on compared as the
//! exact string. The one exception is RFC 8252 §7.3: for native clients the *port* of a loopback
//! IP literal (`http://127.0.0.1…`, `http://[::1]…`) may differ, because the operating system
//! chooses it. `localhost` is a name that may resolve elsewhere, so it gets no such freedom
//! (RFC 8252 §8.3); it may be registered, and is compared exactly like any other host.

pub mod destination;
pub(crate) mod registration;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

pub use self::registration::InvalidRedirectUri;
use self::registration::{after_loopback, check, is_web, origin_of};
pub use crate::post_logout_redirect_uri::PostLogoutRedirectUri;
use crate::{
    client::kind::ClientKind,
    params::{Params, ParamsError},
};

/// What of a requested URI may stand in a log: all up to its query, in which codes and tokens
/// travel (T-70).
pub fn printable(requested: &str) -> &str {
    let end = requested.find(['?', '#']).unwrap_or(requested.len());
    &requested[..end]
}

/// A registered redirect URI.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RedirectUri(String);

impl RedirectUri {
    /// The exact string that was registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the URI may be registered for this kind of client.
    ///
    /// # Errors
    /// [`InvalidRedirectUri::CustomScheme`] for a custom scheme on a client that is not native.
    pub fn allowed_for(&self, kind: ClientKind) -> Result<(), InvalidRedirectUri> {
        if is_web(&self.0) || kind == ClientKind::Native {
            Ok(())
        } else {
            Err(InvalidRedirectUri::CustomScheme)
        }
    }

    /// Whether a requested URI is this one. No parser is involved, so no two parsers disagree.
    pub fn matches(&self, requested: &str, kind: ClientKind) -> bool {
        self.0 == requested
            || (kind == ClientKind::Native && differ_in_port_only(&self.0, requested))
    }

    /// The origin as a browser writes it in `Origin`; none for custom schemes.
    pub fn origin(&self) -> Option<String> {
        origin_of(&self.0)
    }
}

/// Whether two URIs of one loopback IP literal differ in the port at most (RFC 8252 §7.3).
fn differ_in_port_only(own: &str, other: &str) -> bool {
    let own = after_loopback(own);
    own.is_some() && own == after_loopback(other)
}

/// The `redirect_uri` of a request.
///
/// # Errors
/// [`ParamsError::Repeated`].
pub fn requested(params: &Params) -> Result<Option<&str>, ParamsError> {
    params.optional("redirect_uri")
}

impl FromStr for RedirectUri {
    type Err = InvalidRedirectUri;

    fn from_str(text: &str) -> Result<Self, InvalidRedirectUri> {
        check(text).map(|()| Self(text.to_owned()))
    }
}

impl TryFrom<String> for RedirectUri {
    type Error = InvalidRedirectUri;

    fn try_from(text: String) -> Result<Self, InvalidRedirectUri> {
        text.parse()
    }
}

impl From<RedirectUri> for String {
    fn from(uri: RedirectUri) -> Self {
        uri.0
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;
