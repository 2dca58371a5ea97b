//! One field of a user, as an operator writes it down: a text in, a checked value or a sentence out.
//! The standard claims are those of `OpenID` Connect Core §5.1 and §5.1.1.

use serde_json::{Map, Value};
use url::Url;

use crate::{
    account::{email::InvalidEmail, phone::PhoneNumber},
    label,
    name::closed_set,
    time::Timestamp,
    user::User,
};

/// The longest name or word, in characters.
const WORD: usize = 256;
/// The longest text of several lines, in characters.
const TEXT: usize = 1024;
/// The longest address of a page or picture, in bytes.
const URL: usize = 2048;

closed_set! {
    /// What can be set. What is proven stands behind what it proves: set in this order, a new
    /// address is not taken for proven because the old one was.
    UserField, "field of a user" {
        /// The address to sign in with.
        Email = "email",
        /// Whether it was proven.
        EmailVerified = "email_verified",
        /// The telephone number.
        Phone = "phone_number",
        /// Whether it was proven.
        PhoneVerified = "phone_number_verified",
        /// The name to sign in with.
        Username = "username",
        /// The full name.
        Name = "name",
        /// See `OpenID` Connect Core §5.1, as the following.
        GivenName = "given_name",
        /// One or more.
        FamilyName = "family_name",
        /// One or more.
        MiddleName = "middle_name",
        /// A casual name.
        Nickname = "nickname",
        /// The name the person likes to be called by; not unique.
        PreferredUsername = "preferred_username",
        /// A page about the person.
        Profile = "profile",
        /// An image of the person.
        Picture = "picture",
        /// A page of the person's own.
        Website = "website",
        /// Any word.
        Gender = "gender",
        /// A date or a year.
        Birthdate = "birthdate",
        /// A name of the time-zone database.
        Zoneinfo = "zoneinfo",
        /// A language tag.
        Locale = "locale",
        /// The whole address, for a label.
        AddressFormatted = "address.formatted",
        /// Street and number.
        AddressStreet = "address.street_address",
        /// The town.
        AddressLocality = "address.locality",
        /// State or region.
        AddressRegion = "address.region",
        /// Its code.
        AddressPostalCode = "address.postal_code",
        /// Its name.
        AddressCountry = "address.country",
        /// Whether the account may not be used.
        Suspended = "suspended",
    }
}

/// Why a text is not a value of its field. It continues the name of the field to a sentence, and does
/// not repeat the text, which may be personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidField {
    /// Not an address we accept.
    #[error("cannot be used: {0}.")]
    Email(#[from] InvalidEmail),
    /// Not E.164.
    #[error("must be a telephone number with its country code, as +14255551212.")]
    Phone,
    /// Not a name to sign in with.
    #[error("must be 1 to 64 letters, digits or any of \"._-\", and begin with a letter.")]
    Username,
    /// Too long, or with characters that are no text.
    #[error("must be one line of at most 256 characters.")]
    Word,
    /// The same, for several lines.
    #[error("must be text of at most 1024 characters.")]
    Text,
    /// Neither http nor https.
    #[error("must be an address that begins with https:// or http://.")]
    Url,
    /// No date, and no year.
    #[error("must be a date as 1815-12-10, one without its year as 0000-12-10, or a year.")]
    Birthdate,
    /// No name of a time zone.
    #[error("must be the name of a time zone, as Europe/Paris.")]
    Zoneinfo,
    /// No language tag.
    #[error("must be a language tag, as en or fr-CA.")]
    Locale,
    /// Neither true nor false.
    #[error("must be true or false.")]
    Truth,
    /// There is nothing that could have been proven.
    #[error("has nothing that could have been verified.")]
    NothingToVerify,
}

impl UserField {
    /// Sets the field; an empty text removes what is there.
    ///
    /// # Errors
    /// [`InvalidField`], and then nothing was changed.
    pub fn set(self, user: &mut User, text: &str, now: Timestamp) -> Result<(), InvalidField> {
        let text = text.trim();
        match self {
            Self::Email => {
                let email = given(text).map(str::parse).transpose()?;
                if user.email != email {
                    user.email_verified_at = None;
                }
                user.email = email;
            }
            Self::Phone => {
                let phone = given(text).map(PhoneNumber::international).transpose();
                let phone = phone.map_err(|_| InvalidField::Phone)?;
                if user.phone != phone {
                    user.phone_verified_at = None;
                }
                user.phone = phone;
            }
            Self::EmailVerified => {
                let held = user.email.is_some();
                verify(held, &mut user.email_verified_at, text, now)?;
            }
            Self::PhoneVerified => {
                let held = user.phone.is_some();
                verify(held, &mut user.phone_verified_at, text, now)?;
            }
            Self::Suspended => {
                let since = user.suspended_at.unwrap_or(now);
                user.suspended_at = truth(text)?.then_some(since);
            }
            Self::Username => user.username = self.checked(text)?,
            Self::Name => user.name = self.checked(text)?,
            Self::Picture => user.avatar = self.checked(text)?,
            Self::GivenName
            | Self::FamilyName
            | Self::MiddleName
            | Self::Nickname
            | Self::PreferredUsername
            | Self::Profile
            | Self::Website
            | Self::Gender
            | Self::Birthdate
            | Self::Zoneinfo
            | Self::Locale => keep(&mut user.profile, self.as_str(), self.checked(text)?),
            Self::AddressFormatted
            | Self::AddressStreet
            | Self::AddressLocality
            | Self::AddressRegion
            | Self::AddressPostalCode
            | Self::AddressCountry => {
                let value = self.checked(text)?;
                let name = self.as_str().trim_start_matches("address.");
                let held = user.profile.get("address").and_then(Value::as_object);
                let mut address = held.cloned().unwrap_or_default();
                keep(&mut address, name, value);
                let address = (!address.is_empty()).then_some(address);
                keep(&mut user.profile, "address", address);
            }
        }
        Ok(())
    }

