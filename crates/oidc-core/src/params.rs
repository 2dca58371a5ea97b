//! Request parameters before they mean anything (RFC 6749 §3.1, appendix B).
//!
//! A parameter sent twice is refused, one sent empty counts as not sent. What the text of a
//! parameter means is for its own noun to say.

use std::collections::HashSet;

use crate::error::{ErrorCode, ProtocolError};

/// The longest query or form that is read, in bytes.
pub const MAX_LENGTH: usize = 16 * 1024;
/// The most parameters that are read.
pub const MAX_PAIRS: usize = 256;

/// Why parameters cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParamsError {
    /// More than [`MAX_LENGTH`] bytes.
    #[error("the parameters are longer than 16 KB")]
    TooLong,
    /// More than [`MAX_PAIRS`] parameters.
    #[error("there are more than 256 parameters")]
    TooMany,
    /// A NUL byte, plain or encoded.
    #[error("a parameter holds a NUL byte")]
    NulByte,
    /// Bytes that are not UTF-8 (RFC 6749, appendix B).
    #[error("a parameter is not UTF-8")]
    NotUtf8,
    /// The same name twice.
    #[error("the parameter {name:?} is repeated")]
    Repeated {
        /// Which, if its name may be printed.
        name: String,
    },
    /// Required, but absent or empty.
    #[error("the parameter {name:?} is missing")]
    Missing {
        /// Which.
        name: &'static str,
    },
}

impl ProtocolError for ParamsError {
    fn code(&self) -> ErrorCode {
        ErrorCode::InvalidRequest
    }
}

/// The parameters of one request. Does not print: there may be secrets among them.
#[derive(Clone, Default)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Reads `application/x-www-form-urlencoded` text: a query or a form.
    ///
    /// # Errors
    /// [`ParamsError`] when it is too large, holds a NUL byte or is not UTF-8.
    pub fn parse(text: &str) -> Result<Self, ParamsError> {
        if text.len() > MAX_LENGTH {
            return Err(ParamsError::TooLong);
        }
        let mut pairs = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            if pairs.len() == MAX_PAIRS {
                return Err(ParamsError::TooMany);
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            pairs.push((decode(name)?, decode(value)?));
        }
        Ok(Self(pairs))
    }

    /// A parameter that may be missing.
    ///
    /// # Errors
    /// [`ParamsError::Repeated`].
    pub fn optional(&self, name: &str) -> Result<Option<&str>, ParamsError> {
        let mut values = self.0.iter().filter(|(own, _)| own == name);
        let first = values.next();
        if values.next().is_some() {
            return Err(repeated(name));
        }
        Ok(first
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty()))
    }

    /// A parameter that must be there.
    ///
    /// # Errors
    /// [`ParamsError::Missing`] and [`ParamsError::Repeated`].
    pub fn required(&self, name: &'static str) -> Result<&str, ParamsError> {
        self.optional(name)?.ok_or(ParamsError::Missing { name })
    }

    /// Every value of a parameter that may be sent several times (RFC 8707 §2), empty ones left
    /// out.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.values(name).collect()
    }

    /// The first value that is not empty, for pages that must show something even when the
    /// request is malformed.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.values(name).next()
    }

    /// The first name that is sent twice and is not in `except`.
    pub fn repeated(&self, except: &[&str]) -> Option<&str> {
        let mut seen = HashSet::new();
        let mut names = self.0.iter().map(|(name, _)| name.as_str());
        names.find(|name| !except.contains(name) && !seen.insert(*name))
    }

    /// Refuses any parameter that is sent twice and is not in `except` (T-06).
    ///
    /// # Errors
    /// [`ParamsError::Repeated`].
    pub fn once_each(&self, except: &[&str]) -> Result<(), ParamsError> {
        self.repeated(except)
            .map_or(Ok(()), |name| Err(repeated(name)))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(own, value)| own == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }
}

impl std::fmt::Debug for Params {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.0.iter().map(|(name, _)| printable(name)).collect();
        f.debug_tuple("Params").field(&names).finish()
    }
}

fn repeated(name: &str) -> ParamsError {
    ParamsError::Repeated {
        name: printable(name).to_owned(),
    }
}

/// A name that may stand in a log. Those of the protocol are small letters and `_`; anything else
/// may be a value that somebody put in the place of a name (T-70).
fn printable(name: &str) -> &str {
    let plain = |b: u8| b.is_ascii_lowercase() || b == b'_';
    if name.len() <= 32 && name.bytes().all(plain) {
        name
    } else {
        "(not shown)"
    }
}

