//! Texts and numbers that can only be what they say.

use oidc_core::account::{
    email::{EmailAddress, trim},
    experience::Link,
};
use serde::{Deserialize, Deserializer, Serialize, de};

/// A colour of three or six hexadecimal digits, as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct HexColor(String);

impl<'de> Deserialize<'de> for HexColor {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let digits = text.strip_prefix('#').unwrap_or_default();
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hex && [3, 6].contains(&digits.len()) {
            Ok(Self(text))
        } else {
            Err(de::Error::custom("must be a colour like #5b3df5 or #abc"))
        }
    }
}

/// An address, or none: `null` or an empty text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct MaybeLink(Option<Link>);

impl<'de> Deserialize<'de> for MaybeLink {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        let text = text.filter(|text| !text.is_empty());
        let link = text.map(|text| text.parse()).transpose();
        link.map(Self).map_err(de::Error::custom)
    }
}

/// An e-mail address, or none: `null` or an empty text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct MaybeEmail(Option<String>);

impl<'de> Deserialize<'de> for MaybeEmail {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        let text = text.map(|text| trim(&text).to_owned());
        let text = text.filter(|text| !text.is_empty());
        if let Some(text) = &text {
            text.parse::<EmailAddress>().map_err(de::Error::custom)?;
        }
        Ok(Self(text))
    }
}

/// A name, or none: `null` or an empty text. Whether it can be one is judged where it is changed: what
/// was stored before is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct MaybeName(Option<String>);

impl<'de> Deserialize<'de> for MaybeName {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        Ok(Self(text.filter(|text| !text.trim().is_empty())))
    }
}

/// A whole number within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub(crate) struct Bounded<const LEAST: u32, const MOST: u32>(u32);

impl<const LEAST: u32, const MOST: u32> Bounded<LEAST, MOST> {
    /// Held to the bounds.
    pub(crate) const fn new(number: u32) -> Self {
        Self(if number < LEAST {
            LEAST
        } else if number > MOST {
            MOST
        } else {
            number
        })
    }
}

impl<'de, const LEAST: u32, const MOST: u32> Deserialize<'de> for Bounded<LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = u32::deserialize(from)?;
        if (LEAST..=MOST).contains(&number) {
            Ok(Self(number))
        } else {
            let why = format_args!("must be between {LEAST} and {MOST}");
            Err(de::Error::custom(why))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_value, json};

    use super::*;

    #[test]
    fn an_empty_text_and_null_are_none() {
        for none in [json!(""), Value::Null] {
            assert_eq!(
                from_value::<MaybeLink>(none.clone()).unwrap(),
                MaybeLink(None)
            );
            assert_eq!(
                from_value::<MaybeEmail>(none.clone()).unwrap(),
                MaybeEmail(None)
            );
            assert_eq!(from_value::<MaybeName>(none).unwrap(), MaybeName(None));
        }
        assert_eq!(
            from_value::<MaybeName>(json!(" ")).unwrap(),
            MaybeName(None)
        );
        assert!(from_value::<MaybeLink>(json!("terms")).is_err());
        assert!(from_value::<MaybeEmail>(json!("nobody")).is_err());
        assert!(from_value::<MaybeEmail>(json!(" help@a.example ")).is_ok());
    }

    #[test]
    fn a_colour_has_three_or_six_digits() {
        for good in ["#abc", "#5B3df5"] {
            assert!(from_value::<HexColor>(json!(good)).is_ok(), "{good}");
        }
        for bad in ["abc", "#ab", "#abcd", "#ggg", "#é5", "red", ""] {
            assert!(from_value::<HexColor>(json!(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_number_keeps_its_bounds() {
        assert_eq!(from_value::<Bounded<1, 4>>(json!(4)).unwrap(), Bounded(4));
        for bad in [json!(0), json!(5), json!(1.5), json!("1"), json!(-1)] {
            assert!(from_value::<Bounded<1, 4>>(bad.clone()).is_err(), "{bad}");
        }
        assert_eq!(Bounded::<1, 4>::new(9), Bounded(4));
    }
}