    /// The text, if it is one of this field; none when it is empty.
    fn checked(self, text: &str) -> Result<Option<String>, InvalidField> {
        let Some(text) = given(text) else {
            return Ok(None);
        };
        let (fits, otherwise) = match self {
            Self::Username => (is_username(text), InvalidField::Username),
            Self::Profile | Self::Picture | Self::Website => (is_url(text), InvalidField::Url),
            Self::Birthdate => (is_birthdate(text), InvalidField::Birthdate),
            Self::Zoneinfo => (is_zone(text), InvalidField::Zoneinfo),
            Self::Locale => (is_language_tag(text), InvalidField::Locale),
            Self::AddressFormatted | Self::AddressStreet => {
                let plain = |c: char| c == '\n' || !label::is_disruptive(c);
                (
                    text.chars().count() <= TEXT && text.chars().all(plain),
                    InvalidField::Text,
                )
            }
            _ => (label::is_one_line(text, WORD), InvalidField::Word),
        };
        if fits {
            Ok(Some(text.to_owned()))
        } else {
            Err(otherwise)
        }
    }
}

fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn truth(text: &str) -> Result<bool, InvalidField> {
    text.parse().map_err(|_| InvalidField::Truth)
}

/// What was proven before stays proven since then.
fn verify(
    held: bool,
    verified_at: &mut Option<Timestamp>,
    text: &str,
    now: Timestamp,
) -> Result<(), InvalidField> {
    let verified = truth(text)?;
    if verified && !held {
        return Err(InvalidField::NothingToVerify);
    }
    *verified_at = verified.then_some(verified_at.unwrap_or(now));
    Ok(())
}

fn keep(map: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    match value {
        Some(value) => map.insert(name.to_owned(), value.into()),
        None => map.remove(name),
    };
}

fn is_username(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    text.len() <= 64
        && text.bytes().all(allowed)
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// It becomes a link on the pages of applications: nothing that runs.
fn is_url(text: &str) -> bool {
    let plain = text.len() <= URL && text.bytes().all(|b| b.is_ascii_graphic());
    let url = Url::parse(text).ok().filter(|_| plain);
    url.is_some_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host())
}

/// `YYYY-MM-DD`, where the year may be left out as `0000`, or `YYYY` (Core §5.1).
fn is_birthdate(text: &str) -> bool {
    let number = |digits: &str, length: usize| {
        let plain = digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<u16>().ok().filter(|_| plain)
    };
    let mut parts = text.split('-');
    let year = parts.next().and_then(|part| number(part, 4));
    let Some(year) = year else { return false };
    let (month, day, rest) = (parts.next(), parts.next(), parts.next());
    match (month, day, rest) {
        (None, _, _) => year > 0,
        (Some(month), Some(day), None) => {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let last = match number(month, 2) {
                Some(4 | 6 | 9 | 11) => 30,
                Some(2) if leap => 29,
                Some(2) => 28,
                Some(1..=12) => 31,
                _ => 0,
            };
            number(day, 2).is_some_and(|day| (1..=last).contains(&day))
        }
        _ => false,
    }
}

/// The form of names in the time-zone database; which there are changes with it.
fn is_zone(text: &str) -> bool {
    let word = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_+-".contains(&b))
    };
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.split('/').all(word)
}

