//! What can be wrong with a password that somebody chooses. Templates turn each into a sentence:
//! `new-password-error-…` and `password-issue-…` in the message files.

use serde::Serialize;

/// What is wrong with a new password, or why none is taken now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "issues", rename_all = "kebab-case")]
pub enum NewPasswordProblem {
    /// Nothing was typed.
    Missing,
    /// No password is like that: it has a control character, or more than 256 characters.
    Unusable,
    /// The operator does not take it, for all of these reasons.
    Refused(Vec<PasswordIssue>),
    /// Too much is going on; trying again soon helps.
    ServerBusy,
}

/// What speaks against a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PasswordIssue {
    /// It has fewer characters.
    TooShort {
        /// Than these.
        min: u32,
    },
    /// It has more characters.
    TooLong {
        /// Than these.
        max: u32,
    },
    /// It has fewer kinds of characters.
    CharacterTypes {
        /// Than these.
        min: u32,
    },
    /// It is among those that are guessed first.
    Pwned,
    /// It is little more than `aaa`.
    Repetition,
    /// It is little more than `123`.
    Sequence,
    /// It is little more than a word that the operator does not want.
    Words,
    /// It is little more than the name or the address of the person.
    UserInfo,
}

impl PasswordIssue {
    /// Every issue once.
    pub(crate) const ALL: [Self; 8] = [
        Self::TooShort { min: 8 },
        Self::TooLong { max: 20 },
        Self::CharacterTypes { min: 3 },
        Self::Pwned,
        Self::Repetition,
        Self::Sequence,
        Self::Words,
        Self::UserInfo,
    ];
}
