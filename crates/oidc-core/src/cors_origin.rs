//! An origin whose pages may read the answers a client gets (Fetch, CORS protocol), beside those of
//! its redirect URIs.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::redirect_uri::registration::is_loopback;

/// Octets.
const LONGEST: usize = 256;

/// An origin as browsers send it (RFC 6454 §6.2): scheme, host and, unless it is the usual one, port.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CorsOrigin(String);

/// The text is no origin that may be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCorsOrigin {
    /// More than scheme, host and port, or less.
    #[error("is not an origin; write scheme, host and port alone, as https://app.example:8443")]
    Form,
    /// A `*`: origins are compared exactly.
    #[error("must not have a wildcard; register each origin")]
    Wildcard,
    /// Plain `http` from anywhere but this machine.
    #[error("must use https (http is for 127.0.0.1, [::1] and localhost only)")]
    PlainHttp,
}

impl FromStr for CorsOrigin {
    type Err = InvalidCorsOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidCorsOrigin> {
        use InvalidCorsOrigin::{Form, PlainHttp, Wildcard};
        if text.contains('*') {
            return Err(Wildcard);
        }
        let text = text.strip_suffix('/').unwrap_or(text);
        // `Url` drops what cannot be seen, where it stands.
        if text.len() > LONGEST || !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Form);
        }
        let url = Url::parse(text).map_err(|_| Form)?;
        match url.scheme() {
            "https" | "http" => {
                let origin = url.origin().ascii_serialization();
                let is_alone = url.as_str().strip_suffix('/') == Some(&origin);
                match (is_alone, url.scheme()) {
                    (false, _) => Err(Form),
                    (true, "http") if !is_loopback(&url) => Err(PlainHttp),
                    (true, _) => Ok(Self(origin)),
                }
            }
            // Installed applications have origins of their own: `capacitor://localhost`.
            _ => of_application(text).ok_or(Form),
        }
    }
}

fn of_application(text: &str) -> Option<CorsOrigin> {
    let (scheme, host) = text.split_once("://")?;
    let in_scheme = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"+-.".contains(&b);
    let in_host = |b: u8| b.is_ascii_alphanumeric() || b"-._:".contains(&b);
    let fits = scheme.bytes().all(in_scheme) && !host.is_empty() && host.bytes().all(in_host);
    let runs = [
        "file",
        "data",
        "javascript",
        "blob",
        "about",
        "ws",
        "wss",
        "ftp",
    ];
    (fits && !runs.contains(&scheme)).then(|| CorsOrigin(text.to_owned()))
}

impl CorsOrigin {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CorsOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for CorsOrigin {
    type Error = InvalidCorsOrigin;

    fn try_from(text: String) -> Result<Self, InvalidCorsOrigin> {
        text.parse()
    }
}

impl From<CorsOrigin> for String {
    fn from(origin: CorsOrigin) -> Self {
        origin.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port_alone() {
        for (text, origin) in [
            ("https://app.example", "https://app.example"),
            ("https://App.Example/", "https://app.example"),
            ("https://app.example:443", "https://app.example"),
            ("https://app.example:8443", "https://app.example:8443"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("capacitor://localhost", "capacitor://localhost"),
        ] {
            assert_eq!(text.parse::<CorsOrigin>().unwrap().as_str(), origin);
        }
    }

    #[test]
    fn what_is_no_origin_is_refused_and_says_why() {
        use InvalidCorsOrigin::{Form, PlainHttp, Wildcard};
        for (text, why) in [
            ("", Form),
            ("null", Form),
            ("app.example", Form),
            ("https://app.example/path", Form),
            ("\0https://app.example", Form),
            (" https://app.example", Form),
            ("https://app\n.example", Form),
            ("https://app.example?x", Form),
            ("https://ada@app.example", Form),
            ("file:///", Form),
            ("javascript://x", Form),
            ("https://*.example", Wildcard),
            ("*", Wildcard),
            ("http://app.example", PlainHttp),
        ] {
            assert_eq!(text.parse::<CorsOrigin>(), Err(why), "{text:?}");
        }
        let long = format!("https://{}.example", "a".repeat(250));
        assert_eq!(long.parse::<CorsOrigin>(), Err(Form));
    }
}