/// RFC 5646 by its form; some write an underscore (Core §5.1).
fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split(['-', '_']);
    let language = parts.next().unwrap_or_default();
    let subtag = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    text.len() <= 64
        && (2..=8).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(subtag)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{profile, user::tests::user};

    const NOW: Timestamp = Timestamp::from_millis(1_764_000_000_000);

    fn set(user: &mut User, field: UserField, text: &str) -> Result<(), InvalidField> {
        field.set(user, text, NOW)
    }

    #[test]
    fn every_standard_claim_that_is_kept_as_a_text_can_be_set() {
        let names: Vec<_> = UserField::ALL.iter().map(|field| field.as_str()).collect();
        let address = profile::ADDRESS.map(|name| format!("address.{name}"));
        for name in profile::CLAIMS
            .into_iter()
            .chain(address.iter().map(String::as_str))
        {
            assert!(names.contains(&name), "{name}");
        }
    }

    #[test]
    fn a_value_is_kept_where_its_claim_is_told_and_an_empty_one_removes_it() {
        let mut ada = user("ada");
        for (field, text) in [
            (UserField::Name, "Ada Lovelace"),
            (UserField::GivenName, "Ada"),
            (UserField::Birthdate, "1815-12-10"),
            (UserField::AddressLocality, " London "),
            (UserField::AddressStreet, "12 St James's Square\nMayfair"),
        ] {
            set(&mut ada, field, text).unwrap();
        }
        assert_eq!(ada.name.as_deref(), Some("Ada Lovelace"));
        let expected = json!({
            "given_name": "Ada", "birthdate": "1815-12-10",
            "address": {"locality": "London", "street_address": "12 St James's Square\nMayfair"},
        });
        assert_eq!(Value::from(ada.profile.clone()), expected);
        for field in UserField::ALL {
            let removed = set(&mut ada, *field, "");
            let needs_word = matches!(
                field,
                UserField::EmailVerified | UserField::PhoneVerified | UserField::Suspended
            );
            assert_eq!(removed.is_err(), needs_word, "{field}");
        }
        assert!(ada.profile.is_empty() && ada.name.is_none() && ada.email.is_none());
    }

    #[test]
    fn a_new_address_or_number_is_not_proven_and_the_same_one_stays_so() {
        let mut ada = user("ada");
        let proven = ada.email_verified_at;
        set(&mut ada, UserField::Email, "ADA@example.com").unwrap();
        assert_eq!(ada.email_verified_at, proven);
        set(&mut ada, UserField::EmailVerified, "true").unwrap();
        assert_eq!(ada.email_verified_at, proven);
        set(&mut ada, UserField::Email, "countess@example.com").unwrap();
        assert_eq!(ada.email_verified_at, None);
        set(&mut ada, UserField::EmailVerified, "true").unwrap();
        assert_eq!(ada.email_verified_at, Some(NOW));
        let nothing = set(&mut ada, UserField::PhoneVerified, "true");
        assert_eq!(nothing, Err(InvalidField::NothingToVerify));
        set(&mut ada, UserField::Phone, "+1 425 555 1212").unwrap();
        set(&mut ada, UserField::PhoneVerified, "true").unwrap();
        assert_eq!(ada.phone_verified_at, Some(NOW));
        set(&mut ada, UserField::Phone, "").unwrap();
        assert_eq!((ada.phone, ada.phone_verified_at), (None, None));
    }

    #[test]
    fn a_suspension_counts_from_its_first_day() {
        let mut ada = user("ada");
        set(&mut ada, UserField::Suspended, "true").unwrap();
        let later = Timestamp::from_millis(NOW.as_millis() + 1);
        UserField::Suspended.set(&mut ada, "true", later).unwrap();
        assert_eq!(ada.suspended_at, Some(NOW));
        set(&mut ada, UserField::Suspended, "false").unwrap();
        assert!(!ada.is_suspended());
        assert_eq!(
            set(&mut ada, UserField::Suspended, "yes"),
            Err(InvalidField::Truth)
        );
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "one table of good and bad values")]
    fn what_is_no_value_of_a_field_is_refused_and_its_neighbour_is_not() {
        let long = "x".repeat(257);
        for (field, good, bad) in [
            (
                UserField::Email,
                &["a@b.example"][..],
                &["a", "a@b@c.example"][..],
            ),
            (UserField::Phone, &["+14255551212"], &["4255551212", "+1"]),
            (
                UserField::Username,
                &["ada.l-1_x"],
                &["1ada", "ada@x", "a b", "ü"],
            ),
            (
                UserField::Name,
                &["Ada Löwe 🦁"],
                &["a\nb", "a\u{0}b", &long],
            ),
            (
                UserField::Picture,
                &["https://a.example/x.png?1", "http://localhost:8/x"],
                &[
                    "javascript:alert(1)",
                    "data:image/png,x",
                    "a.example",
                    "https://",
                    "https://a b",
                ],
            ),
            (
                UserField::Birthdate,
                &["1815-12-10", "0000-02-29", "2000-02-29", "1815"],
                &[
                    "1815-13-10",
                    "1815-02-30",
                    "1900-02-29",
                    "10.12.1815",
                    "15-1-1",
                    "0000",
                    "1815-12",
                ],
            ),
            (
                UserField::Zoneinfo,
                &["Europe/Paris", "Etc/GMT+1", "UTC"],
                &["/x", "a//b", "x y"],
            ),
            (
                UserField::Locale,
                &["en", "fr-CA", "zh-Hant-TW", "en_US"],
                &["e", "fr-", "fr CA", "é"],
            ),
            (UserField::AddressCountry, &["United Kingdom"], &["a\nb"]),
        ] {
            let mut ada = user("ada");
            for text in good {
                assert_eq!(set(&mut ada, field, text), Ok(()), "{field} {text}");
            }
            let before = ada.clone();
            for text in bad {
                let error = set(&mut ada, field, text).unwrap_err();
                assert!(error.to_string().ends_with('.'), "{error}");
            }
            assert_eq!(ada, before, "{field}");
        }
    }
}
