//! An e-mail address in the one form in which it is limited, looked up and written to (T-50).
//!
//! Trimmed of blanks and of marks that cannot be seen, lower-cased, its domain in ASCII (A-labels,
//! RFC 5890). What Unicode normalisation would change beyond case, what cannot be seen, and what
//! could end a header is refused, so that no folding ever mails one person's code to another. Quoted
//! local parts, comments and address literals are refused too: nobody signs up with one, and
//! attackers do.

use std::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The longest address accepted, in bytes of its canonical form: a path has 256 with the angle
/// brackets around it (RFC 5321 §4.5.3.1.3).
pub const MAX_LENGTH: usize = 254;

/// The longest text that is read as an address, in bytes: as it is typed it may be longer than its
/// canonical form.
pub(super) const MAX_TYPED: usize = 4 * MAX_LENGTH;

/// The longest part before the `@`, in bytes (RFC 5321 §4.5.3.1.1).
const MAX_LOCAL: usize = 64;

/// The longest label of a domain, in bytes (RFC 1035 §2.3.4). No domain of an address of
/// [`MAX_LENGTH`] is longer than the 253 that all its labels may have.
const MAX_LABEL: usize = 63;

/// An address: its canonical text, by which it is compared, and the spelling that was typed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress {
    canonical: String,
    /// Where it differs.
    typed: Option<Box<str>>,
}

/// Why a text is not an address we accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmail {
    /// Nothing but blanks.
    #[error("no address was given")]
    Missing,
    /// More than [`MAX_LENGTH`] bytes, or a part of it longer than such a part can be.
    #[error("the address is too long")]
    TooLong,
    /// Not of the form `local@domain.tld`, or with characters that do not belong there.
    #[error("this is not an e-mail address")]
    Malformed,
}

impl EmailAddress {
    /// The canonical text. Personal data: never log it.
    pub fn as_str(&self) -> &str {
        &self.canonical
    }

    /// As it was typed, without blanks around it. Personal data, too.
    pub fn as_typed(&self) -> &str {
        self.typed.as_deref().unwrap_or(&self.canonical)
    }

    /// The same address without the spelling that was typed.
    #[must_use]
    pub fn canonical(&self) -> Self {
        Self {
            canonical: self.canonical.clone(),
            typed: None,
        }
    }
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for EmailAddress {}

impl Hash for EmailAddress {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical.hash(state);
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
        let text = trim(text);
        if text.is_empty() {
            return Err(InvalidEmail::Missing);
        }
        if text.len() > MAX_TYPED {
            return Err(InvalidEmail::TooLong);
        }
        // Before lower-casing, which by itself turns the Kelvin sign into a `k`.
        if text.nfkc().ne(text.chars()) || text.chars().any(char::is_control) {
            return Err(InvalidEmail::Malformed);
        }
        let lower = text.to_lowercase();
        let (local, domain) = lower.rsplit_once('@').ok_or(InvalidEmail::Malformed)?;
        if !is_dot_atom(local) {
            return Err(InvalidEmail::Malformed);
        }
        if local.len() > MAX_LOCAL {
            return Err(InvalidEmail::TooLong);
        }
        let canonical = format!("{local}@{}", canonical_domain(domain)?);
        if canonical.len() > MAX_LENGTH {
            return Err(InvalidEmail::TooLong);
        }
        let typed = (text != canonical).then(|| text.into());
        Ok(Self { canonical, typed })
    }
}

/// Without what comes along when an address is pasted: white space of every kind, and format
/// characters such as marks of direction, zero-width spaces and byte order marks (category Cf).
pub fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_format(c))
}

fn is_format(c: char) -> bool {
    c.general_category() == GeneralCategory::Format
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
        !l.is_empty()
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
    if ascii.split('.').any(|label| label.len() > MAX_LABEL) {
        return Err(InvalidEmail::TooLong);
    }
    Ok(ascii)
}

/// Characters that IDNA maps to nothing, format characters, and IDNA's second full stop: two domains
/// that are typed differently must not become one.
fn is_invisible(c: char) -> bool {
    is_format(c)
        || matches!(c, '\u{34f}' | '\u{180b}'..='\u{180f}' | '\u{2028}' | '\u{2029}'
            | '\u{2060}'..='\u{206f}' | '\u{3002}' | '\u{fe00}'..='\u{fe0f}')
}

crate::record::text_value!(EmailAddress, |address| address.as_typed());

impl TryFrom<String> for EmailAddress {
    type Error = InvalidEmail;

    fn try_from(text: String) -> Result<Self, InvalidEmail> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.canonical
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> Result<String, InvalidEmail> {
        text.parse::<EmailAddress>().map(String::from)
    }

    #[test]
    fn an_address_remembers_how_it_was_typed_and_is_the_same_address() {
        let typed: EmailAddress = " Ada@Bücher.Example ".parse().unwrap();
        let plain: EmailAddress = "ada@xn--bcher-kva.example".parse().unwrap();
        assert_eq!(typed, plain);
        assert_eq!(typed.as_typed(), "Ada@Bücher.Example");
        assert_eq!(typed.as_typed().parse(), Ok(typed.clone()));
        assert_eq!(plain.as_typed(), plain.as_str());
        assert_eq!(typed.canonical().as_typed(), plain.as_str());
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
    fn t_50_what_cannot_be_seen_around_an_address_is_not_part_of_it() {
        for mark in [
            "\u{a0}",
            "\u{2003}",
            "\u{3000}",
            "\u{85}",
            "\u{b}",
            "\u{200b}",
            "\u{200e}",
            "\u{200f}",
            "\u{202a}",
            "\u{202c}",
            "\u{2060}",
            "\u{2066}",
            "\u{2069}",
            "\u{feff}",
            "\u{ad}",
            "\u{61c}",
            "\u{180e}",
            "\u{2028}",
            "\u{e0020}",
        ] {
            for text in [
                format!("{mark}user@ex.com"),
                format!("user@ex.com{mark}"),
                format!("{mark} \t{mark}user@ex.com{mark}\r\n{mark}"),
            ] {
                assert_eq!(canonical(&text).as_deref(), Ok("user@ex.com"), "{text:?}");
            }
            for text in [
                format!("us{mark}er@ex.com"),
                format!("user{mark}@ex.com"),
                format!("user@{mark}ex.com"),
                format!("user@e{mark}x.com"),
                format!("user@ex.{mark}com"),
            ] {
                assert_eq!(canonical(&text), Err(InvalidEmail::Malformed), "{text:?}");
            }
            assert_eq!(canonical(mark), Err(InvalidEmail::Missing), "{mark:?}");
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
        let of = |local: usize, label: usize| {
            let (b, c) = ("b".repeat(63), "c".repeat(label));
            canonical(&format!("{}@{b}.{b}.{c}.com", "a".repeat(local)))
        };
        assert_eq!(of(64, 57).map(|address| address.len()), Ok(MAX_LENGTH));
        assert_eq!(of(64, 58), Err(InvalidEmail::TooLong));
        assert_eq!(of(63, 58).map(|address| address.len()), Ok(MAX_LENGTH));
    }

    #[test]
    fn a_part_longer_than_a_part_can_be_is_too_long() {
        let local = |length| canonical(&format!("{}@ex.com", "a".repeat(length)));
        assert!(local(64).is_ok());
        assert_eq!(local(65), Err(InvalidEmail::TooLong));
        let label = |length| canonical(&format!("a@{}.com", "x".repeat(length)));
        assert!(label(63).is_ok());
        assert_eq!(label(64), Err(InvalidEmail::TooLong));
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
