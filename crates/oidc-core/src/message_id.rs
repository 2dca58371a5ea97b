//! The id under which a provider took a mail (RFC 5322 §3.6.4), by which its reports name it.

use std::str::FromStr;

use crate::record::text_value;

/// A line of a message has no more characters (RFC 5322 §2.1.1).
const LONGEST: usize = 998;

/// Such an id, without its angle brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageId(String);

/// The text is no id of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the id of a mail")]
pub struct InvalidMessageId;

impl MessageId {
    /// Without angle brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MessageId {
    type Err = InvalidMessageId;

    /// With its angle brackets or without: Mailgun answers with them and reports without.
    fn from_str(text: &str) -> Result<Self, InvalidMessageId> {
        let text = text.trim();
        let bare = text
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'));
        let bare = bare.unwrap_or(text);
        let is_visible = bare.bytes().all(|byte| byte.is_ascii_graphic());
        if bare.is_empty() || bare.len() > LONGEST || !is_visible {
            return Err(InvalidMessageId);
        }
        Ok(Self(bare.to_owned()))
    }
}

text_value!(MessageId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_same_with_and_without_its_brackets() {
        let bare: MessageId = "20130503182626.18666.16540@example.com".parse().unwrap();
        assert_eq!("<20130503182626.18666.16540@example.com>".parse(), Ok(bare));
    }

    #[test]
    fn what_is_empty_too_long_or_not_visible_is_no_id() {
        let long = "a".repeat(LONGEST + 1);
        for text in [
            "",
            "<>",
            "a b@example.com",
            "a\n@example.com",
            "é@example.com",
            &long,
        ] {
            assert_eq!(text.parse::<MessageId>(), Err(InvalidMessageId), "{text}");
        }
    }
}
