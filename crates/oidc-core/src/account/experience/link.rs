//! An address that pages link to or load a picture from, as the operator wrote it.

use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use url::Url;

/// What a browser would run, or read from the person's own machine.
const REFUSED: [&str; 6] = ["javascript", "vbscript", "data", "blob", "file", "about"];

/// The longest that is kept.
const LONGEST: usize = 2_048;

/// An absolute address. It is kept as it was written, because programs compare what they read with
/// what they sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link(String);

/// The text is no address that may stand on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLink {
    /// Not an absolute address.
    #[error("must be an absolute address of at most {LONGEST} characters")]
    NotAbsolute,
    /// A browser would run it.
    #[error("must not be an address that browsers run or that stands for a local file")]
    Runs,
}

impl Link {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The origin, when it is one of the web; pictures are loaded from nowhere else.
    pub fn web_origin(&self) -> Option<String> {
        let url = Url::parse(&self.0).ok()?;
        // A policy is a list, and not every host that can be parsed leaves it one.
        let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-_:[]".contains(c);
        let is_web = matches!(url.scheme(), "https" | "http");
        let is_web = is_web && url.host_str()?.chars().all(is_plain);
        is_web.then(|| url.origin().ascii_serialization())
    }
}

impl FromStr for Link {
    type Err = InvalidLink;

    fn from_str(text: &str) -> Result<Self, InvalidLink> {
        let url = Url::parse(text).map_err(|_| InvalidLink::NotAbsolute)?;
        if text.chars().count() > LONGEST {
            return Err(InvalidLink::NotAbsolute);
        }
        if REFUSED.contains(&url.scheme()) {
            return Err(InvalidLink::Runs);
        }
        Ok(Self(text.to_owned()))
    }
}

impl Serialize for Link {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Link {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_as_it_was_written() {
        for text in [
            "https://Brand.example",
            "mock://logo",
            "mailto:a@brand.example",
        ] {
            assert_eq!(text.parse::<Link>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_a_browser_would_run_is_no_link() {
        for text in [
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "java\nscript:x",
            "data:text/html,x",
        ] {
            assert_eq!(text.parse::<Link>(), Err(InvalidLink::Runs), "{text:?}");
        }
        for text in ["", "terms", "/terms", "//brand.example"] {
            assert_eq!(
                text.parse::<Link>(),
                Err(InvalidLink::NotAbsolute),
                "{text:?}"
            );
        }
    }

    #[test]
    fn pictures_come_from_the_web_and_their_origin_ends_no_policy() {
        let origin = |text: &str| text.parse::<Link>().unwrap().web_origin();
        assert_eq!(
            origin("https://cdn.example/a?b").as_deref(),
            Some("https://cdn.example")
        );
        for other in [
            "mock://logo",
            "https://a;sandbox/logo.svg",
            "https://a,b/logo.svg",
        ] {
            assert_eq!(origin(other), None, "{other}");
        }
    }
}