/// Percent signs and `+` decoded once; a percent sign that begins no escape stands for itself, as
/// in browsers (the Go SDK sends such text).
pub(crate) fn decode(text: &str) -> Result<String, ParamsError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        let escaped = match (first, tail) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        bytes.push(match (first, escaped) {
            (_, Some((high, low))) => {
                rest = &tail[2..];
                high << 4 | low
            }
            (b'+', None) => b' ',
            (other, None) => *other,
        });
    }
    if bytes.contains(&0) {
        return Err(ParamsError::NulByte);
    }
    String::from_utf8(bytes).map_err(|_| ParamsError::NotUtf8)
}

const fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// Percent-encodes everything but unreserved characters (RFC 3986 §2.3), so that it reads the same
/// to those who take `+` for a blank and to those who do not.
pub(crate) fn encode(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(byte as char);
        } else {
            let (high, low) = (usize::from(byte >> 4), usize::from(byte & 15));
            encoded.extend(['%', DIGITS[high] as char, DIGITS[low] as char]);
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn params(text: &str) -> Params {
        Params::parse(text).unwrap()
    }

    #[test]
    fn t_06_a_repeated_parameter_is_refused_even_when_both_say_the_same() {
        let both = params("scope=openid&scope=openid&resource=a&resource=b");
        assert_eq!(
            both.optional("scope"),
            Err(ParamsError::Repeated {
                name: "scope".into()
            })
        );
        assert_eq!(both.repeated(&["resource"]), Some("scope"));
        assert_eq!(
            params("a=1&b=2&resource=x&resource=y").repeated(&["resource"]),
            None
        );
        assert_eq!(params("x=&x=").repeated(&[]), Some("x"));
        assert_eq!(params("s%63ope=a&scope=b").repeated(&[]), Some("scope"));
    }

    #[test]
    fn t_70_a_value_in_the_place_of_a_name_is_not_printed() {
        for name in ["Eyjx-2_9", "ada@example.com", "123456", &"a".repeat(33)] {
            let twice = params(&format!("{name}=1&{name}=2"));
            let error = twice.once_each(&[]).unwrap_err().to_string();
            for text in [error, format!("{twice:?}")] {
                assert!(
                    !text.contains(name) && text.contains("(not shown)"),
                    "{text}"
                );
            }
        }
        let error = params("client_id=1&client_id=2").once_each(&[]);
        let error = error.unwrap_err().to_string();
        assert_eq!(error, "the parameter \"client_id\" is repeated");
    }

    #[test]
    fn an_empty_parameter_counts_as_not_sent() {
        let empty = params("state=&nonce");
        assert_eq!(empty.optional("state"), Ok(None));
        assert_eq!(
            empty.required("nonce"),
            Err(ParamsError::Missing { name: "nonce" })
        );
    }

    #[test]
    fn escapes_are_decoded_once_and_stray_percent_signs_stand_for_themselves() {
        let text = params("a=%2525&b=x+y%20z&c=100%&d=%zz&e=%c3%a9&f=a=b");
        assert_eq!(text.first("a"), Some("%25"));
        assert_eq!(text.first("b"), Some("x y z"));
        assert_eq!(text.first("c"), Some("100%"));
        assert_eq!(text.first("d"), Some("%zz"));
        assert_eq!(text.first("e"), Some("é"));
        assert_eq!(text.first("f"), Some("a=b"));
    }

    #[test]
    fn nul_bytes_and_text_that_is_not_utf_8_are_refused() {
        for text in ["a=%00", "a=\0", "%00=a"] {
            assert_eq!(Params::parse(text).unwrap_err(), ParamsError::NulByte);
        }
        assert_eq!(Params::parse("a=%ff").unwrap_err(), ParamsError::NotUtf8);
    }

    #[test]
    fn t_68_too_long_and_too_many_are_refused() {
        assert_eq!(
            Params::parse(&"a".repeat(16_385)).unwrap_err(),
            ParamsError::TooLong
        );
        assert!(Params::parse(&"a&".repeat(256)).is_ok());
        assert_eq!(
            Params::parse(&"a&".repeat(257)).unwrap_err(),
            ParamsError::TooMany
        );
    }

    #[test]
    fn values_do_not_print() {
        assert_eq!(
            format!("{:?}", params("client_secret=hunter2")),
            "Params([\"client_secret\"])"
        );
    }

    proptest! {
        #[test]
        fn what_is_encoded_decodes_to_itself(text in "[^\0]{0,40}") {
            let encoded = encode(&text);
            prop_assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
            prop_assert_eq!(decode(&encoded).unwrap(), text);
        }
    }
}
