//! A telephone number as ITU-T E.164 has it: a plus sign, the country code and the rest, fifteen
//! digits at most (OpenID Connect Core §5.1, `phone_number`).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::trunk_prefix;

/// How many digits a number has. E.164 names no least; no subscriber has fewer than these.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// A number, without the blanks and marks that people put between its digits.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// Not a number with its country code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a telephone number with its country code")]
pub struct InvalidPhoneNumber;

impl PhoneNumber {
    /// The number that somebody gives, without the zero that is dialled before it at home. What is
    /// kept is read as it is: numbers that are older than this rule stay readable.
    ///
    /// # Errors
    /// [`InvalidPhoneNumber`].
    pub fn international(text: &str) -> Result<Self, InvalidPhoneNumber> {
        let given: Self = text.parse()?;
        let digits = given.0.trim_start_matches('+');
        match trunk_prefix::without(digits) {
            None => Ok(given),
            Some(shorter) => format!("+{shorter}").parse(),
        }
    }

    /// Whether a text is meant as a number, be it one or not: it begins with a plus sign, or is
    /// digits alone, as many as the shortest number has or more. Blanks and marks between them mean
    /// nothing.
    pub fn is_meant_by(text: &str) -> bool {
        let bare: String = without_marks(text).collect();
        let is_digits = bare.bytes().all(|b| b.is_ascii_digit());
        bare.starts_with('+') || (is_digits && bare.len() >= *DIGITS.start())
    }

    /// The number as the wire has it. Personal data: never log it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[number]")
    }
}

impl FromStr for PhoneNumber {
    type Err = InvalidPhoneNumber;

    fn from_str(text: &str) -> Result<Self, InvalidPhoneNumber> {
        let number: String = without_marks(text).take(DIGITS.end() + 2).collect();
        let digits = number.strip_prefix('+').ok_or(InvalidPhoneNumber)?;
        let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
        if !plain || !DIGITS.contains(&digits.len()) {
            return Err(InvalidPhoneNumber);
        }
        Ok(Self(number))
    }
}

/// A text without the blanks and marks that people put between digits.
fn without_marks(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '/'))
}

impl TryFrom<String> for PhoneNumber {
    type Error = InvalidPhoneNumber;

    fn try_from(text: String) -> Result<Self, InvalidPhoneNumber> {
        text.parse()
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

crate::record::text_value!(PhoneNumber);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_put_between_the_digits_is_left_out() {
        for text in ["+1 (425) 555-1212", "+1.425.555.1212", "+14255551212"] {
            let number: PhoneNumber = text.parse().unwrap();
            assert_eq!(number.as_str(), "+14255551212");
        }
    }

    #[test]
    fn a_number_is_one_with_and_without_the_zero_that_is_dialled_at_home() {
        let read = |text: &str| PhoneNumber::international(text).unwrap();
        assert_eq!(read("+4400791112345"), read("+44791112345"));
        assert_eq!(
            "+4400791112345".parse::<PhoneNumber>().unwrap().as_str(),
            "+4400791112345"
        );
        assert_eq!(read("+44 (0) 7911 123456"), read("+447911123456"));
        assert_eq!(read("+39 06 1234 5678").as_str(), "+390612345678");
        assert_eq!(read("+44012345"), read("+4412345"));
        assert_eq!(
            PhoneNumber::international("+4401234"),
            Err(InvalidPhoneNumber)
        );
    }

    #[test]
    fn a_number_has_a_country_code_and_no_more_digits_than_there_can_be() {
        for text in ["+2904567", "+123456789012345"] {
            assert!(text.parse::<PhoneNumber>().is_ok(), "{text}");
        }
        for text in [
            "",
            "+",
            "4255551212",
            "0014255551212",
            "+0425551212",
            "+123456",
            "+1234567890123456",
            "+1 425 555 1212 ext. 7",
            "++14255551212",
            "+١٤٢٥٥٥٥١٢١٢",
            "+1425555\u{0}1212",
        ] {
            let number = text.parse::<PhoneNumber>();
            assert_eq!(number, Err(InvalidPhoneNumber), "{text}");
        }
    }

    #[test]
    fn a_plus_sign_or_seven_digits_are_meant_as_a_number() {
        for text in [
            "+",
            "+ada",
            " +1 425",
            "(+1) 425 555 1212",
            "1234567",
            "123-45 67",
            "0791 112 34 56",
            "1234567890123456",
        ] {
            assert!(PhoneNumber::is_meant_by(text), "{text}");
        }
        for text in [
            "",
            "-",
            "123456",
            "123 456",
            "ada1234567",
            "1234567a",
            "1+234567",
        ] {
            assert!(!PhoneNumber::is_meant_by(text), "{text}");
        }
    }

    #[test]
    fn t_70_a_number_does_not_print() {
        let number: PhoneNumber = "+14255551212".parse().unwrap();
        assert!(!format!("{number:?}").contains("425"));
    }
}
