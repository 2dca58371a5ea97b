//! An e-mail address in the one form in which it is limited, looked up and written to (T-50).
//!
//! Trimmed, lower-cased, its domain in ASCII (A-labels, RFC 5890). What Unicode normalisation
//! would change beyond case, what cannot be seen, and what could end a header is refused, so that
//! no folding ever mails one person's code to another. Quoted local parts, comments and address
//! literals are refused too: nobody signs up with one, and attackers do.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The longest address accepted, in bytes of its canonical form (Logto's columns hold 128).
pub const MAX_LENGTH: usize = 128;

/// A canonical address.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// Why a text is not an address we accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmail {
    /// Nothing but blanks.
    #[error("no address was given")]
    Missing,
    /// More than [`MAX_LENGTH`] bytes.
    #[error("the address is too long")]
    TooLong,
    /// Not of the form `local@domain.tld`, or with characters that do not belong there.
    #[error("this is not an e-mail address")]
    Malformed,
}

impl EmailAddress {
    /// The canonical text. Personal data: never log it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[address]")
    }
}

impl FromStr for EmailAddress {
    type Err = InvalidEmail;

    fn from_str(text: &str) -> Result<Self, InvalidEmail> {
        let text = text.trim_matches([' ', '\t', '\r', '\n']);
        if text.is_empty() {
            return Err(InvalidEmail::Missing);
        }
        if text.len() > 4 * MAX_LENGTH {
            return Err(InvalidEmail::TooLong);
        }
        // Before lower-casing, which by itself turns the Kelvin sign into a `k`.
        if text.nfkc().ne(text.chars()) || text.chars().any(char::is_control) {
            return Err(InvalidEmail::Malformed);
        }
        let lower = text.to_lowercase();
        let (local, domain) = lower.rsplit_once('@').ok_or(InvalidEmail::Malformed)?;
        if !is_dot_atom(local) || local.len() > 64 {
            return Err(InvalidEmail::Malformed);
        }
        let address = format!("{local}@{}", canonical_domain(domain)?);
        if address.len() > MAX_LENGTH {
            return Err(InvalidEmail::TooLong);
        }
        Ok(Self(address))
    }
}

/// RFC 5321 §4.1.2 `Dot-string`, in ASCII: a mailbox outside ASCII needs SMTPUTF8 all the way,
/// which the connectors do not promise.
fn is_dot_atom(local: &str) -> bool {
    let atext = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    local
        .split('.')
        .all(|atom| !atom.is_empty() && atom.bytes().all(atext))
}

fn canonical_domain(domain: &str) -> Result<String, InvalidEmail> {
    let url::Host::Domain(ascii) = url::Host::parse(domain).map_err(|_| InvalidEmail::Malformed)?
    else {
        return Err(InvalidEmail::Malformed);
    };
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    // The parser decodes percent signs and drops invisible characters; what it had to repair was
    // not an address to begin with.
    let repaired = domain.is_ascii() && domain != ascii;
    if repaired || !ascii.contains('.') || !ascii.split('.').all(label) {
        return Err(InvalidEmail::Malformed);
    }
    if !domain.is_ascii() && domain.chars().any(is_invisible) {
        return Err(InvalidEmail::Malformed);
    }
    Ok(ascii)
}

/// Characters that IDNA maps to nothing, and its second full stop: two domains that are typed
/// differently must not become one.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{3002}' | '\u{34f}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

impl TryFrom<String> for EmailAddress {
    type Error = InvalidEmail;

    fn try_from(text: String) -> Result<Self, InvalidEmail> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> Result<String, InvalidEmail> {
        text.parse::<EmailAddress>().map(String::from)
    }

    #[test]
    fn t_50_case_and_blanks_do_not_make_another_address() {
        for text in [
            "User@Ex.com",
            " user@ex.com",
            "user@EX.COM\r\n",
            "\tuser@ex.com ",
        ] {
            assert_eq!(canonical(text).as_deref(), Ok("user@ex.com"), "{text:?}");
        }
    }

    #[test]
    fn t_50_an_international_domain_is_kept_as_a_labels() {
        assert_eq!(
            canonical("ada@Bücher.example").as_deref(),
            Ok("ada@xn--bcher-kva.example")
        );
        assert_eq!(
            canonical("ada@xn--bcher-kva.example"),
            canonical("ada@bücher.example")
        );
    }

    #[test]
    fn t_50_what_normalisation_would_change_is_refused() {
        for text in [
            "ｕser@ex.com",
            "user@ｅx.com",
            "us\u{200b}er@ex.com",
            "user@e\u{200b}x.com",
            "user@ex\u{ad}.com",
            "ﬁ@ex.com",
            "user@ex。com",
            "K\u{212a}@ex.com",
            "user@ex.com\0",
        ] {
            assert_eq!(canonical(text), Err(InvalidEmail::Malformed), "{text:?}");
        }
    }

    #[test]
    fn t_56_nothing_that_could_add_a_header_or_a_recipient_is_an_address() {
        for text in [
            "a@ex.com\r\nBcc: b@ex.com",
            "a@ex.com,b@ex.com",
            "a@ex.com;b@ex.com",
            "Ada <a@ex.com>",
            "\"a b\"@ex.com",
            "\"a@evil.example\"@ex.com",
            "a(comment)@ex.com",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@ex",
            "a@ex..com",
            "a@-ex.com",
            "a@%65x.com",
            "a@@ex.com",
            "@ex.com",
            "a.@ex.com",
            "a",
        ] {
            assert_eq!(canonical(text), Err(InvalidEmail::Malformed), "{text:?}");
        }
    }

    #[test]
    fn t_56_an_endless_address_is_too_long() {
        assert_eq!(
            canonical(&format!("a@{}.com", "x".repeat(4000))),
            Err(InvalidEmail::TooLong)
        );
        let long = format!(
            "{}@{}.{}.com",
            "a".repeat(64),
            "b".repeat(30),
            "c".repeat(40)
        );
        assert_eq!(canonical(&long), Err(InvalidEmail::TooLong));
    }

    #[test]
    fn plus_and_template_braces_are_ordinary_characters_of_a_local_part() {
        assert_eq!(canonical("a+b@ex.com").as_deref(), Ok("a+b@ex.com"));
        assert_eq!(
            canonical("{{code}}@ex.com").as_deref(),
            Ok("{{code}}@ex.com")
        );
    }

    #[test]
    fn an_address_does_not_print() {
        let address: EmailAddress = "ada@example.com".parse().unwrap();
        assert_eq!(format!("{address:?}"), "[address]");
    }
}
