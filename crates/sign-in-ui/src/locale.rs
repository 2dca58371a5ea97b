//! A language that pages can be shown in.

use unic_langid::{CharacterDirection, LanguageIdentifier};

/// A language that pages can be shown in: one folder of `/web/locales`.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub struct Locale {
    tag: &'static str,
    direction: Direction,
}

/// Which way a language is written.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    LeftToRight,
    /// From right to left.
    RightToLeft,
}

impl Locale {
    /// English, the language every other one falls back to.
    pub const ENGLISH: Self = Self {
        tag: "en",
        direction: Direction::LeftToRight,
    };

    /// The tag is kept for the life of the program: languages are few and never unloaded.
    pub(crate) fn new(id: &LanguageIdentifier) -> Self {
        let tag = id.to_string();
        if tag == Self::ENGLISH.tag {
            return Self::ENGLISH;
        }
        let direction = match id.character_direction() {
            CharacterDirection::RTL => Direction::RightToLeft,
            CharacterDirection::LTR | CharacterDirection::TTB => Direction::LeftToRight,
        };
        Self {
            tag: Box::leak(tag.into_boxed_str()),
            direction,
        }
    }

    /// The BCP 47 tag, for example `en` or `fr`; also the value for a language cookie.
    pub const fn tag(self) -> &'static str {
        self.tag
    }

    /// Which way the language is written.
    pub const fn direction(self) -> Direction {
        self.direction
    }
}

impl Direction {
    /// The value of HTML's `dir` attribute.
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}
