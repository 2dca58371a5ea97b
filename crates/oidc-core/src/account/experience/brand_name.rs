//! The brand's name, which pages and mails show among their own words.

use crate::label;

/// The longest one, in characters: pages and mails have no room for a longer one.
const LONGEST: usize = 128;

/// The text cannot be the name of a brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have 1 to 128 characters that can be seen, without line breaks.")]
pub struct InvalidBrandName;

/// Whether a text can be the name of a brand: no other than those of applications and APIs, which stand
/// in the same places.
///
/// # Errors
/// [`InvalidBrandName`] when it cannot.
pub fn check_brand_name(text: &str) -> Result<(), InvalidBrandName> {
    if label::is_name(text, LONGEST) {
        Ok(())
    } else {
        Err(InvalidBrandName)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brand_is_called_as_an_application_may_be() {
        let longest = "é".repeat(LONGEST);
        for good in ["Brand", "متجر الكتب", "a\u{200e}b", &longest] {
            assert_eq!(check_brand_name(good), Ok(()), "{good:?}");
        }
        let longer = "é".repeat(LONGEST + 1);
        for bad in [
            "",
            "\u{200b}",
            "a\nb",
            "a\u{1b}b",
            "a\u{2028}b",
            "a\u{202e}b",
            "a\u{2066}b\u{2069}",
            &longer,
        ] {
            assert_eq!(check_brand_name(bad), Err(InvalidBrandName), "{bad:?}");
        }
    }
}
