//! What speaks against a password.

/// What speaks against a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issue {
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
    /// It is little more than a word that is not wanted.
    Words,
    /// It is little more than the name or the address of the person.
    UserInfo,
}

impl Issue {
    /// As programs know it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort { .. } => "password_rejected.too_short",
            Self::TooLong { .. } => "password_rejected.too_long",
            Self::CharacterTypes { .. } => "password_rejected.character_types",
            Self::Pwned => "password_rejected.pwned",
            Self::Repetition => "password_rejected.restricted.repetition",
            Self::Sequence => "password_rejected.restricted.sequence",
            Self::Words => "password_rejected.restricted.words",
            Self::UserInfo => "password_rejected.restricted.user_info",
        }
    }
}
