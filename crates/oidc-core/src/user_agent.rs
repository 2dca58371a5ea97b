//! What a browser or a library calls itself (RFC 9110 §10.1.5).

use std::{convert::Infallible, str::FromStr};

use crate::record::text_value;

/// How much of it is kept, in bytes: browsers need half of that.
const MOST: usize = 256;

/// The beginning of what a browser or a library calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserAgent(String);

impl UserAgent {
    /// Of a header's value: what is not text stands there as a replacement character. None: it says
    /// nothing.
    pub fn of(header: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(header.get(..4 * MOST).unwrap_or(header));
        let text = text.replace(char::is_control, " ");
        let text = text.trim();
        let end = text.floor_char_boundary(MOST);
        let kept = text[..end].trim_end();
        (!kept.is_empty()).then(|| Self(kept.to_owned()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UserAgent {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

text_value!(UserAgent);

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(header: &[u8]) -> Option<String> {
        UserAgent::of(header).map(|agent| agent.as_str().to_owned())
    }

    #[test]
    fn what_a_browser_says_is_kept() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(kept(firefox.as_bytes()).as_deref(), Some(firefox));
    }

    #[test]
    fn of_a_long_one_the_beginning_is_kept_in_whole_characters() {
        let long = "é".repeat(10_000);
        assert_eq!(kept(long.as_bytes()), Some("é".repeat(128)));
        let odd = format!("x{long}");
        assert_eq!(kept(odd.as_bytes()), Some(format!("x{}", "é".repeat(127))));
    }

    #[test]
    fn what_is_no_text_is_replaced_and_nothing_is_none() {
        assert_eq!(kept(b"a\tb\xff").as_deref(), Some("a b\u{fffd}"));
        for nothing in [&b""[..], b" \t "] {
            assert_eq!(kept(nothing), None);
        }
    }
}
