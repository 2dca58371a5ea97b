//! Resource indicators: the absolute URI that names an API (RFC 8707 §2). It is the `aud` of the
//! access tokens made for it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use url::Url;

/// Of the management API. The same on every instance, whatever its address: what calls the API
/// asks for a token by this name.
pub const MANAGEMENT: &str = "https://default.logto.app/api";

/// Sent by Logto's SDKs whenever organisations are asked for; no API may have it.
pub const ORGANIZATIONS: &str = "urn:logto:resource:organizations";

/// Of a longer one nobody needs the rest.
const MAX_LENGTH: usize = 512;

/// The name of an API, as it was registered: it is compared character by character.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Indicator(String);

/// Why a text is no indicator. It continues the sentence of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIndicator {
    /// RFC 8707 §2: "an absolute URI".
    #[error("is not an absolute URI like \"https://api.example.com\"")]
    NotAbsolute,
    /// RFC 8707 §2: "MUST NOT include a fragment component".
    #[error("has a fragment (\"#\"), which RFC 8707 forbids")]
    Fragment,
    /// Not to be stored, sent and compared at every request.
    #[error("is longer than 512 characters")]
    TooLong,
    /// Spaces and what is not ASCII would be written in more than one way.
    #[error("has a space or another character that is not visible ASCII")]
    Character,
}

impl Indicator {
    /// As it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the management API's.
    pub fn is_management(&self) -> bool {
        self.0 == MANAGEMENT
    }
}

impl FromStr for Indicator {
    type Err = InvalidIndicator;

    fn from_str(text: &str) -> Result<Self, InvalidIndicator> {
        if text.len() > MAX_LENGTH {
            return Err(InvalidIndicator::TooLong);
        }
        if !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(InvalidIndicator::Character);
        }
        let url = Url::parse(text).map_err(|_| InvalidIndicator::NotAbsolute)?;
        if url.fragment().is_some() {
            return Err(InvalidIndicator::Fragment);
        }
        Ok(Self(text.to_owned()))
    }
}

crate::record::text_value!(Indicator);

impl fmt::Display for Indicator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Indicator {
    type Error = InvalidIndicator;

    fn try_from(text: String) -> Result<Self, InvalidIndicator> {
        text.parse()
    }
}

impl From<Indicator> for String {
    fn from(indicator: Indicator) -> Self {
        indicator.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_indicator_is_an_absolute_uri_without_a_fragment() {
        for good in [
            "https://api.example.com",
            "https://api.example.com/v1/?x=1",
            "urn:example:books",
            MANAGEMENT,
        ] {
            assert_eq!(good.parse::<Indicator>().unwrap().as_str(), good);
        }
        for (bad, why) in [
            ("", InvalidIndicator::NotAbsolute),
            ("books", InvalidIndicator::NotAbsolute),
            ("/books", InvalidIndicator::NotAbsolute),
            ("https://api.example.com/#x", InvalidIndicator::Fragment),
            ("https://api.example.com/#", InvalidIndicator::Fragment),
            ("https://api.example.com/a b", InvalidIndicator::Character),
            ("https://api.example.com/é", InvalidIndicator::Character),
        ] {
            assert_eq!(bad.parse::<Indicator>(), Err(why), "{bad:?}");
        }
        let long = format!("https://api.example.com/{}", "x".repeat(512));
        assert_eq!(long.parse::<Indicator>(), Err(InvalidIndicator::TooLong));
    }
}
